"""Forms about persons, posts, roles and activation slips."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.domains import DomainsField
from people.forms.fields import AgencyField, DayField, ReasonField, TextField
from people.models import AgencyQuerySet, Establishment, Post, PostKind, RoleChoice
from people.rules import Details, Ending, Entrant, PostTerms, Role, RoleTerms

SLIPS_AT_ONCE = 200


class PostForm(forms.Form):
    """A post: what, for whom, in which establishment, from when to when."""

    title = TextField(label=_("岗位名称"), max_length=60)
    kind = forms.ChoiceField(label=_("岗位类别"), choices=PostKind.choices)
    establishment = forms.ChoiceField(label=_("编制"), choices=Establishment.choices)
    domains = DomainsField(
        label=_("执法领域"), required=False, max_length=200, help_text=_("多个领域用顿号隔开。")
    )
    valid_from = DayField(label=_("起始日期"))
    valid_to = DayField(label=_("截止日期"), required=False, help_text=_("仍在任的，留空。"))
    is_main = forms.BooleanField(label=_("主要岗位"), required=False, initial=True)

    def __init__(self, *args: Any, agencies: AgencyQuerySet | None = None, **words: Any) -> None:
        super().__init__(*args, **words)
        if agencies is not None:
            self.fields["agency"] = AgencyField(agencies, label=_("单位"))
            self.order_fields(["agency"])

    def terms(self) -> PostTerms:
        """What was written down, as the deed takes it."""
        values = self.cleaned_data
        names = ("title", "kind", "establishment", "domains", "valid_from", "valid_to", "is_main")
        return PostTerms(**{name: values[name] for name in names})


class CorrectPostForm(PostForm):
    """What the post really was, and how that is known."""

    reason = ReasonField()

    @staticmethod
    def initial_of(post: Post) -> dict[str, Any]:
        names = ("title", "kind", "establishment", "valid_from", "valid_to", "is_main")
        return {name: getattr(post, name) for name in names} | {"domains": "、".join(post.domains)}


class PersonForm(forms.Form):
    """A new person with the main post."""

    name = TextField(label=_("姓名"), max_length=60)
    identity_number = TextField(
        label=_("身份证号"),
        required=False,
        max_length=18,
        help_text=_("加密保存，页面只显示前 3 位和后 4 位。"),
    )
    phone = TextField(label=_("手机号"), required=False, max_length=11)
    title = TextField(label=_("岗位名称"), max_length=60, initial=_("执法人员"))
    kind = forms.ChoiceField(label=_("岗位类别"), choices=PostKind.choices)
    establishment = forms.ChoiceField(label=_("编制"), choices=Establishment.choices)
    domains = DomainsField(
        label=_("执法领域"), required=False, max_length=200, help_text=_("多个领域用顿号隔开。")
    )
    valid_from = DayField(label=_("任职日期"))

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["agency"] = AgencyField(agencies, label=_("单位"))
        self.order_fields(["name", "agency"])

    def entrant(self) -> Entrant:
        """What was written down, as the deed takes it."""
        values = self.cleaned_data
        details = Details(values["name"], values["identity_number"], values["phone"])
        names = ("title", "kind", "establishment", "domains", "valid_from")
        return Entrant(details, PostTerms(**{name: values[name] for name in names}))


class CorrectPersonForm(forms.Form):
    """Name, identity number, telephone. What is left empty stays."""

    name = TextField(label=_("姓名"), max_length=60)
    identity_number = TextField(
        label=_("身份证号"), required=False, max_length=18, help_text=_("不更正的，留空。")
    )
    phone = TextField(
        label=_("手机号"), required=False, max_length=11, help_text=_("不更正的，留空。")
    )
    reason = ReasonField()

    def details(self) -> Details:
        values = self.cleaned_data
        return Details(values["name"], values["identity_number"], values["phone"])


class RoleForm(forms.Form):
    """A role over a subtree of agencies. Only what the reader may give is offered."""

    valid_from = DayField(label=_("起始日期"))
    valid_to = DayField(label=_("截止日期"), required=False, help_text=_("长期有效的，留空。"))
    reason = ReasonField()

    def __init__(
        self, *args: Any, agencies: AgencyQuerySet, roles: list[Role], **words: Any
    ) -> None:
        super().__init__(*args, **words)
        choices = [(role.value, RoleChoice(role.value).label) for role in roles]
        self.fields["role"] = forms.ChoiceField(label=_("角色"), choices=choices)
        self.fields["agency"] = AgencyField(
            agencies, label=_("管辖范围"), help_text=_("包括该单位及其全部下级单位。")
        )
        self.order_fields(["role", "agency"])

    def terms(self) -> RoleTerms:
        values = self.cleaned_data
        role = Role(values["role"])
        return RoleTerms(role, values["valid_from"], values["valid_to"], values["reason"])


class EndingForm(forms.Form):
    """The last day and the reason."""

    last_day = DayField(label=_("最后一日"), help_text=_("填昨天或者更早的，立即终止。"))
    reason = ReasonField()

    def ending(self) -> Ending:
        return Ending(self.cleaned_data["last_day"], self.cleaned_data["reason"])


class SlipsForm(forms.Form):
    """The persons ticked in the list."""

    person = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        ticked = self.data.getlist("person") if self.is_bound else []  # type: ignore[attr-defined]
        whole = [value for value in ticked if re.fullmatch(r"[0-9]{1,15}", value)]
        field = self.fields["person"]
        field.choices = [(value, value) for value in whole]  # type: ignore[attr-defined]

    def clean_person(self) -> list[int]:
        ticked: list[int] = self.cleaned_data["person"]
        if len(ticked) > SLIPS_AT_ONCE:
            raise forms.ValidationError(
                _("一次最多打印 %(most)s 份，请分批打印。"), params={"most": SLIPS_AT_ONCE}
            )
        return ticked
