"""A code for a question that came without one, out of what it asks."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping

PREFIX = "DR"  # 导入: codes of questions that came without one
FIGURES = 12


def code_of(fields: Mapping[str, str]) -> str:
    """The same for the same stem, options and sub-questions, however they are spaced; so a file
    that is read again, or another with the same question, is known again."""
    asked = "\n".join(fields.get(name, "") for name in ("题干", *"ABCDEFGH", "小题"))
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", asked))
    number = int.from_bytes(hashlib.sha256(plain.encode()).digest()[:8], "big")
    return f"{PREFIX}-{number % 10**FIGURES:0{FIGURES}d}"


def is_given(code: str) -> bool:
    """Whether the code was given here, and the question therefore may still want its basis."""
    return code.startswith(f"{PREFIX}-")
