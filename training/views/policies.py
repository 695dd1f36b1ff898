"""The legal-affairs office's page on what a year demands and what training counts for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, page, typed
from people.access import is_citywide, require, require_citywide
from people.http import PersonRequest
from people.models import Agency, PostKind
from people.rules import Role
from training import actions
from training.actions import Demand
from training.forms.leaves import AttendancePolicyForm
from training.forms.lessons import OnlinePolicyForm
from training.forms.policies import ConversionForm, PolicyForm, RequirementForm
from training.models import (
    AttendancePolicy,
    Conversion,
    KindChoice,
    LedgerEntry,
    OnlinePolicy,
    Reading,
    Requirement,
    Session,
    UnitChoice,
    officers_of,
)
from training.rules import Kind, Standing, Unit, tally
from training.views.deed import carry_out

KEEPER = Role.LEGAL_AFFAIRS
MOST_NAMED = 30  # persons named by a preview; the board lists them all


@require_safe
def policies(request: PersonRequest) -> HttpResponse:
    """Both kinds of policy as they hold today, those to come, and those that held.

    They hold for the whole city, and only who serves the whole city sets them.
    """
    require(request.rights, KEEPER)
    today = timezone.localdate()
    requirements = Requirement.objects.current().order_by("category", "-valid_from")
    conversions = Conversion.objects.current().order_by("kind", "unit", "-valid_from")
    context = {
        "today": today,
        "requirements": requirements,
        "conversions": conversions,
        "online": OnlinePolicy.objects.current().order_by("-valid_from"),
        "categories": [k for k in PostKind if k != PostKind.OTHER],
        "attendance": AttendancePolicy.objects.current().order_by("-valid_from"),
        "by_kind": [(kind, _units(kind)) for kind in KindChoice],
        "is_empty": not requirements and not conversions,
        "may_set": is_citywide(request.rights, KEEPER),
    }
    return render(request, "training/policies.html", context)


@require_POST
def adopt_proposed(request: PersonRequest) -> HttpResponse:
    """Adopt the proposed standards from New Year on, where there are none."""
    require_citywide(request.rights, KEEPER)
    now = timezone.now()
    new_year = date(timezone.localdate(now).year, 1, 1)
    actions.adopt_proposed(valid_from=new_year, actor=request.person, now=now)
    messages.success(request, _("建议标准已采用，自 %(day)s 起施行。") % {"day": new_year})
    return redirect("training:policies")


@require_http_methods(["GET", "HEAD", "POST"])
def set_requirement(request: PersonRequest, category: str) -> HttpResponse:
    """Set what a year demands of one kind of post; whom it touches is shown before it holds."""
    require_citywide(request.rights, KEEPER)
    if category not in PostKind.values or category == PostKind.OTHER:
        raise Http404("category")
    now_held = Requirement.objects.current().filter(category=category).order_by("-valid_from")
    form = RequirementForm(**typed(request), initial=RequirementForm.values_of(now_held.first()))
    deed = _deed(
        _("规定学时标准"),
        _("规定“%(kind)s”每年的集中培训天数和总学时。两项分别考核。")
        % {"kind": PostKind(category).label},
    )

    def act() -> None:
        actions.set_requirement(
            PostKind(category),
            form.demand(),
            form.change(),
            actor=request.person,
            now=timezone.now(),
        )

    return _confirmed(request, form, deed, act, lambda: _touched(category, form.demand()))


@require_http_methods(["GET", "HEAD", "POST"])
def set_conversion(request: PersonRequest, kind: str, unit: str) -> HttpResponse:
    """Set what so many units count for from a day on."""
    require_citywide(request.rights, KEEPER)
    if kind not in KindChoice.values or unit not in _units(KindChoice(kind)):
        raise Http404("conversion")
    now_held = Conversion.objects.current().filter(kind=kind, unit=unit).order_by("-valid_from")
    initial = ConversionForm.values_of(now_held.first())
    form = ConversionForm(**typed(request), kind=kind, unit=unit, initial=initial)
    deed = _deed(
        _("规定折算标准"),
        _("规定%(kind)s按“%(unit)s”计量的折算。已登记的学时不重新折算。")
        % {"kind": KindChoice(kind).label, "unit": UnitChoice(unit).label},
    )

    def act() -> None:
        actions.set_conversion(
            Kind(kind),
            Unit(unit),
            form.rate(),
            form.change(),
            actor=request.person,
            now=timezone.now(),
        )

    return _confirmed(request, form, deed, act, lambda: _kept(kind, unit, form))


@require_http_methods(["GET", "HEAD", "POST"])
def set_online(request: PersonRequest) -> HttpResponse:
    """Let finished online pages count from a day on, or no longer."""
    require_citywide(request.rights, KEEPER)
    now_held = OnlinePolicy.objects.current().order_by("-valid_from").first()
    form = OnlinePolicyForm(**typed(request), initial=OnlinePolicyForm.values_of(now_held))
    deed = _deed(
        _("规定在线学习"),
        _(
            "未作规定的，在线课件自愿学习，不计学时。国家对政务应用以在线时长作为工作要求有限制，"
            "规定计入学时的须写明依据。"
        ),
    )

    def act() -> None:
        actions.set_online(
            form.cleaned_data["counts"], form.change(), actor=request.person, now=timezone.now()
        )

    return _confirmed(request, form, deed, act, lambda: _studied(form))


def _studied(form: OnlinePolicyForm) -> str:
    """How many persons have finished pages already, and that nothing counts after the fact."""
    finished = Reading.objects.filter(finished_at__isnull=False)
    said = {"n": finished.values("person").distinct().count(), "day": form.change().valid_from}
    if form.cleaned_data["counts"]:
        return _("自 %(day)s 起学完的计入学时。此前已有 %(n)d 人学完课件，不追溯计入。") % said
    return _("自 %(day)s 起学完的不计学时。已登记的学时不变。") % said


@require_http_methods(["GET", "HEAD", "POST"])
def set_attendance_policy(request: PersonRequest) -> HttpResponse:
    """Set when one is late, leaves early, was not there, and how much may be missed."""
    require_citywide(request.rights, KEEPER)
    now_held = AttendancePolicy.objects.current().order_by("-valid_from").first()
    form = AttendancePolicyForm(**typed(request), initial=AttendancePolicyForm.values_of(now_held))
    deed = _deed(_("规定考勤标准"), _("规定迟到、早退、缺席和缺课上限。考勤以登记时的标准推算。"))

    def act() -> None:
        actions.set_attendance_policy(
            form.presence(), form.change(), actor=request.person, now=timezone.now()
        )

    def preview() -> str:
        sessions = Session.objects.taking_place().filter(closed_at__isnull=True)
        from_day = form.change().valid_from
        count = sessions.filter(starts_at__date__gte=from_day).count()
        return _("施行日期之后尚未确认考勤的课次 %(n)d 次按新标准推算，已确认的不变。") % {
            "n": count
        }

    return _confirmed(request, form, deed, act, preview)


def _confirmed(
    request: PersonRequest,
    form: PolicyForm,
    deed: Deed,
    act: Callable[[], None],
    preview: Callable[[], str],
) -> HttpResponse:
    """First show what the change does, in numbers; do it when the same content is confirmed."""
    if not form.is_bound or not form.is_valid() or form.is_confirmed:
        return carry_out(request, form, deed, act)
    data = request.POST.copy()
    data["confirmed"] = form.content()
    form.data = data
    return page(request, form, replace(deed, why=preview(), button=_("确认施行"), grave=True), 200)


def _touched(category: str, demand: Demand) -> str:
    """Who of the category meets the year's requirement now, and who would; by name who changes."""
    today, root = timezone.localdate(), Agency.objects.filter(depth=1).first()
    held = Requirement.objects.by_category(today).get(category)
    fresh = Requirement(category=category, **actions.demanded(demand))
    after = officers_of(root, today, {category: fresh})
    said: dict[str, object] = {"kind": PostKind(category).label}
    said |= {"all": len(after), "after": tally(after).met}
    if held is None:
        return _("涉及%(kind)s %(all)d 人；按新标准，今年已达标 %(after)d 人。") % said
    before = officers_of(root, today, {category: held})
    said["before"] = tally(before).met
    words = (
        _(
            "涉及%(kind)s %(all)d 人。今年已达标的，"
            "按现行标准 %(before)d 人，按新标准 %(after)d 人。"
        )
        % said
    )
    met = {one.person_id for one in before if one.standing is Standing.MET}
    gains = [o.name for o in after if o.standing is Standing.MET and o.person_id not in met]
    losses = [o.name for o in after if o.standing is not Standing.MET and o.person_id in met]
    for names, sentence in (
        (gains, _("由未达标变为达标：%(names)s。")),
        (losses, _("由达标变为未达标：%(names)s。")),
    ):
        words += sentence % {"names": _named(names)} if names else ""
    return words


