"""The cells of a list: escaped, named for a phone, alike in every row unless their column says."""

import django_tables2 as tables
from django import forms
from django.db.models import F
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from exchange.http import as_list, in_order
from mingfa.templatetags.listing import chosen
from people.models import Person


class PlaceTable(tables.Table):
    name = tables.Column(verbose_name="名称")
    number = tables.Column(verbose_name='<号"码>', localize=False, attrs={"td": {"class": "nb"}})
    mark = tables.Column(attrs={"td": {"class": lambda value: f"is-{value}"}}, verbose_name="记号")


def test_a_cell_is_escaped_and_named_and_takes_its_columns_attributes():
    rows = [
        {"name": "<b>甲</b>", "number": 12345, "mark": 1},
        {"name": "乙", "number": 2, "mark": 3},
    ]
    request = RequestFactory().get("/")
    text = as_list(request, PlaceTable(rows)).as_html(request)
    assert text.count('<th scope="row"') == 2
    assert "&lt;b&gt;甲&lt;/b&gt;" in text
    label = "&lt;号&quot;码&gt;"
    assert f'<td data-label="{label}" class="nb">12345</td>' in text
    assert f'<td data-label="{label}" class="nb">2</td>' in text
    assert '<td data-label="记号" class="is-1">1</td>' in text
    assert '<td data-label="记号" class="is-3">3</td>' in text


class Wish(forms.Form):
    words = forms.CharField(label="关键词", required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), ("used", "已用")], required=False
    )
    kinds = forms.MultipleChoiceField(
        label="题型", choices=[("a", "甲"), ("b", "乙")], required=False
    )
    own = forms.BooleanField(label="只看本单位", required=False)


def test_many_filters_are_folded_behind_a_line_that_says_which_are_set():
    asked = QueryDict("words=<罚>&state=used&kinds=a&kinds=b&own=1")
    assert chosen(Wish(asked)) == "关键词：<罚>，状态：已用，题型：甲、乙，只看本单位：是"
    assert chosen(Wish(QueryDict("state=nothing"))) == chosen(Wish()) == ""
    page = render_to_string("_ui/filter.html", {"form": Wish(asked), "action": "/"})
    assert "<summary>" in page
    assert "筛选：关键词：&lt;罚&gt;，状态：已用" in page
    assert " open>" not in page
    wrong = render_to_string("_ui/filter.html", {"form": Wish(QueryDict("state=x")), "action": "/"})
    assert 'no-print" open>' in wrong, "what is wrong is not hidden"
    assert "<summary>" not in render_to_string("_ui/filter.html", {"form": forms.Form()})


def test_rows_alike_in_the_order_never_change_places():
    def order(*terms):
        return in_order(Person.objects.order_by(*terms)).query.order_by

    assert order("name") == ("name", "pk")
    assert order("agency__name", "-name") == ("agency__name", "-name", "-pk")
    assert order(falling := F("name").desc(nulls_last=True)) == (falling, "-pk")
    assert order() == ("pk",)
    assert in_order(Person.objects.all()).query.order_by == (*Person._meta.ordering, "pk")
    assert in_order(Person.objects.values("name")).query.order_by == ()


def test_how_many_rows_a_page_has_is_not_in_the_address():
    rows = [{"name": n, "number": n, "mark": n} for n in range(60)]
    for query in ("per_page=1000", "per_page=0", "per_page=-1"):
        table = as_list(RequestFactory().get(f"/?{query}"), PlaceTable(rows))
        assert len(table.page.object_list) == 50
    for wish, number in (("2", 2), ("9", 2), ("0", 2), ("x", 1)):
        assert (
            as_list(RequestFactory().get(f"/?page={wish}"), PlaceTable(rows)).page.number == number
        )
