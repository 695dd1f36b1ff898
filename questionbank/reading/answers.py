"""A list of answers at the end of a document: 1-5 BCADA, 6.AC 7.√ 8.二日."""

from __future__ import annotations

import re

HEADING = re.compile(
    r"^(?:附[件录]?[：:\s]*)?(?:参考|标准|试题)?答案(?:[及与和](?:解析|评分标准))?(?:如下)?[：:]?$"
)
_SIGNS = "A-Ha-h√×✓✗对错TF"
_RANGE = re.compile(
    rf"(\d{{1,4}})\s*[-—–~～至]\s*(\d{{1,4}})\s*[：:.．、]?\s*([{_SIGNS}][{_SIGNS}\s,，、]*)"
)
_ONE = re.compile(r"(\d{1,4})\s*[.．、:：)）]\s*(\S.*?)(?=\s+\d{1,4}\s*[.．、:：)）]|$)")


def answers_in(line: str) -> list[tuple[int, str]]:
    """The numbers of questions and their answers that one line gives."""
    found: list[tuple[int, str]] = []

    def take_range(hit: re.Match[str]) -> str:
        signs = re.sub(r"[\s,，、]", "", hit[3])
        first, last = int(hit[1]), int(hit[2])
        if len(signs) != last - first + 1:
            return hit[0]
        found.extend(zip(range(first, last + 1), signs, strict=True))
        return " "

    rest = _RANGE.sub(take_range, line)
    found += [(int(number), answer.strip()) for number, answer in _ONE.findall(rest)]
    return found
