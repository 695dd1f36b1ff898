"""Pages of the room `qualifications`: 李 of 市城管局 has everything that a yes needs."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from qualifications import actions
from qualifications.actions import Paper
from qualifications.actions.conduct import Report, Scan
from qualifications.actions.panels import Case
from qualifications.models import (
    Application,
    Body,
    BodyDomain,
    BodyStanding,
    Campaign,
    CampaignEntry,
    Certificate,
    Found,
    OutsideResult,
    Qualification,
    TrainingCertificate,
)
from qualifications.rules.campaigns import CampaignKind
from qualifications.rules.certificates import EventKind
from qualifications.rules.checking import Purpose, Question
from qualifications.rules.panels import Procedure, Seat
from qualifications.tasks import check_batch
from tests.conftest import NINE
from tests.matrix import Row, everybody, lasting, only
from tests.qualifications.makers import decision, issuer, put_on_duty

READERS = ("legal_affairs", "coordinator")
STANDING = {
    "kind": "statutory", "basis": "城市管理条例第三条", "valid_from": "2027-01-01",
    "reason": "机构改革",
}  # fmt: skip
ENDING = {"last_day": "2026-11-30", "reason": "机构改革"}
DECISION = {
    "organ": "云泽市司法局", "document": "云司〔2026〕9号", "basis": "办法第八条", "reason": "核查",
    "decided_on": "2026-11-23", "effective_on": "2026-11-23",
}  # fmt: skip


CHECK = {"day": "2026-11-23", "purpose": "appointment", "reason": "云组〔2026〕7号"}
CHECKERS = ("personnel", "legal_affairs")


def checked(world):
    """A check of 李 by the personnel office."""
    question = Question(Purpose.APPOINTMENT, "云组〔2026〕7号", NINE.date())
    about, asker = world.cast["li"], world.cast["personnel"]
    return actions.check_person(Found((about,)), question, actor=asker, now=NINE)


class List(SimpleUploadedFile):
    """A file that every member of the cast sends from its beginning."""

    def read(self, *args):
        self.seek(0)
        return super().read(*args)


def batch(world):
    """A list that the personnel office had checked."""
    question = Question(Purpose.APPOINTMENT, "云组〔2026〕7号", NINE.date())
    made = actions.open_batch(
        "姓名\n李青".encode(), "名单.csv", question, actor=world.cast["personnel"], now=NINE
    )
    check_batch.call(made.ref)
    return {"ref": made.ref}


def batch_of_personnel(page):
    """Only who sent the list reads it."""
    return Row(
        f"qualifications:{page}",
        about="another's list",
        get=only(200, "personnel", legal_affairs=404),
        url=batch,
    )


@lasting
def certified(world):
    """李's certificate, made once for each row."""
    return Certificate.objects.filter(person=world.cast["li"]).first() or put_on_duty(
        world.cast["li"]
    )


def ref(world):
    cache.clear()  # the counters of the public page begin anew
    return {"ref": certified(world).ref}


def suspended(world):
    certificate = certified(world)
    made = decision(date(2026, 11, 20))
    actions.decide(certificate, EventKind.SUSPENDED, made, actor=None, now=NINE)
    return {"ref": certificate.ref}


def body(world):
    certified(world)
    return {"body_id": Body.objects.get().pk}


def standing(world):
    certified(world)
    return {"standing_id": BodyStanding.objects.get().pk}


def scope(world):
    certified(world)
    return {"scope_id": BodyDomain.objects.get().pk}


def li(world):
    certified(world)
    return {"person_id": world.cast["li"].pk}


def held(world):
    certified(world)
    return {"qualification_id": Qualification.objects.get().pk}


def stopped(world):
    made = actions.suspend_duty(
        world.cast["li"], decision(date(2026, 11, 20)), actor=None, now=NINE
    )
    return {"suspension_id": made.pk}


def card(world, number="云00002"):
    certified(world)
    return {
        "number": number, "kind": "enforcement", "issuer": issuer().pk,
        "body": Body.objects.get().pk, "domains": ["城市管理"], "valid_from": "2026-11-23",
        "valid_to": "2029-12-31", "document": "证字1号", "basis": "办法第八条", "reason": "颁发",
        "decided_on": "2026-11-23",
    }  # fmt: skip


