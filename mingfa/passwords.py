"""Passwords that anybody in the house would try first."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from people.models import Person

WORDS = """
mingfa zhifa xingzheng xingzhengzhifa zhifarenyuan chengguan sifa sifaju fazhi fazhiban
yifaxingzheng gonganju shichangjianguan jiaotong shengtai yingji kaoshi peixun zige
admin administrator password passwd woaini woaizhongguo zhongguo china qwerty qwertyuiop
asdfghjkl iloveyou welcome letmein abcdef abcdefgh abcdefghij
明法 执法 行政执法 执法人员 城管 司法局 法制 培训 考试 密码
"""
GUESSED = frozenset(WORDS.split())  # what remains of a guess without its digits and signs


class LocalWords:
    """Refuses passwords made of local words, or of the owner's own number, name or agency."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        lowered = password.lower()
        if re.sub(r"[\W\d_]+", "", lowered) in GUESSED | {settings.ENVIRONMENT.city}:
            raise ValidationError(gettext("该密码过于常见，请更换。"), code="local_word")
        if any(own in lowered for own in _own_words(user)):
            raise ValidationError(
                gettext("密码不能含本人编号、姓名、单位名称或者身份证号。"), code="own_word"
            )

    def get_help_text(self) -> str:
        return gettext("密码不能含本人编号、姓名、单位名称或者身份证号。")


def _own_words(user: AbstractBaseUser | None) -> list[str]:
    """What must not stand in the owner's password, in small letters."""
    if user is None:
        return []
    words = [user.get_username()]
    person: Person | None = getattr(user, "person", None)
    if person is not None:
        words += [person.name, person.agency.name]
        number = person.identity_number.lower()
        words += [number[-6:], number[6:14]] if number else []
    return [word.lower() for word in words if word]
