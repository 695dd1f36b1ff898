"""Where the house's code lies, for the checks that read it."""

from __future__ import annotations

import ast
import functools
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


@functools.cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def parsed(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Those that stand in a module, in a class or in one another, not within an expression."""
    found: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node)
        for block in ("body", "orelse", "finalbody"):
            waiting += getattr(node, block, [])
        for branch in (*getattr(node, "handlers", []), *getattr(node, "cases", [])):
            waiting += branch.body
    return found


def calls(tree: ast.Module) -> list[ast.Call]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call)]


def is_layer(path: Path, *layers: str) -> bool:
    """Whether a file is one of the layers of its room (`actions.py`, or within `actions/`)."""
    inside = path.relative_to(ROOT).parts[1:]
    return inside[0].removesuffix(".py") in layers