POSTING = {
    "post_kind": "legal", "part": "public", "valid_from": "2027-01-01", "reason": "市里规定",
}  # fmt: skip
POLICY = {
    "kind": "enforcement", "public_part": "on", "valid_from": "2027-01-01", "reason": "省里规定",
    "purposes": ["qualification"],
}  # fmt: skip
CREDENTIAL = {
    "kind": "licence", "number": "A1", "issuer": "司法部", "valid_from": "2020-01-01",
    "reason": "核对原件",
}  # fmt: skip
OUTSIDE = {
    "part": "public", "day": "2026-06-01", "marks": "80", "organ": "省司法厅",
    "document": "成绩1号",
}  # fmt: skip
SCAN = b"%PDF-1.4\n% a scan\n"


def scan():
    return List("扫描.pdf", SCAN)


def outside(world):
    """A result of 李 from elsewhere, entered alike by two."""
    found = OutsideResult.objects.confirmed().filter(person=world.cast["li"]).first()
    said = Paper("public", "", date(2026, 6, 1), 8000, True, True, "省司法厅", "成绩1号")
    for who in ("coordinator", "agency_admin") if found is None else ():
        found = actions.enter_outside_result(
            world.cast["li"], said, (SCAN, "扫描.pdf"), actor=world.cast[who], now=NINE
        )
    return {"ref": found.ref}


GROUNDS = {
    "organ": "云泽市司法局", "basis": "执法条例第二十条", "reason": "符合条件", "on": "2026-11-23",
    "document": "", "until": "2026-12-01",
}  # fmt: skip


def application(world, *, state=""):
    """An application for 李, by their coordinator."""
    made = Application.objects.filter(person=world.cast["li"]).first()
    if made is None:
        grounds = actions.Grounds("市城管局", "执法条例第二十条", "申报", NINE.date())
        claim = actions.Claim(kind="hearing")
        coordinator = world.cast["coordinator"]
        made = actions.file_application(
            world.cast["li"], claim, grounds, actor=coordinator, now=NINE
        )
        if state == "refused":
            actions.refuse_application(made, grounds, actor=coordinator, now=NINE)
    return {"ref": made.ref}


def of_zhao(world):
    grounds = actions.Grounds("区农业农村局", "执法条例第二十条", "申报", NINE.date())
    claim, actor = actions.Claim(kind="hearing"), world.cast["legal_affairs"]
    return actions.file_application(world.cast["zhao"], claim, grounds, actor=actor, now=NINE)


PANEL = {
    "procedure": "penalty", "number": "罚1号", "day": "2026-11-23", "domain": "城市管理",
    "handler": "李青",
}  # fmt: skip
TERM = {
    "name": "周学", "sector": "scholar", "organ": "某大学教授", "document": "聘1号",
    "valid_from": "2026-01-01", "valid_to": "2028-12-31", "reason": "聘任",
}  # fmt: skip


def seated(world):
    """A check of 李 alone, by the office."""
    case = Case(Procedure.PENALTY, "罚1号", NINE.date(), "城市管理")
    panel, office = [(world.cast["li"], Seat.HANDLER)], world.cast["legal_affairs"]
    return {"ref": actions.check_panel(case, panel, [], actor=office, now=NINE).ref}


def member(world):
    days = {"valid_from": date(2026, 1, 1), "valid_to": date(2028, 12, 31)}
    made = actions.add_committee_member(TERM | days, actor=world.cast["legal_affairs"], now=NINE)
    return {"member_id": made.pk}


CAMPAIGN = {
    "kind": "cleanup", "title": "2026 年清理", "due_on": "2026-12-15", "organ": "云泽市司法局",
    "document": "云司〔2026〕20号",
}  # fmt: skip
RULING = {"ruling": "confirmed", "reason": "核对无误"}


