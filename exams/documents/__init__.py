"""What the exam room prints: results, tickets, and what lies in a room.

The words come in as data, never as markup: a name cannot become a command.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst


def compiled(source: str, data: dict[str, Any]) -> bytes:
    """A PDF of the source, which reads `sys.inputs.data`, in the site's own fonts."""
    fonts = str(Path(pylopdf_fonts_zh_cn.serif_path()).parent)
    pdf: bytes = typst.compile(  # type: ignore[misc]  # its stub does not infer bytes
        source.encode(),
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return pdf
