"""Rules of the house that a reader may rely on. Every exemption says why; a stale one fails."""

from __future__ import annotations

import ast
import re

from tests.house import ROOT, calls, functions, is_layer, named, parsed, sources, text_of

WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
    "add_root",
    "add_child",
    "move",
}
RAW_SQL = {"execute", "executemany", "exec_prepared", "raw", "extra", "RawSQL", "cursor"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
CONVERSIONS = {"localdate", "localtime"}  # with an argument they convert, without one they ask
CLOCK_OWNERS = {"timezone", "datetime", "date"}
MAY_READ_THE_CLOCK = ("views", "api", "tasks", "management", "http")

WRITES_ELSEWHERE = {
    "mingfa/sessions.py": "the site's sessions, as Django stores its own",
    "questionbank/sheets/setting.py": "a Word document is saved into memory",
    "questionbank/rules/pictures.py": "a picture is drawn into memory",
}
RAW_SQL_ALLOWED = {
    "mingfa/sessions.py": "one statement where the model layer needs three: a sign-in's cost",
    "people/actions/attempts.py": "counts and locks at once: a sign-in's cost",
    "people/actions/sign_ins.py": "one statement where a transaction needs four: a sign-in's cost",
    "exams/actions/chaining.py": "one statement where the model layer needs three: a save's cost",
    "exams/actions/unlocked.py": "one statement where a transaction needs seven: a save's cost",
    "journal/composed.py": "what the model layer composed, asked again without composing it anew",
    "exams/actions/saving.py": "one statement where the model layer needs three: a save's cost",
    "exchange/actions/deciding.py": "lets one transaction think longer than others may be silent",
    "training/models/forecast.py": "a join of two grouped questions cannot be said with models",
    "training/models/crowds.py": "a join of two grouped questions cannot be said with models",
    "mingfa/wsgi.py": "runs before anything else and must not fail while the database is away",
    "mingfa/checks.py": "asks each engine for its own settings",
    "mingfa/demo/loading.py": "settings of an engine cannot be said in the language of models",
    "journal/append_only.py": "triggers cannot be said in the language of models",
    "journal/frozen.py": "triggers cannot be said in the language of models",
}
CLOCK_ALLOWED = {
    "mingfa/checks.py": "compares this computer's clock with the database's",
    "mingfa/sessions.py": "a session's end is asked as Django asks it",
    "mingfa/accounts.py": "allauth hands it the request as if it were a view, without a time",
}
ENVIRONMENT_ALLOWED = {
    "mingfa/settings.py": "hands the whole environment to mingfa.environment",
    "mingfa/management/commands/run.py": "hands its own environment to the processes it starts",
    "mingfa/wsgi.py": "Django's own entry point names the settings",
}
HIDDEN_IMPORTS = {
    "mingfa/sign_ins.py": "models exist only when all rooms are ready",
    "mingfa/apps.py": "checks look at models, which can be imported only when all are ready",
    "journal/apps.py": "models can be imported only when all rooms are ready",
    "mingfa/preflight.py": "runs before the environment that it would import from exists",
}
LONGER: dict[str, str] = {}


def without_exemptions(found: dict[str, list[str]], exempt: dict[str, str]) -> None:
    """Nothing found beyond the exemptions, and no exemption for what is not found."""
    assert {path: lines for path, lines in found.items() if path not in exempt} == {}
    assert exempt.keys() - found.keys() == set(), "these exemptions are stale"


def everywhere(look, *, where=""):
    """What `look(path, tree)` finds in each file, files without a finding left out. Files in whose
    text `where` is not found can hold none, and need not be parsed."""
    fitting = re.compile(where, re.MULTILINE)
    paths = [path for path in sources() if fitting.search(text_of(path))]
    found = {named(path): look(path, parsed(path)) for path in paths}
    return {path: lines for path, lines in found.items() if lines}


def any_of(names):
    return rf"\b({'|'.join(sorted(names))})\b"


def test_only_actions_write():
    def look(path, tree):
        if is_layer(path, "actions"):
            return []
        deeds = _actions_imported(tree)
        return [
            f"line {call.lineno}: .{call.func.attr}()"
            for call in calls(tree)
            if isinstance(call.func, ast.Attribute)
            and call.func.attr in WRITES
            and not _is_a_local_name(call)
            and not (isinstance(call.func.value, ast.Name) and call.func.value.id in deeds)
        ]

    without_exemptions(everywhere(look, where=rf"\.{any_of(WRITES)}"), WRITES_ELSEWHERE)


def _actions_imported(tree):
    """Names under which a file knows actions: `from exams.actions import saving`."""
    return {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "actions" in f"{node.module}".split(".")
        for name in node.names
    } | {"actions", "cache"}  # the shared cache holds counters, not records


def _is_a_local_name(call: ast.Call) -> bool:
    """`seen.update(...)` on a plain name is a dict, a set or a digest, not a queryset."""
    return call.func.attr == "update" and isinstance(call.func.value, ast.Name)


def test_raw_sql_stands_where_it_is_explained():
    def look(path, tree):
        return [
            f"line {call.lineno}: {_word(call)}" for call in calls(tree) if _word(call) in RAW_SQL
        ]

    without_exemptions(everywhere(look, where=any_of(RAW_SQL)), RAW_SQL_ALLOWED)


def test_only_the_edges_read_the_clock():
    def look(path, tree):
        if is_layer(path, *MAY_READ_THE_CLOCK):
            return []
        return [
            f"line {call.lineno}: {call.func.value.id}.{call.func.attr}()"
            for call in calls(tree)
            if isinstance(call.func, ast.Attribute)
            and call.func.attr in CLOCKS
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id in CLOCK_OWNERS
            and not (call.func.attr in CONVERSIONS and call.args)
        ]

    without_exemptions(everywhere(look, where=rf"\.{any_of(CLOCKS)}"), CLOCK_ALLOWED)


def test_the_environment_is_read_once():
    def look(path, tree):
        return [
            f"line {node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr in {"environ", "getenv"}
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
        ]

    where = any_of({"environ", "getenv"})
    without_exemptions(everywhere(look, where=where), ENVIRONMENT_ALLOWED)


def test_files_stay_small():
    found = {named(path): text_of(path).count("\n") for path in sources()}
    without_exemptions({path: lines for path, lines in found.items() if lines > 400}, LONGER)


def test_functions_stay_small():
    def look(path, tree):
        return [
            f"{function.name}: {function.end_lineno - function.lineno + 1} lines"
            for function in functions(tree)
            if function.end_lineno - function.lineno + 1 > 40
        ]

    without_exemptions(everywhere(look), {})


def test_imports_stay_at_the_top():
    def look(path, tree):
        return [
            f"line {node.lineno}"
            for function in functions(tree)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]

    inside = r"^[ \t]+(from|import) "
    without_exemptions(everywhere(look, where=inside), HIDDEN_IMPORTS)


def test_every_model_says_what_it_is():
    def look(path, tree):
        if not is_layer(path, "models"):
            return []
        return [
            node.name
            for node in tree.body
            if isinstance(node, ast.ClassDef)
            and any(_word_of(base) in {"Model", "AppendOnly", "Dated"} for base in node.bases)
            and not ast.get_docstring(node)
        ]

    without_exemptions(everywhere(look, where=any_of({"Model", "AppendOnly", "Dated"})), {})


def test_no_room_has_a_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "common", "misc", "shared"}
    found = [named(path) for path in sources()]
    assert [name for name in found if drawers & set(name[:-3].split("/"))] == []


def _word(call: ast.Call) -> str:
    return _word_of(call.func)


def _word_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_every_document_that_is_named_is_there():
    texts = [*sources(), *ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    named_in = {
        name: path.name for path in texts for name in re.findall(r"docs/[a-z-]+\.md", text_of(path))
    }
    assert len(named_in) > 5
    assert {name: where for name, where in named_in.items() if not (ROOT / name).exists()} == {}
