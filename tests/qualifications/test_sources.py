"""Every rule of both rooms says what it rests on, and every number where it comes from."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"\d")
SAYS = re.compile(r"Source|house default|twin|a unit|knows no|issue 6|国办发|really hold")


def modules():
    for room in ("qualifications", "appointments"):
        for path in sorted((ROOT / room / "rules").glob("[!_]*.py")):
            text = path.read_text(encoding="utf-8")
            yield path.relative_to(ROOT), text, ast.parse(text)


def test_every_rule_names_its_source():
    for path, _text, tree in modules():
        assert "Source" in (ast.get_docstring(tree) or ""), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"


def test_every_number_says_where_it_comes_from():
    for path, text, tree in modules():
        lines, told = text.splitlines(), ast.get_docstring(tree)
        for node in tree.body:
            if not isinstance(node, ast.Assign) or node.targets[0].id.startswith("_"):
                continue
            if not any(isinstance(n, ast.Constant) and _is_number(n.value) for n in ast.walk(node)):
                continue
            beside = "\n".join(lines[node.lineno - 2 : node.end_lineno])
            said = beside if "#" in beside else told
            assert SAYS.search(said), f"{path}:{node.lineno}"


def _is_number(value):
    if isinstance(value, str):
        return value.startswith("[") and bool(NUMBER.search(value))  # a shape
    return isinstance(value, int) and not isinstance(value, bool) and value > 1
