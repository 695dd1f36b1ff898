"""Where the house's code lies, for the checks that read it."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "mingfa",
    "appointments",
    "qualifications",
    "practice",
    "exams",
    "training",
    "questionbank",
    "statutes",
    "notices",
    "people",
    "exchange",
    "journal",
)
TEMPLATES = ROOT / "templates"


def sources() -> list[Path]:
    """Every Python file of the product, migrations left out."""
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def calls(tree: ast.Module) -> list[ast.Call]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call)]


def is_layer(path: Path, *layers: str) -> bool:
    """Whether a file is one of the layers of its room (`actions.py`, or within `actions/`)."""
    inside = path.relative_to(ROOT).parts[1:]
    return inside[0].removesuffix(".py") in layers
