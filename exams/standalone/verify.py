"""python3 verify.py BUNDLE: derive every paper and seat of a session anew, walk every chain.

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
        and cell["level"] in (None, item["level"])
        and (cell["statute_id"] is None or cell["statute_id"] in item["statutes"])
        and (cell["topic_id"] is None or cell["topic_id"] in item["topics"])
    )


def derive(seed, label):
    return hmac.new(seed, label.encode(), "sha256").digest()


class Bundle:
    """What was frozen, made ready for many papers."""

    def __init__(self, body, session_seed):
        self.body, self.seed, self.cells = body, session_seed, body["cells"]
        self.pool = sorted(body["pool"], key=lambda item: item["revision"])
        for item in self.pool:
            item["spent"] = (
                item["in_exam"] >= body["most_in_exam"] or item["in_year"] >= body["most_in_year"]
            )
        self.slots = [n for n, cell in enumerate(self.cells) for _ in range(cell["count"])]
        self.portions, self.known = self.divide(body["portions"]), {}

    def divide(self, count):
        """Which portions hold a question; what must be in is in all of them."""
        random, groups, found = Random(derive(self.seed, "portions")), {}, {}
        for item in self.pool:
            found[item["revision"]] = set(range(count))
            if not item["required"] and count > 1:
                groups.setdefault(tuple(fits(item, cell) for cell in self.cells), []).append(item)
        for alike in groups.values():
            for n, item in enumerate(random.shuffle(alike)):
                found[item["revision"]] = {n % count}
        return found

    def fitting(self, portion, gone):
        """By cell the questions that fit, in the order of revisions."""
        if (portion, gone) not in self.known:
            left = [item for item in self.pool if item["revision"] not in gone]
            if portion is not None:
                left = [item for item in left if portion in self.portions[item["revision"]]]
            found = [[item for item in left if fits(item, cell)] for cell in self.cells]
            must = [item["revision"] for item in left if item["required"]]
            self.known[portion, gone] = found, must
        return self.known[portion, gone]


def in_turn(items, seen, random):
    """Within budget, spent, seen; of two at random the less exposed is next."""
    steps = [[], [], []]
    for item in items:
        steps[2 if item["revision"] in seen else 1 if item["spent"] else 0].append(item)
    for left in steps:
        while left:
            one, last = random.below(len(left)) if len(left) > 1 else 0, len(left) - 1
            left[one], left[last] = left[last], left[one]
            if last:
                other = random.below(last)
                if left[other]["exposure"] < left[last]["exposure"]:
                    left[other], left[last] = left[last], left[other]
            yield left.pop()


class Filling:
    """Each slot takes the first free question of its cell's order, or moves one of another cell."""

    def __init__(self, slots):
        self.slots, self.owner, self.filled = slots, {}, {}

    def fill(self, orders):
        self.known, self.orders = [[] for _ in orders], [iter(order) for order in orders]
        for slot in range(len(self.slots)):
            if slot not in self.filled:
                self.find(slot, set())

    def at(self, cell, n):
        while len(self.known[cell]) <= n:
            item = next(self.orders[cell], None)
            if item is None:
                return None
            self.known[cell].append(item)
        return self.known[cell][n]

    def find(self, slot, tried):
        cell, n = self.slots[slot], 0
        while (item := self.at(cell, n)) and item["revision"] in self.owner:
            n += 1
        item = item or self.moved(slot, tried)
        if item:
            self.owner[item["revision"]], self.filled[slot] = slot, item
        return bool(item)

    def moved(self, slot, tried):
        for item in self.known[self.slots[slot]]:
            if item["revision"] not in tried:
                tried.add(item["revision"])
                holder = self.owner[item["revision"]]
                if self.slots[holder] != self.slots[slot] and self.find(holder, tried):
                    return item
        return None


def draw(bundle, portion, gone, seed, seen):
    """A paper of one's own: the questions with their marks; None where they do not suffice."""
    found, must = bundle.fitting(portion, gone)
    filling = Filling(bundle.slots)
    filling.fill([[item for item in items if item["required"]] for items in found])
    filling.fill(
        [in_turn(items, seen, Random(derive(seed, f"cell {n}"))) for n, items in enumerate(found)]
    )
    if len(filling.filled) < len(bundle.slots) or not filling.owner.keys() >= set(must):
        return None
    drawn = [(filling.filled[n], bundle.cells[c]["marks"]) for n, c in enumerate(bundle.slots)]
    return lay_out(drawn, seed)


