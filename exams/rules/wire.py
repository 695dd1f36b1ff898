"""What a browser may send: the shape of a batch of operations, read strictly.

Everything that is not exactly as described is refused whole: an honest page sends nothing else.
"""

from __future__ import annotations

import re
from typing import Any

from exams.rules.keeping import Operation

FIELDS = frozenset({"op_id", "epoch", "seq", "place", "choices", "flag", "mono_ms"})
OP_ID = re.compile(r"[0-9a-f]{32}")
TOKEN = re.compile(  # an option's token, or one with what was typed; of control only line feeds
    r"[0-9a-f]{1,64}(?:=[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,3000})?"
)
MAX_EPOCH = MAX_PLACE = 2**15 - 1
MAX_SEQ = 2**31 - 1
MAX_MONO_MS = 2**53 - 1
MAX_CHOICES = 26


class Malformed(ValueError):
    """A batch of another shape; the message says where, for the developer's eyes."""


def read_batch(body: Any) -> list[Operation]:
    """The operations of a request's body, `{"ops": [...]}`; an empty list asks for news only.

    Raises Malformed for anything missing, unknown or of another type (true is not 1, 1.0 is not 1).
    """
    if not isinstance(body, dict) or set(body) != {"ops"} or not isinstance(body["ops"], list):
        raise Malformed("the body is an object with one list, ops")
    return [_operation(raw) for raw in body["ops"]]


def _operation(raw: Any) -> Operation:
    if not isinstance(raw, dict) or set(raw) != FIELDS:
        raise Malformed(f"an operation has exactly the fields {sorted(FIELDS)}")
    if type(raw["flag"]) is not bool:
        raise Malformed("flag is true or false")
    return Operation(
        op_id=_text(raw, "op_id", OP_ID),
        epoch=_number(raw, "epoch", 1, MAX_EPOCH),
        seq=_number(raw, "seq", 1, MAX_SEQ),
        place=_number(raw, "place", 1, MAX_PLACE),
        choices=_choices(raw["choices"]),
        flag=raw["flag"],
        mono_ms=_number(raw, "mono_ms", 0, MAX_MONO_MS),
    )


def _text(raw: dict[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = raw[name]
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise Malformed(f"{name} has another shape")
    return value


def _number(raw: dict[str, Any], name: str, least: int, most: int) -> int:
    value = raw[name]
    if type(value) is not int or not least <= value <= most:
        raise Malformed(f"{name} is a whole number from {least} to {most}")
    return value


def _choices(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or len(raw) > MAX_CHOICES:
        raise Malformed(f"choices is a list of at most {MAX_CHOICES}")
    if not all(isinstance(token, str) and TOKEN.fullmatch(token) for token in raw):
        raise Malformed("a choice is an option's token, or a token and a text")
    return tuple(raw)