def _named(names: list[str]) -> str:
    shown = "、".join(names[:MOST_NAMED])
    if len(names) <= MOST_NAMED:
        return shown
    return _("%(names)s等 %(n)d 人") % {"names": shown, "n": len(names)}


def _kept(kind: str, unit: str, form: PolicyForm) -> str:
    """How many lines were booked from that day on by the present conversion, and stay so."""
    rows = LedgerEntry.objects.filter(kind=kind, unit=unit, day__gte=form.change().valid_from)
    return _("施行日期之后已按现行标准登记的学时 %(n)d 条，不重新折算。") % {"n": rows.count()}


def _deed(title: str, why: str) -> Deed:
    back = reverse("training:policies")
    return Deed(
        title=title,
        why=why,
        button=_("查看影响"),
        back=back,
        done=_("标准已登记。"),
        crumbs=[(_("学时标准"), back), (title, "")],
    )


def _units(kind: KindChoice) -> list[UnitChoice]:
    """In which units a kind of training is counted. Minutes do not make a week."""
    if kind == KindChoice.CENTRALISED:
        return [UnitChoice.HALF_DAY, UnitChoice.DAY, UnitChoice.CREDIT]
    if kind == KindChoice.ONLINE:
        return [UnitChoice.MINUTE, UnitChoice.CREDIT]
    if kind == KindChoice.TEACHING:
        return [UnitChoice.HALF_DAY, UnitChoice.CREDIT]
    if kind == KindChoice.CARRIED:
        return [UnitChoice.CREDIT]
    return list(UnitChoice)