def campaign(world, agency=None):
    """A clean-up of 市城管局, where nothing speaks against 李."""
    certified(world)
    where = agency or world.tree.here
    held = Campaign.objects.filter(agency=where).first()
    if held is None:
        words = CAMPAIGN | {"kind": CampaignKind.CLEANUP, "due_on": date(2026, 12, 15)}
        order = actions.Order(agency=where, **words)
        held = actions.open_campaign(order, actor=world.cast["legal_affairs"], now=NINE)
    return {"ref": held.ref}


def entry(world):
    campaign(world)
    return {"entry_id": CampaignEntry.objects.get(person=world.cast["li"]).pk}


CONDUCT = {
    "kind": "honour", "day": "2026-11-01", "organ": "市政府", "document": "表1号",
    "text": "先进个人",
}  # fmt: skip


def entered(world):
    """An honour of 李's, entered by their coordinator."""
    report = Report(**CONDUCT | {"day": date(2026, 11, 1)})
    coordinator, proof = world.cast["coordinator"], Scan(SCAN, "证.pdf")
    made = actions.enter_conduct(world.cast["li"], report, proof, actor=coordinator, now=NINE)
    return {"ref": made.ref}


def reported(world):
    """A report about 李's certificate; the counters of strangers begin anew."""
    cache.clear()
    return {"report_id": actions.report_misuse(certified(world), "有人冒用此证", "", now=NINE).pk}


def trained(world):
    certified(world)
    held = Qualification.objects.get()
    made = TrainingCertificate.objects.create(
        number="培2026-00001", person=world.cast["li"], qualification=held, kind=held.kind,
        domains=held.domains, issued_on=NINE.date(), at=NINE,
    )  # fmt: skip
    return {"ref": made.ref}


def applied(page, *, done=302, state=""):
    """What the office does about an application."""
    return decided(
        page, lambda world: application(world, state=state), lambda world: GROUNDS, done=done
    )


def ended(world):
    certified(world)
    held = Qualification.objects.get()
    fresh = actions.disqualify(held, decision(NINE.date()), actor=None, now=NINE)
    return {"qualification_id": fresh.pk}


def decided(page, url, data, *, done=302):
    """What the legal-affairs office decides: its coordinator may only look, others do not enter."""
    return Row(
        f"qualifications:{page}",
        get=only(200, "legal_affairs"),
        post=only(done, "legal_affairs"),
        url=url,
        data=data,
    )


def laid_down(page, data, *, done=302):
    return Row(
        f"qualifications:{page}",
        get=only(200, "legal_affairs"),
        post=only(done, "legal_affairs"),
        data=data,
    )


