"""The closed lists of practice with their words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from practice.rules import answering


class Purpose(models.TextChoices):
    """What a round is about."""

    DUE = "due", _("复习错题")
    WEAK = "weak", _("练薄弱处")
    ANY = "any", _("随机练习")
    STATUTE = "statute", _("按法规练习")
    TOPIC = "topic", _("按知识点练习")
    MOCK = "mock", _("模拟考试")


class RefusalWords(models.TextChoices):
    """`rules.answering.Refusal`."""

    EMPTY = answering.Refusal.EMPTY.value, _("请先作答，再提交。")
    ANSWERED = answering.Refusal.ANSWERED.value, _("本题已经作答。")
    CLOSED = answering.Refusal.CLOSED.value, _("本次练习已经结束，不能再作答。")
