"""python3 verify.py BUNDLE: derive every paper and seat of a session anew, walk every chain.

Needs Python's standard library alone and nothing of the site that wrote the bundle. The rules are
written down in the product's `docs/exam-core.md`; this is a second writing of them, so that the
first one need not be believed.
"""

import hmac
import json
import sys
from collections import defaultdict
from functools import cache
from hashlib import sha256
from itertools import accumulate, chain, count, islice, pairwise
from pathlib import Path

KIND_ORDER = ("single", "multiple", "true_false", "fill_in", "short_answer", "case")
SHUFFLED = ("single", "multiple")


def canonical(value):
    shape = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return json.dumps(value, **shape).encode()


def digest(value):
    return sha256(canonical(value)).hexdigest()


def derive(seed, label):
    return hmac.digest(seed, label.encode(), "sha256")


class Random:
    """HMAC-SHA-256 of a counter, as one stream of bytes."""

    def __init__(self, seed):
        blocks = (hmac.digest(seed, n.to_bytes(8, "big"), "sha256") for n in count())
        self.stream = chain.from_iterable(blocks)

    def below(self, n):
        size = max(1, ((n - 1).bit_length() + 7) // 8)
        number = limit = 256**size // n * n
        while number >= limit:
            number = int.from_bytes(islice(self.stream, size), "big")
        return number % n

    def shuffle(self, things):
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


def fits(item, cell):
    return (
        all(cell[name] in (None, item[name]) for name in ("kind", "difficulty", "level"))
        and cell["statute_id"] in (None, *item["statutes"])
        and cell["topic_id"] in (None, *item["topics"])
    )


class Frozen:
    """What was frozen, made ready for many papers."""

    def __init__(self, body):
        self.body, self.cells, self.pool = body, body["cells"], {}
        self.seed = sha256(bytes.fromhex(body["secret"]) + body["number"].encode()).digest()
        self.slots = [n for n, cell in enumerate(self.cells) for _ in range(cell["count"])]
        for item in sorted(body["pool"], key=lambda item: item["revision"]):
            item["fits"] = [fits(item, cell) for cell in self.cells]
            item["spent"] = any(item[by] >= body[f"most_{by}"] for by in ("in_exam", "in_year"))
            self.pool[item["revision"]] = item
        self.portions = self.divided(body["portions"])
        self.fitting = cache(self.fitting)

    def divided(self, portions):
        """By portion the questions of the others: those that must be in are in all."""
        random, alike = Random(derive(self.seed, "portions")), defaultdict(list)
        for revision, item in self.pool.items():
            if not item["required"]:
                alike[tuple(item["fits"])].append(revision)
        dealt = [group if portions == 1 else random.shuffle(group) for group in alike.values()]
        return [{r for group in dealt for r in group[n::portions]} for n in range(portions)]

    def fitting(self, portion, gone):
        """By cell the questions that fit, in the order of revisions; without a portion of all."""
        out = gone.union(*(p for n, p in enumerate(self.portions) if portion not in (None, n)))
        items = [item for revision, item in self.pool.items() if revision not in out]
        return [[item for item in items if item["fits"][n]] for n in range(len(self.cells))]


def in_turn(items, seen, seed):
    """Within budget, spent, seen; of two at random the less exposed is next."""
    random, steps = Random(seed), ([], [], [])
    for item in items:
        steps[2 if item["revision"] in seen else item["spent"]].append(item)
    for left in steps:
        while len(left) > 1:
            one, last = random.below(len(left)), len(left) - 1
            left[one], left[last] = left[last], left[one]
            other = random.below(last)
            if left[other]["exposure"] < left[last]["exposure"]:
                left[other], left[last] = left[last], left[other]
            yield left.pop()
        yield from left


def fill(slots, holder, orders):
    """Each slot takes the next free question of its cell's order, or moves one of another cell."""
    passed = defaultdict(list)

    def find(slot, tried):
        cell = slots[slot]
        for item in orders[cell]:
            passed[cell].append(item["revision"])
            if item["revision"] not in holder:
                holder[item["revision"]] = slot
                return True
        for revision in passed[cell]:
            if revision not in tried:
                tried.add(revision)
                other = holder[revision]
                if slots[other] != cell and find(other, tried):
                    holder[revision] = slot
                    return True
        return False

    for slot in sorted(set(range(len(slots))) - set(holder.values())):
        find(slot, set())


def draw(frozen, portion, gone, seed, seen):
    """The questions of a paper of one's own with their marks; none where they do not suffice."""
    fitting, slots, holder = frozen.fitting(portion, gone), frozen.slots, {}
    fill(slots, holder, [iter([i for i in items if i["required"]]) for items in fitting])
    seeds = [derive(seed, f"cell {n}") for n in range(len(fitting))]
    fill(slots, holder, [in_turn(items, seen, seeds[n]) for n, items in enumerate(fitting)])
    must = {revision for revision, item in frozen.pool.items() if item["required"]} - gone
    if len(holder) < len(slots) or not must <= holder.keys():
        return []
    held = sorted(holder, key=holder.get)
    return [(r, frozen.cells[cell]["marks"]) for r, cell in zip(held, slots, strict=True)]


def form_of(frozen, gone, reserve, seed, seen):
    """The questions of one of the parallel forms in force with their marks."""
    held, random = frozen.pool.keys() - gone, Random(derive(seed, "form"))
    forms = [dict(f["questions"]) for f in frozen.body["forms"] if f["reserve"] == reserve]
    forms = [form for form in forms if form.keys() <= held]
    forms = [form for form in forms if not form.keys() & seen] or forms
    return list(forms[random.below(len(forms))].items()) if forms else []


def laid_out(frozen, drawn, seed):
    random, places = Random(derive(seed, "order")), []
    asked = [(frozen.pool[revision], marks) for revision, marks in drawn]
    groups = [[pair for pair in asked if pair[0]["kind"] == kind] for kind in KIND_ORDER]
    for item, marks in [pair for group in groups for pair in random.shuffle(group)]:
        parts = item["parts"] or [[item["kind"], item["options"], 1]]
        own = shares(marks, [worth for _kind, _options, worth in parts])
        for part, (kind, options, _worth) in enumerate(parts):
            order = random.shuffle(range(options)) if kind in SHUFFLED else list(range(options))
            n, number = len(places) + 1, part + 1 if item["parts"] else 0
            tokens = [derive(seed, f"token {n} {option}").hex()[:18] for option in order]
            place = {"place": n, "revision": item["revision"], "kind": kind, "marks": own[part]}
            places.append(place | {"order": order, "part": number, "tokens": tokens})
    return places


def shares(marks, worths):
    """The marks in proportion to the worths: the sum up to each is rounded half up."""
    sums = list(accumulate(worths if any(worths) else [1] * len(worths)))
    upto = [(2 * marks * own + sums[-1]) // (2 * sums[-1]) for own in sums]
    return [after - before for before, after in pairwise([0, *upto])]


def papers_of(frozen, candidate):
    """Every paper of a candidate in order, with the amendment for which it was drawn."""
    body, seed = frozen.body, derive(frozen.seed, candidate)
    seen, place = set(body["seen"].get(candidate, ())), body["roster"].index(candidate)
    papers, sat, reserve, gone = [], set(), False, frozenset()
    for step in [{"digest": "", "withdrawn": [], "to_reserve": False}, *body["steps"]]:
        gone, reserve = gone.union(step["withdrawn"]), reserve or step["to_reserve"]
        if papers and sat.isdisjoint(step["withdrawn"]) and not step["to_reserve"]:
            continue
        if body["forms"]:
            drawn = form_of(frozen, gone, reserve, seed, seen)
        else:
            portions = (place % body["portions"], None)
            drawn = next(filter(None, (draw(frozen, p, gone, seed, seen) for p in portions)), [])
        if drawn:
            sat = {revision for revision, _marks in drawn}
            papers.append((laid_out(frozen, drawn, seed), step["digest"]))
    return papers


def paper_faults(bundle):
    if sha256(bytes.fromhex(bundle["secret"])).hexdigest() != bundle["commitment"]:
        yield "the secret is not the one committed to"
    frozen = Frozen(bundle)
    for candidate, stored in bundle["papers"].items():
        digests = []
        for places, step in papers_of(frozen, candidate):
            body = {"places": places, "snapshot": bundle["snapshot"]}
            digests.append(digest(body | ({"amendment": step} if step else {})))
        if not stored or stored[-1:] != digests[-1:] or not set(stored) <= set(digests):
            yield f"candidate {candidate}: the paper is not the one that the seed gives"


def chain_faults(bundle):
    for kept in bundle["chains"]:
        base = {"attempt": kept["attempt"], "paper": kept["paper"], "exam": bundle["seal"]}
        at, last = digest(base), 0
        for n, previous, hashed, body in kept["events"]:
            parts = [b"sha256", previous.encode(), str(n).encode(), canonical(body)]
            is_own = body is None or sha256(b"\n".join(parts)).hexdigest() == hashed
            if n != last + 1 or previous != at or not is_own:
                yield f"attempt {kept['attempt']}: event {last + 1} is broken"
                break
            at, last = hashed, n
        if (last, at) != (kept["head_n"], kept["head"]):
            yield f"attempt {kept['attempt']}: the chain does not end in its head"


def seats_of(plan):
    """Who sits where, by a plan: as a sheet said, or by rule from its seed, units apart."""
    if not plan["seed"]:
        return dict(plan["roster"])
    waiting, order, before = defaultdict(list), [], None
    for candidate, unit in Random(bytes.fromhex(plan["seed"])).shuffle(sorted(plan["roster"])):
        waiting[unit].append(candidate)
    while left := [unit for unit in waiting if waiting[unit]]:
        others = [unit for unit in left if unit != before] or left
        before = max(others, key=lambda unit: len(waiting[unit]))
        order.append(waiting[before].pop(0))
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
    closed = sum(event[3] is None for kept in bundle["chains"] for event in kept["events"])
    papers, seats, chains = (len(bundle[name]) for name in ("papers", "seats", "chains"))
    print(*(f"{fault}\n" for fault in faults), sep="", end="")
    print(f"{papers} candidates, {seats} seats, {chains} chains,", end=" ")
    print(f"{closed} events known by their hash alone, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
