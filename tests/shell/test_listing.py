"""The cells of a list: escaped, named for a phone, alike in every row unless their column says."""

import django_tables2 as tables
from django.test import RequestFactory

from exchange.http import as_list


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
