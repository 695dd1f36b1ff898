"""Results that come into a case from outside it: a pass of an earlier case, a result from elsewhere
that two persons take back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.models.cases import Case
from appointments.models.testing import OutsideEntry, Seat
from journal.models import AppendOnly
from people.models import Person


class CarriedPass(AppendOnly):
    """That a pass of the candidate's earlier case is to count in this one, as long as it holds by
    this case's policy. Said by a lead who is named on both: nobody learns here of a case.

    It is looked up anew each time: what was voided or taken back there does not count here.
    Source: 重庆条例 art. 16 (成绩本届内有效).
    """

    case = models.OneToOneField(
        Case, models.PROTECT, related_name="carried", verbose_name=_("任职考查")
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, related_name="+", verbose_name=_("此前席位")
    )
    entry = models.ForeignKey(
        OutsideEntry, models.PROTECT, null=True, related_name="+", verbose_name=_("此前登记的成绩")
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    at = models.DateTimeField(_("决定时间"))

    class Meta:
        verbose_name = _("沿用的成绩")
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__isnull=True) ^ Q(entry__isnull=True),
                name="carried_pass_has_one_origin",
            )
        ]

    def __str__(self) -> str:
        return f"pass carried to {self.case_id}"


class EntryWithdrawal(AppendOnly):
    """One person's word that a result from elsewhere was read wrongly off its paper; with the word
    of a second person the entries of that turn count no longer. Or the second `upholds` them: then
    whoever doubts them again begins another round."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="entry_withdrawals", verbose_name=_("任职考查")
    )
    document = models.CharField(_("成绩单编号"), max_length=60)
    turn = models.PositiveSmallIntegerField(_("第几轮登记"))
    round = models.PositiveSmallIntegerField(_("第几次提出"), default=1)
    upholds = models.BooleanField(_("维持"), default=False)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("外地测试成绩的撤销")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="entry_withdrawal_says_why"),
            models.UniqueConstraint(
                fields=["case", "document", "turn", "round", "by"],
                name="entry_withdrawal_two_hands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.document}"
