"""The words and signs that people use for the same thing, in the form of the bank.

A question is here a mapping from the fields of the bank's text format (`lines.ORDER`) to text. What
is not understood is left as it stands: the reader of the format names it as a fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from questionbank.rules.wording import BLANK, LETTERS
from statutes.rules.numerals import CHARACTERS, to_chinese
from statutes.rules.references import short_title

KINDS = {
    "单选": "单选|单项选择|单项选择题|单选题|选择题|单择|single",
    "多选": "多选|多项选择|多项选择题|多选题|不定项|不定项选择|不定项选择题|multiple",
    "判断": "判断|判断题|是非|是非题|对错题|true_false",
    "填空": "填空|填空题|fill_in",
    "简答": "简答|简答题|问答|问答题|论述|论述题|名词解释|short_answer",
    "案例": "案例|案例题|案例分析|案例分析题|材料题|材料分析题|综合题|case",
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split("|")}
DIFFICULTIES = {
    "易": "易|容易|简单|较易|低|一级|1|easy",
    "中": "中|中等|一般|适中|普通|二级|2|medium",
    "难": "难|困难|较难|高|三级|3|hard",
}
DIFFICULTY_OF = {word: name for name, words in DIFFICULTIES.items() for word in words.split("|")}
TRUE = frozenset(["对", "正确", "√", "✓", "✔", "是", "真", "T", "TRUE", "Y", "YES", "A"])
FALSE = frozenset(
    ["错", "错误", "×", "✗", "✘", "X", "否", "假", "不正确", "不对", "F", "FALSE", "N", "NO", "B"]
)
LEVEL_OF = {"识记": "记忆", "了解": "记忆", "掌握": "理解", "熟悉": "理解", "运用": "应用"}
DEFAULT_DIFFICULTY = "中"

_FULL_LETTERS = {ord(c) + 0xFEE0: c for c in "ABCDEFGHabcdefgh0123456789"}
_GAP = re.compile(r"_{2,}|＿{2,}|[（(][\s　_＿]+[）)]")
_BRACKET = re.compile(
    r"[（(【\[]\s*([A-Ha-hＡ-Ｈ√×✓✗对错TF][A-Ha-hＡ-Ｈ、,，\s]*|正确|错误)\s*[）)】\]]"
)
_ORDINAL = re.compile(r"第\s*(\d{1,4})\s*(条|款|项)")
_SUFFIX = re.compile(r"条之(\d{1,2})")
_PLACE = (
    rf"第[{CHARACTERS}]+条(?:之[{CHARACTERS}]+)?(?:第[{CHARACTERS}]+款)?"
    rf"(?:第[（(]?[{CHARACTERS}]+[）)]?项)?"
)
_BASIS = re.compile(
    rf"(?:《(?P<book>[^《》]+)》|(?P<bare>[^《》\s，,；;、。第]{{1,60}}))?\s*(?P<place>{_PLACE})"
)
_OPENING = re.compile(r"^(?:和|及|与|以及)?(?:根据|依据|依照|按照|参见|见)?")
_BETWEEN = re.compile(r"[\s，,；;、。和及与]|规定|之规定|的规定")


def plain(text: str) -> str:
    """Letters and figures in half width; the rest as it stands."""
    return unicodedata.normalize("NFC", text).translate(_FULL_LETTERS).strip()


def tidied(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of one question with every word in the form of the bank."""
    found = {name: text.strip() for name, text in fields.items() if text and text.strip()}
    found = _key_out_of_stem(_options_apart(found))
    found["题型"] = kind_of(found)
    found["难度"] = DIFFICULTY_OF.get(found.get("难度", "").lower(), found.get("难度", "")) or (
        DEFAULT_DIFFICULTY
    )
    if found.get("层次"):
        found["层次"] = LEVEL_OF.get(found["层次"], found["层次"])
    if found.get("分值"):
        found["分值"] = found["分值"].removesuffix("分").strip()
    if found.get("依据"):
        found["依据"] = usual_basis(found["依据"])
    return _keyed(found)


def kind_of(fields: Mapping[str, str]) -> str:
    """The kind as it is named, else as options and key show it."""
    named = re.sub(r"[\s（(].*", "", fields.get("题型", "")).strip()
    if named:
        return KIND_OF.get(named, KIND_OF.get(named.lower(), named))
    key = plain(fields.get("答案", ""))
    if "A" in fields:
        return "多选" if len(re.findall(r"[A-Ha-h]", key)) > 1 else "单选"
    if truth(key) and key.upper() not in ("A", "B"):
        return "判断"
    return "填空" if _GAP.search(fields.get("题干", "")) and key else "简答"


def truth(key: str) -> str:
    """正确 or 错误, in whatever signs it was written; empty when it is neither."""
    sign = plain(key).strip("。.（）()").upper()
    return "正确" if sign in TRUE else "错误" if sign in FALSE else ""


