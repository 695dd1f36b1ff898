"""What a template says in fixed words is looked up once for a language, and said in each."""

from django.template import engines
from django.utils import translation

from mingfa.account_forms import SetPasswordForm
from mingfa.templatetags.fixed import AddressNode, WordsNode

LOADED = "{% load i18n static %}"
KEPT = {
    "{% translate '登录' %}": WordsNode,
    "{% translate '考试' context '单数' %}": WordsNode,
    "{% static 'img/seal.svg' %}": AddressNode,
    "{% url 'home' %}": AddressNode,
}
LOOKED_UP = (
    "{% translate word %}",
    "{% translate '登录'|lower %}",
    "{% translate '登录' context word %}",
    "{% translate '登录' as word %}",
    "{% static name %}",
    "{% url 'people:person' 7 %}",
    "{% url name %}",
    "{% url 'home' as home %}",
)


def read(text):
    return engines["django"].from_string(LOADED + text)


def said(template, **words):
    return template.render(words).strip()


def test_words_and_addresses_without_a_variable_are_kept():
    for text, kind in KEPT.items():
        assert isinstance(read(text).template.nodelist[-1], kind), text
    for text in LOOKED_UP:
        node = read(text).template.nodelist[-1]
        assert not isinstance(node, WordsNode | AddressNode), text


def test_kept_words_are_said_in_each_readers_language():
    page = read("{% translate '登录' %} {% url 'home' %}")
    spoken = {}
    for language in ("zh-hans", "en", "zh-hans", "en"):
        with translation.override(language):
            spoken.setdefault(language, set()).add(said(page))
    assert spoken == {"zh-hans": {"登录 /"}, "en": {"Sign in /"}}


def test_what_varies_is_looked_up_each_time():
    page = read("{% translate word %}{% url name %}")
    assert said(page, word="甲", name="home") == "甲/"
    assert said(page, word="乙", name="account_login") == "乙/account/login/"


def test_a_fixed_part_is_said_in_each_readers_language():
    page = read("{% fixed '_ui/account_links.html' %}")
    with translation.override("en"):
        assert "My messages" in said(page)
    assert "我的消息" in said(page)


def test_a_form_that_nobody_filled_in_is_the_same_and_a_filled_one_keeps_what_was_typed():
    page, theirs = (
        read("{{ form|fields }}"),
        read("{% load crispy_forms_filters %}{{ form|crispy }}"),
    )
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            assert said(page, form=SetPasswordForm()) == said(theirs, form=SetPasswordForm())
    filled = said(page, form=SetPasswordForm({"number": "12"}))
    assert 'value="12"' in filled
    assert "is-invalid" in filled
    assert 'value="12"' not in said(page, form=SetPasswordForm())
