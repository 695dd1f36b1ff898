"""What setters and reviewers have to do, and what an amendment touches."""

from __future__ import annotations

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exams.access import forms_to_read
from mingfa.desk.task import Fact, Reader, Task, page
from questionbank.models import PoolExport, Revision, State
from statutes.models import Version


def of_setter(reader: Reader) -> list[Task]:
    """Questions that came back to their author, and drafts not yet submitted."""
    returned = Revision.objects.returned_to(reader.person.pk).count()
    drafts = Revision.objects.filter(author_id=reader.person.pk, state=State.DRAFT).count()
    found = _to_read(reader)
    if returned:
        found.append(
            Task(
                what=_("修改被退回的试题 %(count)d 道") % {"count": returned},
                detail=_("请按审定意见修改后重新提交。"),
                button=_("去修改"),
                url=page("questionbank:questions") + "?state=returned",
            )
        )
    if drafts:
        found.append(
            Task(
                what=_("完成试题草稿 %(count)d 道") % {"count": drafts},
                detail=_("提交后由另一人审定。"),
                button=_("继续命题"),
                url=page("questionbank:questions") + "?state=draft",
            )
        )
    return found


def of_reviewer(reader: Reader) -> list[Task]:
    """Submitted questions that wait for this reviewer's decision."""
    rows = Revision.objects.waiting_for(reader.rights)
    count = rows.count()
    if not count:
        return _to_read(reader)
    oldest = rows.aggregate(at=Min("authored_at"))["at"]
    return [
        Task(
            what=_("审定试题 %(count)d 道") % {"count": count},
            detail=_("最早的一道于 %(day)s 命制。") % {"day": date_format(oldest, "Y-m-d")},
            button=_("去审定"),
            url=page("questionbank:review"),
        ),
        *_to_read(reader),
    ]


def _to_read(reader: Reader) -> list[Task]:
    """Parallel forms of drafts that two persons have not yet read, this reader not among them."""
    return [
        Task(
            what=_("通读试卷：%(exam)s") % {"exam": form.form_set.exam.title},
            detail=_("平行卷须由两人逐题通读后才能封存。"),
            button=_("去通读"),
            url=page("exams:read_form", form.form_set.exam.ref, str(form.n)),
        )
        for form in forms_to_read(reader.rights)
    ]


def exports(reader: Reader) -> list[Task]:
    """Questions asked for as a file, which this reviewer may let out."""
    count = PoolExport.objects.waiting_for(reader.rights).count()
    if not count:
        return []
    return [
        Task(
            what=_("答复题库导出申请 %(count)d 件") % {"count": count},
            detail=_("考试题库须由申请人以外的审题员同意后才能导出。"),
            button=_("去答复"),
            url=page("questionbank:exports"),
        )
    ]


def drift(reader: Reader) -> list[Task]:
    """Questions in use whose cited article reads otherwise today."""
    count = Revision.objects.visible_to(reader.rights).drifted(reader.today).count()
    if not count:
        return []
    return [
        Task(
            what=_("核对依据已变动的试题 %(count)d 道") % {"count": count},
            detail=_("所引条文与现行文本不一致，核对前不宜使用。"),
            button=_("去核对"),
            url=page("questionbank:attention"),
            urgent=True,
        )
    ]


def coming_drift(reader: Reader) -> list[Task]:
    """Questions in use that the next text to take effect will no longer bear out."""
    coming = Version.objects.filter(effective_from__gt=reader.today)
    day = coming.aggregate(day=Min("effective_from"))["day"]
    if day is None:
        return []
    seen = Revision.objects.visible_to(reader.rights)
    count = seen.drifted(day).borne_out(reader.today).count()
    if not count:
        return []
    return [
        Task(
            what=_("核对依据将变动的试题 %(count)d 道") % {"count": count},
            detail=_("新条文自 %(day)s 起施行，届时这些试题退出组卷。")
            % {"day": date_format(day, "Y-m-d")},
            button=_("去核对"),
            url=page("questionbank:attention"),
        )
    ]


def facts(reader: Reader) -> list[Fact]:
    """How many questions may be drawn today, and how many wait for a decision."""
    usable = Revision.objects.visible_to(reader.rights).drawable().borne_out(reader.today).count()
    newest = Revision.objects.newest_for(reader.rights)
    waiting = newest.filter(state=State.SUBMITTED).count()
    bank = page("questionbank:questions")
    return [
        Fact(_("可用试题"), _("%(count)d 道") % {"count": usable}, bank + "?use=drawable"),
        Fact(_("待审试题"), _("%(count)d 道") % {"count": waiting}, bank + "?state=submitted"),
    ]