def usual_basis(text: str) -> str:
    """《…法》第71条第1款、第72条 as two places of the law; left alone where a part is not read."""
    if "@" in text:
        return text
    plain_text = _SUFFIX.sub(lambda f: f"条之{_numeral(f[1])}", text)
    plain_text = _ORDINAL.sub(lambda f: f"第{_numeral(f[1])}{f[2]}", plain_text)
    title, places, end = "", [], 0
    for found in _BASIS.finditer(plain_text):
        named = found["book"] or found["bare"] or ""
        title = short_title(_OPENING.sub("", named)) or title
        if not title or _BETWEEN.sub("", plain_text[end : found.start()]):
            return text
        places.append(f"{title} {found['place']}")
        end = found.end()
    if not places or _BETWEEN.sub("", plain_text[end:]):
        return text
    return "；".join(dict.fromkeys(places))


def _numeral(figures: str) -> str:
    return to_chinese(int(figures)) if 0 < int(figures) < 10_000 else figures


def _keyed(found: dict[str, str]) -> dict[str, str]:
    """The key in the form of its kind."""
    key, kind = found.get("答案", ""), found["题型"]
    if kind == "判断":
        found["答案"] = truth(key) or key
        for letter in (*LETTERS, "F"):
            found.pop(letter, None)  # A 正确 B 错误, written out
    elif kind in ("单选", "多选"):
        found["答案"] = _letters(key)
    elif kind == "填空":
        found["题干"] = _GAP.sub(BLANK, found.get("题干", ""))
        found["答案"] = _blanks(key)
    elif kind == "简答" and "要点" not in found:
        found["要点"] = _points(found.pop("答案", ""), found.pop("分值", ""))
    return {name: text for name, text in found.items() if text}


def _letters(key: str) -> str:
    """Letters in order, each once: A、B,D is ABD. Anything else is left as it stands."""
    bare = re.sub(r"[\s、,，;；/.。]", "", plain(key)).upper()
    return "".join(sorted(set(bare))) if re.fullmatch(r"[A-H]+", bare) else key


def _blanks(key: str) -> str:
    """Answers of the blanks: numbered, or parted by semicolons, several spaces or lines."""
    numbered = re.split(r"(?:^|\s|[；;])[（(]?\d{1,2}[）).．、]\s*", key)
    parts = numbered[1:] if len(numbered) > 2 else re.split(r"[；;\n]|\s{2,}|　+", key)
    variants = (
        re.sub(r"\s*(?:\||｜|或者|/)\s*", "|", p.strip(" 。；;")) for p in parts if p.strip()
    )
    return "；".join(variants)


_AFTER_MARKS = re.compile(r"(?<=\d分[）)])[；;。，,、]?(?=\s*[（(]?\d{1,2}[）).．、])")


def _points(answer: str, marks: str) -> str:
    """The lines of an answer as its points; one without marks takes what the question is worth."""
    pieces = (part for line in answer.split("\n") for part in _AFTER_MARKS.split(line))
    lines = [piece.strip() for piece in pieces if piece.strip()]
    marked = [line for line in lines if re.search(r"[（(][\d.]+\s*分[）)]$", line)]
    if len(marked) == len(lines) or not marks:
        return "\n".join(lines)
    return f"{''.join(lines)}（{marks}分）"


def _key_out_of_stem(found: dict[str, str]) -> dict[str, str]:
    """A key typed into the stem's brackets, （ B ）, is taken out of it, or candidates read it."""
    hits = list(_BRACKET.finditer(found.get("题干", "")))
    if len(hits) != 1:
        return found
    stem = found["题干"]
    return found | {
        "题干": (stem[: hits[0].start()] + "（　　）" + stem[hits[0].end() :]).strip(),
        "答案": found.get("答案") or hits[0][1],
    }


def _options_apart(found: dict[str, str]) -> dict[str, str]:
    """Options that stand together in one cell, each to its letter."""
    together = found.pop("选项", "")
    if together and "A" not in found:
        letters, options = split_options(together)
        if not letters:
            options = [part.strip() for part in re.split(r"[\n|｜；;]", together) if part.strip()]
            letters = list("ABCDEFGH"[: len(options)])
        found |= dict(zip(letters, options, strict=False))
    return found


_SURE = re.compile(r"[（(]?([A-HＡ-Ｈ])(?:[）)]|\s*[.．、:：])\s*(?=\S)")


def split_options(text: str) -> tuple[list[str], list[str]]:
    """Options on one line or several: their letters and texts; empty when the line holds none.

    They count only where they follow one another in the alphabet, and the first opens the line.
    """
    line = text.strip()
    starts: list[tuple[str, int, int]] = []
    for found in _SURE.finditer(line):
        letter = plain(found[1])
        follows = bool(starts) and ord(letter) == ord(starts[-1][0]) + 1
        if follows or (not starts and found.start() == 0):
            starts.append((letter, found.start(), found.end()))
    if not starts:
        return [], []
    ends = [start for _letter, start, _end in starts[1:]] + [len(line)]
    texts = [
        line[end:stop].strip(" 　；;") for (_l, _s, end), stop in zip(starts, ends, strict=True)
    ]
    return [letter for letter, _start, _end in starts], texts
