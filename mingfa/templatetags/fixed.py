"""`translate`, `static`, `url` and `icon` as they stand; fixed words are looked up once for a
language.

A page says a hundred things in fixed words, and to look each up for each answer anew is a third of
what the page costs. Where a tag depends on nothing but the language its text is kept; wherever it
holds a variable, a filter or a name to keep the text under, it is Django's tag as it stands.
"""

from __future__ import annotations

import functools

from crispy_forms.templatetags.crispy_forms_filters import (  # type: ignore[import-untyped]
    as_crispy_form,
)
from django import template
from django.forms import Form
from django.template import defaulttags
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags import i18n
from django.templatetags import static as statics
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mingfa.templatetags import icons

register = template.Library()
for library in (i18n.register, statics.register):
    register.tags |= library.tags
    register.filters |= library.filters


class AddressNode(Node):
    """What another node says, which is the same in every answer."""

    child_nodelists = ()

    def __init__(self, node: Node) -> None:
        self._node = node
        self._said = ""

    def render(self, context: Context) -> str:
        if not self._said:
            self._said = self._node.render(context)
        return self._said


class WordsNode(Node):
    """What another node says, which depends on the language alone."""

    child_nodelists = ()

    def __init__(self, node: Node) -> None:
        self._node = node
        self._said: dict[str | None, str] = {}  # by language

    def render(self, context: Context) -> str:
        language = get_language()
        said = self._said.get(language)
        if said is None:
            said = self._said[language] = self._node.render(context)
        return said


@register.simple_tag
def fixed(part: str) -> SafeString:
    """`{% fixed "exams/_hall_words.html" %}`: a part that needs nothing and says the same to
    everybody, like `include … only`."""
    return _part(part, get_language())


@functools.cache
def _part(name: str, language: str | None) -> SafeString:
    return render_to_string(name)


@register.filter
def fields(form: Form) -> SafeString:
    """`{{ form|fields }}`: a form's fields as `crispy` gives them, for a form that is the same to
    everybody who has not filled it in yet."""
    return _rendered(form) if form.is_bound else _blank(type(form), get_language())


@functools.cache
def _blank(form: type[Form], language: str | None) -> SafeString:
    return _rendered(form())


def _rendered(form: Form) -> SafeString:
    rendered: SafeString = as_crispy_form(form)
    return rendered


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """`{% translate "登录" %}`."""
    node = i18n.do_translate(parser, token)
    of_one_meaning = node.message_context is None or _is_fixed(node.message_context)
    is_fixed = of_one_meaning and _is_fixed(node.filter_expression) and not node.asvar
    return WordsNode(node) if is_fixed else node


@register.tag
def static(parser: Parser, token: Token) -> Node:
    """`{% static "css/base.css" %}`."""
    node = statics.do_static(parser, token)
    return AddressNode(node) if _is_fixed(node.path) and not node.varname else node


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """`{% url "home" %}`."""
    node = defaulttags.url(parser, token)
    varies = node.args or node.kwargs or node.asvar
    return AddressNode(node) if _is_fixed(node.view_name) and not varies else node


@register.tag
def icon(parser: Parser, token: Token) -> Node:
    """`{% icon "bell" %}`."""
    node = icons.register.tags["icon"](parser, token)
    varies = node.kwargs or node.target_var
    return AddressNode(node) if all(map(_is_fixed, node.args)) and not varies else node


def _is_fixed(expression: FilterExpression) -> bool:
    """Whether it is a text in quotation marks without a filter."""
    var = expression.var
    is_text = var.lookups is None if isinstance(var, Variable) else True
    return is_text and not expression.filters
