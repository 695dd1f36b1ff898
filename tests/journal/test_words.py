"""Every act that any room records is worded for the auditor, and every subject is a known kind."""

import ast
import re

from mingfa.auditing.words import ACTS, SUBJECTS, act_in_words, fact_in_words, subject_in_words
from tests.house import ROOMS, calls, is_layer, named, parsed, sources

ACT = re.compile(rf"({'|'.join(ROOMS)})\.[a-z]+(_[a-z]+)*")
HOMES = [path for path in sources() if is_layer(path, "actions", "tasks")]


def texts(node):
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and n.value]


def rooms_named_by_prefix(tree):
    """Rooms whose acts a file puts together: f"questionbank.{act}"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            head = node.values[0].value
            if head.removesuffix(".") in ROOMS and head.endswith(".") and len(node.values) == 2:
                yield head


def acts_of(path):
    """The acts that a file of actions names, whole or by the room's prefix."""
    tree = parsed(path)
    prefixes = list(rooms_named_by_prefix(tree))
    for call in calls(tree):
        if getattr(call.func, "id", "") in ("Message", "tell"):
            continue  # what somebody is told is no act
        named = (keyword.value for keyword in call.keywords if keyword.arg != "purpose")
        arguments = [*call.args, *named]
        words = [text for argument in arguments for text in texts(argument)]
        yield from (w for w in words if isinstance(w, str) and ACT.fullmatch(w))
        if getattr(call.func, "id", "") in ("_record", "_journal"):
            named_first = [one for one in call.args if not isinstance(one, ast.Dict)]
            said = [text for one in named_first for text in texts(one)]
            plain = [w for w in said if isinstance(w, str) and re.fullmatch(r"[a-z]+_?[a-z_]*", w)]
            yield from (prefix + word for prefix in prefixes for word in plain)


def test_every_act_has_its_words():
    found = {named(path): set(acts_of(path)) for path in HOMES}
    wordless = {path: acts - ACTS.keys() for path, acts in found.items()}
    assert {path: acts for path, acts in wordless.items() if acts} == {}
    found = set().union(*found.values())
    assert {"people.grant_role", "questionbank.approve", "journal.make_seal"} <= found


def test_no_two_acts_share_their_words():
    worded = [str(words) for words in ACTS.values()]
    assert sorted(set(worded)) == sorted(worded)


def test_an_act_or_subject_without_words_shows_its_code():
    assert act_in_words("people.unheard_of") == "people.unheard_of"
    assert subject_in_words("people.unheard_of:1") == "people.unheard_of:1"
    assert subject_in_words("nonsense") == "nonsense"


def test_a_subject_is_named_by_its_kind():
    assert subject_in_words("people.person:12") == "人员 12"
    assert subject_in_words("journal.entry:list") == str(SUBJECTS["journal.entry"])


def test_a_fact_is_said_in_words_where_there_are_any():
    assert fact_in_words("role", "marker") == ("角色", "阅卷员")
    assert fact_in_words("expires_at", "2026-12-07T13:04:19.569886+00:00")[1] == (
        "2026-12-07 21:04:19"
    )
    assert fact_in_words("reason", "2026-12-07")[1] == "2026-12-07"
    assert fact_in_words("rows", 3) == ("条数", "3")
    assert fact_in_words("unheard", {"of": "此"}) == ("unheard", '{"of": "此"}')
