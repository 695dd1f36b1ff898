"""The city's own training certificates: the list, issuing them, and the documents."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import Agency
from qualifications import access, actions
from qualifications.documents import Sheet, training_pdf
from qualifications.filters import TrainingFilter
from qualifications.forms.decisions import NothingForm
from qualifications.models import Qualification, QualificationKind, TrainingCertificate
from qualifications.tables import TrainingTable
from qualifications.views.deed import carry_out

MOST_SHEETS = 500  # of one document; more are taken unit by unit


@require_GET
def training_certificates(request: PersonRequest) -> HttpResponse:
    """Those issued to persons in the reader's subtrees, and how many wait."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_training_certificates")
    table = as_list(request, TrainingTable(chosen.qs), sheet=sheet)
    context = {
        "filter": chosen,
        "table": table,
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "waiting": _waiting(request).count(),
        "may_issue": request.rights.has(*access.DECIDERS),
        "printable": 0 < table.page.paginator.count <= MOST_SHEETS,
        "most": MOST_SHEETS,
        "query": request.GET.urlencode(),
    }
    return render(request, "qualifications/training_certificates.html", context)


@require_GET
def export_training_certificates(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    return as_sheet(request, TrainingTable(_filtered(request).qs), _("培训合格证明"))


@require_GET
def print_training_certificates(request: PersonRequest) -> HttpResponse:
    """The certificates of the list as filtered, one page each, in one document."""
    rows = _filtered(request).qs.order_by("number")
    count = rows.count()
    if not 0 < count <= MOST_SHEETS:
        raise Http404("too many")
    return _pdf(request, rows, f"training-{timezone.localdate():%Y%m%d}")


@require_GET
def training_certificate(request: PersonRequest, ref: str) -> HttpResponse:
    """One certificate on paper, for its holder and for those who read about them."""
    rows = TrainingCertificate.objects.visible_to(request.rights, *access.READERS)
    found = rows.filter(ref=ref).select_related("person__agency")
    if not found.exists():
        raise Http404("training certificate")
    return _pdf(request, found, f"training-{ref}")


@require_http_methods(["GET", "HEAD", "POST"])
def issue_training_certificates(request: PersonRequest) -> HttpResponse:
    require(request.rights, *access.DECIDERS)
    form = NothingForm(**typed(request))
    waiting = list(_waiting(request).order_by("pk"))
    deed = Deed(
        title=gettext_lazy("颁发培训合格证明"),
        why=_("向经考试取得资格、尚未领取证明的 %(count)d 人颁发。证明不是执法证件。")
        % {"count": len(waiting)},
        button=gettext_lazy("颁发"),
        back=reverse("qualifications:training_certificates"),
        done=gettext_lazy("培训合格证明已颁发。"),
    )

    def act() -> None:
        actions.issue_training_certificates(waiting, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _waiting(request: PersonRequest) -> QuerySet[Qualification]:
    """Qualifications by exam that hold today and for which nothing was issued."""
    rows = Qualification.objects.in_force(timezone.localdate())
    return (
        rows.governed_by(request.rights, *access.DECIDERS)
        .filter(source="exam", training_certificate=None)
        .exclude(person=request.person)
    )


def _filtered(request: PersonRequest) -> TrainingFilter:
    require(request.rights, *access.READERS)
    rows = TrainingCertificate.objects.governed_by(request.rights, *access.READERS)
    rows = rows.with_standing(timezone.localdate()).select_related("person__agency")
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    return TrainingFilter(request.GET, queryset=rows, agencies=agencies)


def _pdf(request: HttpRequest, rows: Iterable[TrainingCertificate], name: str) -> HttpResponse:
    content = training_pdf(
        title=_("行政执法培训合格证明"),
        check=_("扫描二维码核验资格的现行状态。本证明不是行政执法证件。"),
        sheets=[_sheet(request, row) for row in rows],
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _sheet(request: HttpRequest, row: TrainingCertificate) -> Sheet:
    kind = str(QualificationKind(row.kind).label)
    lines = [
        (_("证明编号"), row.number),
        (_("单位"), row.person.agency.name),
        (_("资格种类"), kind),
    ]
    if row.domains:
        lines.append((_("执法领域"), "、".join(row.domains)))
    path = reverse("qualifications:check_certificate", args=[row.ref])
    return Sheet(
        body=_("%(name)s同志参加培训并经考试合格，特此证明。") % {"name": row.person.name},
        lines=lines,
        organ=settings.ENVIRONMENT.city,
        day=row.issued_on.isoformat(),
        address=request.build_absolute_uri(path),
    )