def draw_form(forms, pool, seed, seen):
    """One of the parallel forms in force."""
    random, items = Random(derive(seed, "form")), {item["revision"]: item for item in pool}
    fresh = [f for f in forms if not seen.intersection(pk for pk, _ in f["questions"])] or forms
    form = fresh[random.below(len(fresh))]
    return lay_out([(items[pk], marks) for pk, marks in form["questions"]], seed)


def lay_out(drawn, seed):
    random = Random(derive(seed, "order"))
    groups = [[pair for pair in drawn if pair[0]["kind"] == kind] for kind in KIND_ORDER]
    places = []
    for item, marks in [pair for group in groups for pair in random.shuffle(group)]:
        alone = [(item["kind"], item["options"], marks, 0)]
        for kind, count, own, part in parts_of(item, marks) if item["parts"] else alone:
            n, order = len(places) + 1, list(range(count))
            order = random.shuffle(order) if kind in SHUFFLED else order
            tokens = [derive(seed, f"token {n} {o}") for o in order]
            place = {"place": n, "revision": item["revision"], "kind": kind, "marks": own}
            place["order"], place["part"] = order, part
            place["tokens"] = [token.hex()[:18] for token in tokens]
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


def papers_of(bundle, candidate):
    """Every paper of a candidate in order, with the amendment for which it was drawn."""
    body, seed = bundle.body, derive(bundle.seed, candidate)
    seen, portion = set(body["seen"].get(candidate, ())), body["roster"].index(candidate)
    drawn, on_reserve, gone = [], False, frozenset()
    for step in [{"digest": "", "withdrawn": [], "to_reserve": False}, *body["steps"]]:
        gone |= set(step["withdrawn"])
        on_reserve = on_reserve or step["to_reserve"]
        holds = drawn and any(place["revision"] in step["withdrawn"] for place in drawn[-1][0])
        if drawn and not holds and not step["to_reserve"]:
            continue
        if not body["forms"]:
            paper = draw(bundle, portion % body["portions"], gone, seed, seen)
            drawn.append((paper or draw(bundle, None, gone, seed, seen), step["digest"]))
            continue
        pool = [item for item in bundle.pool if item["revision"] not in gone]
        there = {item["revision"] for item in pool}
        wanted = [form for form in body["forms"] if form["reserve"] == on_reserve]
        forms = [form for form in wanted if there.issuperset(pk for pk, _ in form["questions"])]
        if forms:
            drawn.append((draw_form(forms, pool, seed, seen), step["digest"]))
    return drawn


def paper_faults(bundle):
    secret = bytes.fromhex(bundle["secret"])
    if sha(secret) != bundle["commitment"]:
        yield "the secret is not the one committed to"
    session_seed = hashlib.sha256(secret + bundle["number"].encode()).digest()
    frozen = Bundle(bundle, session_seed)
    for candidate, stored in bundle["papers"].items():
        digests = []
        for places, step in papers_of(frozen, candidate):
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


def seats_of(plan):
    """Who sits where, by a plan: as a sheet said, or by rule from its seed, units apart."""
    if not plan["seed"]:
        return dict(plan["roster"])
    waiting, order, before = {}, [], None
    for candidate, unit in Random(bytes.fromhex(plan["seed"])).shuffle(sorted(plan["roster"])):
        waiting.setdefault(unit, []).append(candidate)
    while waiting:
        others = [unit for unit in waiting if unit != before] or list(waiting)
        before = max(others, key=lambda unit: len(waiting[unit]))
        order.append(waiting[before].pop(0))
        if not waiting[before]:
            del waiting[before]
    seats = [[room, n + 1] for room, size in plan["rooms"] for n in range(size)]
    return dict(zip(order, seats, strict=False))


def seat_faults(bundle):
    """A candidate taken off the roster after the plan has no seat any more."""
    plan, sat = bundle["seat_plan"], bundle["seats"]
    wanted = seats_of(plan) if plan else {}
    for candidate in sorted({*sat, *(wanted.keys() & set(bundle["roster"]))}):
        if wanted.get(candidate) != sat.get(candidate):
            yield f"candidate {candidate}: the seat is not the one that the plan gives"


def main(path):
    bundle = json.loads(Path(path).read_text(encoding="utf-8"))
    faults = [*paper_faults(bundle), *seat_faults(bundle), *chain_faults(bundle)]
    closed = sum(event[3] is None for chain in bundle["chains"] for event in chain["events"])
    for fault in faults:
        print(fault)
    print(
        f"{len(bundle['papers'])} candidates, {len(bundle['seats'])} seats,"
        f" {len(bundle['chains'])} chains, {closed} events"
        f" known by their hash alone, {len(faults)} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
