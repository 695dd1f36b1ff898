"""python3 verify.py BUNDLE: derive every paper of a session anew and walk every attempt's chain.

Needs Python's standard library alone and nothing of the site that wrote the bundle. The rules are
written down in the product's `docs/exam-core.md`; this is a second writing of them, so that the
first one need not be believed.
"""

import hashlib
import hmac
import json
import sys
from pathlib import Path

KIND_ORDER = ("single", "multiple", "true_false", "fill_in", "short_answer", "case")
SHUFFLED = ("single", "multiple")


def sha(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    shape = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return json.dumps(value, **shape).encode()


class Random:
    """HMAC-SHA-256 of a counter, as one stream of bytes."""

    def __init__(self, seed):
        self.seed, self.block, self.left = seed, 0, b""

    def below(self, n):
        size = max(1, ((n - 1).bit_length() + 7) // 8)
        while True:
            while len(self.left) < size:
                counter = self.block.to_bytes(8, "big")
                self.left += hmac.new(self.seed, counter, "sha256").digest()
                self.block += 1
            number, self.left = int.from_bytes(self.left[:size], "big"), self.left[size:]
            if number < 256**size // n * n:
                return number % n

    def shuffle(self, things):
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


def fits(item, cell):
    return (
        item["kind"] == cell["kind"]
        and cell["difficulty"] in (None, item["difficulty"])
        and (cell["statute_id"] is None or cell["statute_id"] in item["statutes"])
    )


def in_order_of_use(order, seen, most):
    half = (len(order) + 1) // 2
    for n in range(len(order) - half):
        if order[n + half]["exposure"] < order[n]["exposure"]:
            order[n], order[n + half] = order[n + half], order[n]
    return sorted(order, key=lambda item: (item["revision"] in seen, item["exposure"] >= most))


def fill(slots, options):
    """Each slot takes the first free question of its cell's list, or moves one of another cell."""
    owner, filled = {}, {}

    def find(slot, tried):
        listed = [item["revision"] for item in options[slots[slot]]]
        pk = next((pk for pk in listed if pk not in owner), None)
        if pk is None:
            pk = next((pk for pk in listed if pk not in tried and moves(pk, slot, tried)), None)
        if pk is not None:
            owner[pk], filled[slot] = slot, pk
        return pk is not None

    def moves(pk, slot, tried):
        tried.add(pk)
        return slots[owner[pk]] != slots[slot] and find(owner[pk], tried)

    if not all(find(slot, set()) for slot in range(len(slots))):
        raise ValueError("the pool does not fill the blueprint")
    by_pk = {item["revision"]: item for found in options for item in found}
    return [by_pk[filled[slot]] for slot in range(len(slots))]


def draw(bundle, pool, seed, seen):
    """A paper of one's own: the questions with their marks."""
    random, cells = Random(seed), bundle["cells"]
    items = sorted(pool, key=lambda item: item["revision"])
    options = [
        in_order_of_use(
            random.shuffle([item for item in items if fits(item, cell)]),
            seen,
            bundle["most_papers"],
        )
        for cell in cells
    ]
    slots = [n for n, cell in enumerate(cells) for _ in range(cell["count"])]
    found = fill(slots, options)
    drawn = [(item, cells[n]["marks"]) for item, n in zip(found, slots, strict=True)]
    return lay_out(drawn, random, seed)


def draw_form(forms, pool, seed, seen):
    """One of the parallel forms in force."""
    random, items = Random(seed), {item["revision"]: item for item in pool}
    fresh = [f for f in forms if not seen.intersection(pk for pk, _ in f["questions"])] or forms
    form = fresh[random.below(len(fresh))]
    return lay_out([(items[pk], marks) for pk, marks in form["questions"]], random, seed)


def lay_out(drawn, random, seed):
    groups = [[pair for pair in drawn if pair[0]["kind"] == kind] for kind in KIND_ORDER]
    places = []
    for item, marks in [pair for group in groups for pair in random.shuffle(group)]:
        alone = [(item["kind"], item["options"], marks, 0)]
        for kind, count, own, part in parts_of(item, marks) if item["parts"] else alone:
            n, order = len(places) + 1, list(range(count))
            order = random.shuffle(order) if kind in SHUFFLED else order
            tokens = [hmac.new(seed, b"token %d %d" % (n, o), "sha256") for o in order]
            place = {"place": n, "revision": item["revision"], "kind": kind, "marks": own}
            place["order"], place["part"] = order, part
            place["tokens"] = [token.hexdigest()[:18] for token in tokens]
            places.append(place)
    return places


def parts_of(item, marks):
    worths = [worth for _kind, _count, worth in item["parts"]]
    worths = worths if any(worths) else [1] * len(worths)
    given = upto = 0
    for n, (kind, count, _worth) in enumerate(item["parts"], 1):
        upto += worths[n - 1]
        until = (2 * marks * upto + sum(worths)) // (2 * sum(worths))
        yield kind, count, until - given, n
        given = until


def papers_of(bundle, candidate, session_seed):
    """Every paper of a candidate in order, with the amendment for which it was drawn."""
    seed = hmac.new(session_seed, candidate.encode(), "sha256").digest()
    seen, pool = set(bundle["seen"].get(candidate, ())), bundle["pool"]
    drawn, on_reserve = [], False
    for step in [{"digest": "", "withdrawn": [], "to_reserve": False}, *bundle["steps"]]:
        gone = set(step["withdrawn"])
        pool = [item for item in pool if item["revision"] not in gone]
        on_reserve = on_reserve or step["to_reserve"]
        holds = drawn and any(place["revision"] in gone for place in drawn[-1][0])
        if drawn and not holds and not step["to_reserve"]:
            continue
        if not bundle["forms"]:
            drawn.append((draw(bundle, pool, seed, seen), step["digest"]))
            continue
        there = {item["revision"] for item in pool}
        wanted = [form for form in bundle["forms"] if form["reserve"] == on_reserve]
        forms = [form for form in wanted if there.issuperset(pk for pk, _ in form["questions"])]
        if forms:
            drawn.append((draw_form(forms, pool, seed, seen), step["digest"]))
    return drawn


def paper_faults(bundle):
    secret = bytes.fromhex(bundle["secret"])
    if sha(secret) != bundle["commitment"]:
        yield "the secret is not the one committed to"
    session_seed = hashlib.sha256(secret + bundle["number"].encode()).digest()
    for candidate, stored in bundle["papers"].items():
        digests = []
        for places, step in papers_of(bundle, candidate, session_seed):
            body = {"places": places, "snapshot": bundle["snapshot"]}
            digests.append(sha(canonical(body | ({"amendment": step} if step else {}))))
        if not stored or stored[-1] != digests[-1] or not set(stored) <= set(digests):
            yield f"candidate {candidate}: the paper is not the one that the seed gives"


def chain_faults(bundle):
    for chain in bundle["chains"]:
        base = {"attempt": chain["attempt"], "paper": chain["paper"], "exam": bundle["seal"]}
        at, last = sha(canonical(base)), 0
        for n, previous, hashed, body in chain["events"]:
            parts = [b"sha256", previous.encode(), str(n).encode(), canonical(body)]
            is_own = body is None or sha(b"\n".join(parts)) == hashed
            if n != last + 1 or previous != at or not is_own:
                yield f"attempt {chain['attempt']}: event {last + 1} is broken"
                break
            at, last = hashed, n
        if (last, at) != (chain["head_n"], chain["head"]):
            yield f"attempt {chain['attempt']}: the chain does not end in its head"


def main(path):
    bundle = json.loads(Path(path).read_text(encoding="utf-8"))
    faults = [*paper_faults(bundle), *chain_faults(bundle)]
    closed = sum(event[3] is None for chain in bundle["chains"] for event in chain["events"])
    for fault in faults:
        print(fault)
    print(
        f"{len(bundle['papers'])} candidates, {len(bundle['chains'])} chains, {closed} events"
        f" known by their hash alone, {len(faults)} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