ROWS = [
    Row("qualifications:bodies", get=only(200, *READERS)),
    Row("qualifications:export_bodies", get=only(200, *READERS)),
    Row("qualifications:body", get=only(200, *READERS), url=body),
    decided(
        "register_body",
        lambda world: {},
        lambda world: STANDING | {"agency": world.tree.team.pk, "domains": ["城市管理"]},
    ),
    decided(
        "give_standing",
        body,
        lambda world: STANDING,
        done=409,
    ),
    decided("correct_standing", standing, lambda world: STANDING | {"valid_from": "2026-02-01"}),
    decided("end_standing", standing, lambda world: ENDING),
    decided(
        "add_body_domain",
        body,
        lambda world: {
            "domain": "市场监管",
            "basis": "条例第四条",
            "valid_from": "2026-11-23",
        },
    ),
    decided("end_body_domain", scope, lambda world: ENDING),
    Row("qualifications:certificates", get=only(200, *READERS)),
    Row("qualifications:export_certificates", get=only(200, *READERS)),
    Row("qualifications:certificate", get=only(200, *READERS, "li", others=404), url=ref),
    Row("qualifications:certificate_photo", about="without one", url=ref, get=everybody(404)),
    Row(
        "qualifications:import_photos",
        get=only(200, "legal_affairs"),
        post=only(422, "legal_affairs"),
    ),
    decided("suspend_certificate", ref, lambda world: DECISION),
    decided("restore_certificate", suspended, lambda world: DECISION),
    decided("revoke_certificate", ref, lambda world: DECISION),
    decided("cancel_certificate", ref, lambda world: DECISION),
    decided("void_certificate", ref, lambda world: DECISION),
    decided("reissue_certificate", ref, card),
    decided("correct_certificate", ref, lambda world: DECISION | card(world)),
    decided("withdraw_certificate", ref, lambda world: {"reason": "误登"}),
    Row("qualifications:person", get=only(200, *READERS, "li", others=404), url=li),
    decided("register_certificate", li, card),
    decided(
        "qualify_by_exams",
        li,
        lambda world: DECISION | {"domains": ["市场监管"]},
        done=409,
    ),
    decided("qualify_by_decision", li, lambda world: DECISION | {"domains": ["市场监管"]}),
    decided("suspend_duty", li, lambda world: DECISION),
    Row("qualifications:eligible", get=only(200, "legal_affairs")),
    Row("qualifications:export_eligible", get=only(200, "legal_affairs")),
    decided("disqualify", held, lambda world: DECISION),
    decided("restore_duty", stopped, lambda world: DECISION),
    Row("qualifications:settings", get=only(200, "legal_affairs")),
    laid_down(
        "declare_records",
        lambda world: {"source": "posts", "begins_on": "2026-01-01", "reason": "清理完毕"},
    ),
    laid_down(
        "set_number_pattern",
        lambda world: {
            "issuer": "某省人民政府",
            "kind": "enforcement",
            "pattern": "云\\d{6}",
            "valid_from": "2027-01-01",
        },
    ),
    laid_down(
        "set_policy",
        lambda world: POLICY,
    ),
    laid_down("set_posting_rule", lambda world: POSTING),
    laid_down("recognise_exam", lambda world: {"part": "public"}, done=422),
    Row(
        "qualifications:certificate",
        about="of 赵, who serves elsewhere",
        get=only(200, "legal_affairs", "zhao", others=404),
        url=lambda world: {"ref": put_on_duty(world.cast["zhao"], "云00003").ref},
    ),
    Row(
        "qualifications:suspend_certificate",
        about="of 赵, who serves elsewhere",
        get=only(200, "legal_affairs", coordinator=404),
        post=only(302, "legal_affairs", coordinator=404),
        url=lambda world: {"ref": put_on_duty(world.cast["zhao"], "云00003").ref},
        data=lambda world: DECISION,
    ),
    Row(
        "qualifications:person",
        about="赵, who serves elsewhere",
        get=only(200, "legal_affairs", "zhao", others=404),
        url=lambda world: {"person_id": world.cast["zhao"].pk},
    ),
    Row(
        "qualifications:suspend_duty",
        about="赵, who serves elsewhere",
        get=only(200, "legal_affairs", coordinator=404),
        post=only(302, "legal_affairs", coordinator=404),
        url=lambda world: {"person_id": world.cast["zhao"].pk},
        data=lambda world: DECISION,
    ),
    Row("qualifications:applications", get=only(200, *READERS)),
    Row("qualifications:export_applications", get=only(200, *READERS)),
    Row("qualifications:application", get=only(200, *READERS, "li", others=404), url=application),
    Row(
        "qualifications:application",
        about="of 赵, who serves elsewhere",
        get=only(200, "legal_affairs", "zhao", others=404),
        url=lambda world: {"ref": of_zhao(world).ref},
    ),
    Row(
        "qualifications:file_application",
        get=only(200, *READERS),
        post=only(302, *READERS),
        url=lambda world: {"person_id": world.cast["li"].pk},
        data=lambda world: GROUNDS | {"kind": "hearing"},
    ),
    Row(
        "qualifications:file_application",
        about="for 赵, who serves elsewhere",
        get=only(200, "legal_affairs", coordinator=404),
        post=only(302, "legal_affairs", coordinator=404),
        url=lambda world: {"person_id": world.cast["zhao"].pk},
        data=lambda world: GROUNDS | {"kind": "hearing"},
    ),
    Row(
        "qualifications:advance",
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        url=lambda world: application(world) | {"stage": "verified"},
        data=lambda world: GROUNDS,
    ),
    Row(
        "qualifications:grant_application",
        get=only(200, "legal_affairs"),
        post=only(409, "legal_affairs"),
        url=application,
        data=lambda world: DECISION,
    ),
    applied("refuse_application"),
    applied("reopen_application", state="refused"),
    Row(
        "qualifications:withdraw_application",
        get=only(200, *READERS),
        post=only(302, *READERS),
        url=application,
        data=lambda world: GROUNDS,
    ),
    decided("add_credential", li, lambda world: CREDENTIAL),
    decided("enter_outside_result", li, lambda world: OUTSIDE | {"scan": scan()}),
    Row("qualifications:outside_results", get=only(200, "legal_affairs")),
    Row("qualifications:export_outside_results", get=only(200, "legal_affairs")),
    Row("qualifications:outside_result", url=outside, get=only(200, "legal_affairs")),
    Row("qualifications:outside_scan", url=outside, get=only(200, "legal_affairs")),
    Row(
        "qualifications:withdraw_outside_result",
        url=outside,
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        data=lambda world: {"reason": "误录"},
    ),
    Row(
        "qualifications:uphold_outside_result",
        about="of which no withdrawal is proposed",
        url=outside,
        get=only(200, "legal_affairs"),
        post=only(409, "legal_affairs"),
        data=lambda world: {"reason": "无误"},
    ),
    decided("requalify", ended, lambda world: DECISION),
    Row(
        "qualifications:public_bodies",
        get=everybody(200, strangers=200),
        post=everybody(405, strangers=405),
    ),
    Row(
        "qualifications:find_certificate",
        get=everybody(200, strangers=200),
        post=everybody(422, strangers=422),
    ),
    Row(
        "qualifications:check_certificate",
        url=ref,
        get=everybody(200, strangers=200),
        post=everybody(405, strangers=405),
    ),
    Row(
        "qualifications:report_misuse",
        url=ref,
        get=everybody(200, strangers=200),
        post=everybody(422, strangers=422),
    ),
    Row("qualifications:misuse_reports", get=only(200, "legal_affairs")),
    Row("qualifications:export_misuse_reports", get=only(200, "legal_affairs")),
    Row(
        "qualifications:answer_misuse",
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        url=reported,
        data=lambda world: {"ruling": "false", "reason": "经查不实"},
    ),
    Row("qualifications:training_certificates", get=only(200, *READERS)),
    Row("qualifications:export_training_certificates", get=only(200, *READERS)),
    Row("qualifications:print_training_certificates", get=only(404, *READERS)),
    Row(
        "qualifications:issue_training_certificates",
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
    ),
    Row(
        "qualifications:training_certificate",
        get=only(200, *READERS, "li", others=404),
        url=trained,
    ),
    Row(
        "qualifications:check_panel",
        get=only(200, *READERS),
        post=only(422, *READERS, legal_affairs=302, coordinator=302),
        data=lambda world: PANEL,
    ),
    Row("qualifications:panels", get=only(200, *READERS)),
    Row("qualifications:export_panels", get=only(200, *READERS)),
    Row(
        "qualifications:panel",
        about="asked for by the office",
        get=only(200, "legal_affairs", coordinator=404),
        url=seated,
    ),
    Row("qualifications:committee", get=only(200, "legal_affairs")),
    Row("qualifications:export_committee", get=only(200, "legal_affairs")),
    laid_down("add_committee_member", lambda world: TERM),
    decided("end_committee_term", member, lambda world: ENDING),
    decided(
        "record_opinion",
        member,
        lambda world: {"case_number": "复1号", "day": "2026-11-20", "text": "应予维持"},
    ),
    Row("qualifications:campaigns", get=only(200, *READERS)),
    Row("qualifications:export_campaigns", get=only(200, *READERS)),
    laid_down("open_campaign", lambda world: CAMPAIGN | {"agency": world.tree.here.pk}),
    Row("qualifications:campaign", get=only(200, *READERS), url=campaign),
    Row(
        "qualifications:campaign",
        about="of another district",
        get=only(200, "legal_affairs", coordinator=404),
        url=lambda world: campaign(world, world.tree.district),
    ),
    Row("qualifications:export_entries", get=only(200, *READERS), url=campaign),
    Row(
        "qualifications:rule_rest",
        get=only(200, *READERS),
        post=only(302, *READERS),
        url=campaign,
        data=lambda world: RULING | {"agency": world.tree.here.pk},
    ),
    Row(
        "qualifications:rule_entry",
        get=only(200, *READERS),
        post=only(302, *READERS),
        url=entry,
        data=lambda world: RULING,
    ),
    decided("close_campaign", campaign, lambda world: {"outcome": "清理完毕"}, done=409),
    Row("qualifications:certified", get=only(200, *READERS)),
    Row("qualifications:export_certified", get=only(200, *READERS)),
    Row("qualifications:certified_rows", get=only(200, *READERS)),
    Row("qualifications:export_certified_rows", get=only(200, *READERS)),
    Row("qualifications:owed_exams", get=only(200, *READERS)),
    Row("qualifications:export_owed_exams", get=only(200, *READERS)),
    Row("qualifications:qualified", get=only(200, *READERS)),
    Row("qualifications:export_qualified", get=only(200, *READERS)),
    Row("qualifications:hanging_certificates", get=only(200, *READERS)),
    Row("qualifications:export_hanging", get=only(200, *READERS)),
    Row("qualifications:conduct_list", get=only(200, *READERS)),
    Row("qualifications:export_conduct", get=only(200, *READERS)),
    Row("qualifications:conduct", get=only(200, *READERS, "li", others=404), url=entered),
    Row("qualifications:conduct_scan", get=only(200, *READERS, "li", others=404), url=entered),
    Row(
        "qualifications:conduct_step",
        about="confirming",
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        url=lambda world: entered(world) | {"step": "confirm"},
        data=lambda world: {"reason": "核对证据"},
    ),
    Row(
        "qualifications:conduct_step",
        about="objecting",
        get=only(403, *READERS, li=200, others=404),
        post=only(403, *READERS, li=302, others=404),
        url=lambda world: entered(world) | {"step": "object"},
        data=lambda world: {"reason": "不符事实"},
    ),
    Row(
        "qualifications:enter_conduct",
        get=only(200, *READERS),
        post=only(302, *READERS),
        url=lambda world: {"person_id": world.cast["li"].pk},
        data=lambda world: CONDUCT | {"scan": scan()},
    ),
    Row(
        "qualifications:enter_conduct",
        about="of 赵, who serves elsewhere",
        get=only(200, "legal_affairs", coordinator=404),
        post=only(302, "legal_affairs", coordinator=404),
        url=lambda world: {"person_id": world.cast["zhao"].pk},
        data=lambda world: CONDUCT | {"scan": scan()},
    ),
    Row("qualifications:mine", get=everybody(200)),
    Row(
        "qualifications:check",
        get=only(200, *CHECKERS),
        post=only(302, *CHECKERS),
        data=lambda world: CHECK | {"who": "李青"},
    ),
    Row(
        "qualifications:check",
        about="of 李 by id",
        get=only(200, *CHECKERS),
        post=only(302, *CHECKERS),
        data=lambda world: CHECK | {"person": world.cast["li"].pk},
    ),
    Row(
        "qualifications:check_answer",
        about="another's check",
        get=only(200, "personnel", legal_affairs=404),
        url=lambda world: {"ref": checked(world).ref},
    ),
    Row("qualifications:without_right", get=only(200, *READERS)),
    Row("qualifications:export_without_right", get=only(200, *READERS)),
    Row("qualifications:checks", get=only(200, *CHECKERS)),
    Row("qualifications:export_checks", get=only(200, *CHECKERS)),
    Row(
        "qualifications:check_batch",
        get=only(200, *CHECKERS),
        post=only(302, *CHECKERS),
        data=lambda world: CHECK | {"file": List("名单.csv", "姓名\n李青".encode())},
    ),
    Row("qualifications:batch_template", get=only(200, *CHECKERS)),
    batch_of_personnel("batch"),
    batch_of_personnel("batch_progress"),
    batch_of_personnel("batch_sheet"),
]
