"""What the bank and the law say about the questions of a file, looked up once for all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from exchange.rules import Fault, Finding, Row, Standing
from people.models import Agency, Assignment
from people.rules import Rights
from questionbank import actions
from questionbank.models import Picture, Pool, Question, Revision
from questionbank.rules import banktext, likeness
from questionbank.rules.citations import CitationFault, unfound
from questionbank.rules.review import Refusal
from questionbank.sheets.rows import fault
from statutes.models import Article
from statutes.rules.passages import passage

BATCH = 5_000
MOST_COMPARED = 10_000  # new questions of one file that are compared with the bank; house default
FEW = 40  # up to so many, each is compared with all; beyond, an index pays
ALIKE = "alike"


class Known:
    """What the check needs of the bank and of the law, loaded once for all rows."""

    def __init__(
        self,
        parsed: Sequence[tuple[banktext.BankQuestion | None, object]],
        agency: Agency,
        on: date,
        *,
        coming: Collection[str] = (),
        pool: str = Pool.EXAM,
    ) -> None:
        """`coming` are the pictures that come along in the same file, `pool` is where it goes."""
        self.pool = pool
        questions = [question for question, _faults in parsed if question]
        self.agency = agency
        self.articles = Article.objects.standing(
            {reference for q in questions for reference in q.wording.cited}, on
        )
        codes = [question.code for question in questions]
        self.questions: dict[str, Question] = {}
        self.newest: dict[int, Revision] = {}
        for start in range(0, len(codes), BATCH):
            found = Question.objects.filter(code__in=codes[start : start + BATCH])
            self.questions |= {question.code: question for question in found}
            newest = Revision.objects.newest_with_keys(found)
            self.newest |= {revision.question_id: revision for revision in newest}
        shown = {name for question in questions for name in question.wording.pictures}
        self.no_pictures = Picture.objects.missing(shown - set(coming))
        self.seen: dict[str, Row] = {}
        self.given = {q.code: q.wording.stem for q in questions}
        self.fresh = len(self.given.keys() - self.questions.keys())
        self.stems: dict[str, str] | None = None
        self.index: likeness.Index | None = None

    def finding(
        self, row: Row, question: banktext.BankQuestion | None, faults: tuple[Fault, ...]
    ) -> Finding:
        """What would become of one row; the rows come in their order."""
        code = row.get("code")
        first = self.seen.setdefault(code, row)
        if first is not row:
            if first.cells == row.cells:
                return Finding(Standing.UNCHANGED, key=code)
            faults += (Fault("code", "code_repeated", {"row": first.n}),)
        if question is None or faults:
            return Finding(Standing.FAULTY, faults)
        faults = self._law_faults(question)
        if faults:
            return Finding(Standing.FAULTY, faults)
        return self._standing(code, question)

    def _standing(self, code: str, entry: banktext.BankQuestion) -> Finding:
        question = self.questions.get(code)
        newest = self.newest.get(question.pk) if question else None
        articles = [self.articles[reference] for reference in entry.wording.cited]
        try:
            same = actions.already_known(
                entry, question, newest, articles, agency=self.agency, pool=self.pool
            )
        except actions.Refused as refused:
            return Finding(Standing.FAULTY, (Fault("code", refused.reason, {"detail": ""}),))
        if same:
            return Finding(Standing.UNCHANGED, key=code)
        return Finding(Standing.NEW, () if question else self._likes(code, entry.wording.stem))

    def _likes(self, code: str, stem: str) -> tuple[Fault, ...]:
        """A remark where questions of the bank or of the file say nearly the same; it stops
        nothing."""
        if self.fresh > MOST_COMPARED:
            return ()
        if self.fresh > FEW:
            self.index = self.index or likeness.Index(self._stems().items())
            found = self.index.like(stem, most=4)
        else:
            found = likeness.nearest(stem, list(self._stems().items()), most=4)
        named = "、".join(f"{other}（{share}%）" for other, share in found if other != code)
        return (fault("stem", ALIKE, named),) if named else ()

    def _stems(self) -> dict[str, str]:
        """The stems of the whole bank and of the file, by code; asked for once."""
        if self.stems is None:
            bank = Revision.objects.current().filter(question__pool=self.pool)
            self.stems = dict(bank.values_list("question__code", "stem").iterator())
            self.stems |= self.given
        return self.stems

    def _law_faults(self, question: banktext.BankQuestion) -> tuple[Fault, ...]:
        """Places that are not in force or have drifted; numbers that their articles do not hold."""
        found = []
        for reference, stamp in question.cited:
            article = self.articles.get(reference)
            if article is None:
                found.append(fault("basis", CitationFault.NO_SUCH_ARTICLE, str(reference)))
            elif stamp and stamp != article.digest:
                found.append(fault("basis", CitationFault.DRIFTED, str(reference)))
            elif not passage(article.text or reference.title, reference.paragraph, reference.item):
                found.append(fault("basis", CitationFault.NO_SUCH_PASSAGE, str(reference)))
        if self.no_pictures.intersection(question.wording.pictures):
            found.append(fault("stem", Refusal.NO_PICTURE))
        for asked in question.wording.asked:
            texts = [a.text for a in map(self.articles.get, asked.citations) if a]
            numbers = unfound(asked, texts) if asked.citations else ()
            found += [fault("computed", CitationFault.NUMBER_UNFOUND, n) for n in numbers]
        return tuple(found)


def rights_of(actor_id: int, on: date) -> Rights:
    """What the importer may do on the day."""
    return Rights(actor_id, Assignment.objects.filter(person_id=actor_id).grants(on))
