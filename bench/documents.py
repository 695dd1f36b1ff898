"""How long the city's own training certificates take as one document, each with its code."""

from __future__ import annotations

import json
import sys
import time

from qualifications.documents import Sheet, training_pdf

REF = "0123456789abcdefghijkl"


def measure(count: int) -> dict[str, object]:
    sheets = [
        Sheet(
            body=f"员{n:03d}同志参加培训并经考试合格，特此证明。",
            lines=[("证明编号", f"PX{n:08d}"), ("单位", "市城管局"), ("执法领域", "城市管理")],
            organ="云泽市司法局",
            day="2026-11-23",
            address=f"https://mingfa.example/qualifications/public/{REF}{n:03d}/",
        )
        for n in range(count)
    ]
    began, used = time.perf_counter(), time.process_time()
    made = training_pdf(title="行政执法培训合格证明", check="扫描二维码核验。", sheets=sheets)
    return {
        "certificates": count,
        "seconds": round(time.perf_counter() - began, 2),
        "processor_seconds": round(time.process_time() - used, 2),
        "kilobytes": len(made) // 1000,
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if sys.argv[1:] else 500)))
