"""Taking in a text: read, shown with its oddities, mended in place, and only then registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exchange import wording
from exchange.reading import documents
from exchange.reading.tables import FileRefused
from people.http import PersonRequest
from statutes import access, actions, sheets
from statutes.forms import EndForm, TextForm
from statutes.models import RefusalWords, TextFaultWords, Version
from statutes.rules.inspecting import Found, inspect
from statutes.rules.pasted import read_pasted
from statutes.rules.texts import StatuteText, digest


@dataclass(frozen=True)
class Preview:
    """What would be registered. `seen` stands for exactly this text."""

    text: StatuteText
    faults: list[tuple[Found, str]]
    others: list[Version]
    seen: str

    @property
    def is_blocked(self) -> bool:
        return any(found.is_blocking for found, _words in self.faults)

    @property
    def headings(self) -> list[str]:
        return list(dict.fromkeys(a.heading for a in self.text.articles if a.heading))


@require_http_methods(["GET", "HEAD", "POST"])
def import_version(request: PersonRequest) -> HttpResponse:
    """Read a text from a file, the server's folder or the page; register it when confirmed."""
    access.keep(request.rights)
    if request.method != "POST":
        form = TextForm(initial=_from_folder(request.GET.get("file", "")))
        return _page(request, form, None, 200)
    form = TextForm(request.POST, request.FILES)
    preview = _read(form) if form.is_valid() else None
    if preview is None:
        return _page(request, form, None, 422)
    if request.POST.get("action") != "register" or form.cleaned_data["seen"] != preview.seen:
        return _page(request, _with_text(form, preview), preview, 200)
    if preview.is_blocked:
        form.add_error("text", RefusalWords.BLOCKED.label)
    elif form.require_dates():
        made = _register(request, form, preview.text)
        if made:
            return redirect("statutes:version", version_id=made.pk)
    return _page(request, form, preview, 422)


def _read(form: TextForm) -> Preview | None:
    """The text of the file or of the page, cut into articles; else the form says why not."""
    given = form.cleaned_data
    upload: UploadedFile | None = given["file"]
    try:
        lines = documents.read_lines(upload.read()) if upload else given["text"].splitlines()
        text = read_pasted("\n".join(lines))
    except FileRefused as refused:
        form.add_error("file", wording.say(wording.FILES, refused.code, refused.params))
        return None
    except ValueError:
        words = _("没有读出条文。第一行应当是法规名称，条文应当以“第一条”一类的条号开头。")
        form.add_error("file" if upload else "text", words)
        return None
    given["text"] = "\n".join(lines)
    faults = [(found, str(TextFaultWords(found.fault).label)) for found in inspect(text)]
    others = Version.objects.filter(statute__title=text.title).order_by("-effective_from")
    return Preview(text, faults, list(others), digest(f"{text.title}{text.digest}"))


def _with_text(form: TextForm, preview: Preview) -> TextForm:
    """The form as typed, with the text that was read out of the file, so that it can be mended."""
    given: dict[str, Any] = {name: form.data.get(name, "") for name in form.fields}
    return TextForm(given | {"text": form.cleaned_data["text"], "seen": preview.seen})


def _register(request: PersonRequest, form: TextForm, text: StatuteText) -> Version | None:
    """Enter the version, and propose the map from the one before it."""
    now = timezone.now()
    try:
        made, is_new = actions.import_version(
            text,
            form.dates(),
            source=form.cleaned_data["source"],
            actor_id=request.person.pk,
            now=now,
        )
    except actions.ImportRefused as refused:
        words = f"{RefusalWords(refused.reason).label} {refused.detail}"
        form.add_error(None, words.rstrip())
        return None
    messages.success(request, _("已登记。") if is_new else _("该文本此前已经登记，没有变动。"))
    before = made.statute.versions.readable().filter(effective_from__lt=made.effective_from)
    predecessor = before.order_by("-effective_from").first()
    if is_new and predecessor:
        actions.propose_amendment(predecessor, made, actor_id=request.person.pk, now=now)
        messages.info(request, _("已与前一版本逐条对照，请核对。"))
    return made


def _from_folder(stem: str) -> dict[str, Any]:
    """What is known of a text of the server's folder, for the form to begin with."""
    if not stem:
        return {}
    for file in _folder():
        if file.stem == stem:
            dates = sheets.read_dates().get(stem)
            known = vars(dates) if dates else {}
            return {**known, "text": file.path.read_text("utf-8-sig"), "source": file.source}
    raise Http404("file")


def _folder() -> list[sheets.TextFile]:
    try:
        return list(sheets.text_files(settings.ENVIRONMENT.statutes))
    except (sheets.TextsMissing, OSError):
        return []


def _page(
    request: PersonRequest, form: TextForm, preview: Preview | None, status: int
) -> HttpResponse:
    form.ask_for_dates()
    texts = Version.objects.readable().select_related("statute")
    have = {(version.statute.title, version.label) for version in texts}
    dates = sheets.read_dates()
    folder = [
        (
            file.stem,
            file.stem in dates and (file.stem.split("_")[0], dates[file.stem].label) in have,
        )
        for file in _folder()
    ]
    context = {"form": form, "preview": preview, "folder": folder}
    return render(request, "statutes/import_version.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def end_version(request: PersonRequest, version_id: int) -> HttpResponse:
    """Enter the repeal of a text that nothing takes the place of."""
    access.keep(request.rights)
    shown = access.version(version_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.end_version(
                shown,
                given["day"],
                basis=given["basis"],
                actor_id=request.person.pk,
                now=timezone.now(),
            )
        except actions.Refused as refused:
            form.add_error("day", RefusalWords(refused.reason).label)
        else:
            messages.success(request, _("已登记。"))
            return redirect("statutes:version", version_id=shown.pk)
    context = {"version": shown, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "statutes/end_version.html", context, status=status)
