"""The end of a case: override, conclusion, hand-over; the check of its candidate."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from appointments import access
from appointments.actions import checking
from appointments.actions import concluding as deeds
from appointments.documents import Paper, as_pdf
from appointments.forms.cases import CloseForm, HandOverForm, PlainForm, ReasonForm
from appointments.models import Case, Conclusion, HandOver
from appointments.rules.terms import CaseState
from appointments.views.deed import about, carry_out, case_url, crumbs_of
from appointments.views.testing import tries_part
from appointments.wording import standing_words
from exchange.deeds import Deed, typed
from people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def override(request: PersonRequest, ref: str) -> HttpResponse:
    """Let the case be recommended without a valid result."""
    found = access.case_for(request.rights, ref)
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=_("特批"),
        why=_(
            "没有有效的合格成绩而建议任用的，须特批。您的姓名和理由印在考查结论上，由另一人作出结论。"
        ),
        button=_("特批"),
        back=case_url(found),
        done=_("已特批。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("特批"), "")),
        grave=True,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        deeds.override(found, reason=reason, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def close_case(request: PersonRequest, ref: str) -> HttpResponse:
    """Close the case for good."""
    found = access.case_for(request.rights, ref)
    form = CloseForm(**typed(request))
    effect = found.policy.get_effect_display()
    deed = Deed(
        title=_("作出考查结论"),
        why=_("作出后本案不再变更。按适用规定，测试不合格的后果是：%(effect)s。")
        % {"effect": effect},
        button=_("作出结论"),
        back=case_url(found),
        done=_("已作出结论。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("作出考查结论"), "")),
        grave=True,
    )

    def act() -> None:
        values = form.cleaned_data
        outcome = CaseState(values["outcome"])
        now = timezone.now()
        deeds.close_case(found, outcome, reason=values["reason"], actor=request.person, now=now)

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: PersonRequest, ref: str) -> HttpResponse:
    """Record who received the conclusion."""
    found = access.case_for(request.rights, ref)
    form = HandOverForm(**typed(request), initial={"received_on": timezone.localdate()})
    deed = Deed(
        title=_("移交考查结论"),
        why=_("登记接收单位和接收人，打印回执由接收人签字。"),
        button=_("登记移交"),
        back=case_url(found),
        done=_("已登记移交。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("移交考查结论"), "")),
    )

    def act() -> None:
        values = form.cleaned_data
        deeds.hand_over(
            found,
            values["organ"],
            values["received_by"],
            values["received_on"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def check_nominee(request: PersonRequest, ref: str) -> HttpResponse:
    """Check the candidate's right to enforce; single look-ups are not spent by it."""
    found = access.case_for(request.rights, ref)
    if found.person_id is None:
        raise Http404("person")
    form = PlainForm(**typed(request))
    deed = Deed(
        title=_("核验人选能否上岗"),
        why=_("答复连同核验编号登记为考查材料。本人只能看到作过核验，看不到本案。"),
        button=_("核验"),
        back=case_url(found),
        done=_("已核验并登记。"),
        about=about(found),
        crumbs=crumbs_of(found, (_("核验人选能否上岗"), "")),
    )

    def act() -> None:
        checking.check_nominee(found, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _conclusion(case: Case) -> Conclusion:
    found = Conclusion.objects.filter(case=case).select_related("by").first()
    if found is None:
        raise Http404("conclusion")
    return found


@never_cache
@require_GET
def conclusion_pdf(request: PersonRequest, ref: str) -> HttpResponse:
    """The conclusion on paper: with the override and its reason, or the waiver's."""
    found = access.case_for(request.rights, ref)
    return as_pdf(conclusion_paper(found, _conclusion(found)), found.number)


def conclusion_paper(case: Case, made: Conclusion) -> Paper:
    """What is printed of a conclusion."""
    body = made.body
    facts = [
        (_("案号"), case.number),
        (_("人选"), body["candidate"]),
        (_("现任单位和职务"), body["present_post"]),
        (_("拟任职务"), body["intended_post"]),
        (_("任命方式"), str(case.get_procedure_display())),
        (_("测试情况"), standing_words(made.standing)),
        (_("理由"), made.reason),
    ]
    if body["waived"]:
        facts.append((_("免试决定"), "　".join(body["waived"])))
    if body["override"]:
        facts.append((_("特批"), "　".join(body["override"])))
    facts.append((_("考查材料散列"), body["dossier"] or "—"))
    facts.append((_("成绩单散列"), body["sheet"] or "—"))
    return Paper(
        title=_("任职考查结论"),
        verdict=str(made.get_outcome_display()),
        mark=_("内部保密"),
        facts=facts,
        parts=[tries_part(body)],
        notes=[
            _("作出人：%(name)s　%(day)s")
            % {"name": made.by.name, "day": f"{timezone.localtime(made.at):%Y-%m-%d %H:%M}"},
            _("内容散列：%(digest)s") % {"digest": made.digest},
        ],
        signs=[*(f"{office}：{name}" for office, name in body["signed"]), _("（盖章）")],
        foot=f"{case.agency.name}　{case.number}",
    )


@never_cache
@require_GET
def receipt_pdf(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """The receipt of one hand-over, to be signed by who received it."""
    found = access.case_for(request.rights, ref)
    made = _conclusion(found)
    handed = made.hand_overs.select_related("by").filter(pk=n).first()
    if handed is None:
        raise Http404("hand-over")
    return as_pdf(_receipt(found, made, handed), f"{found.number}-{n}")


def _receipt(case: Case, made: Conclusion, handed: HandOver) -> Paper:
    return Paper(
        title=_("任职考查结论移交回执"),
        mark=_("内部保密"),
        facts=[
            (_("案号"), case.number),
            (_("结论"), str(made.get_outcome_display())),
            (_("结论散列"), made.digest),
            (_("移交人"), handed.by.name),
            (_("接收单位"), handed.organ),
            (_("接收人"), handed.received_by),
            (_("接收日期"), f"{handed.received_on:%Y-%m-%d}"),
        ],
        signs=[_("移交人签字："), _("接收人签字：")],
        foot=f"{case.agency.name}　{case.number}",
    )
