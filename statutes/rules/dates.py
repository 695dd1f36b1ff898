"""When a text of a statute holds: stated by a person, because the text does not tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Dates:
    """What a person stated about one text. `basis` names where the effective day stands."""

    label: str
    promulgated_on: date | None
    effective_from: date
    repealed_on: date | None
    basis: str
