"""The browser shows Chinese in a real font and reaches the live server; its camera sees."""

from __future__ import annotations

import pytest

from tests.browser.camera import Camera


def test_chinese_is_shown_in_a_real_font(page):
    page.set_content("<p>明法</p>")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "p"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert [font["familyName"].split()[0] for font in fonts] == ["Noto"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ('<p style="color: #bbb">看不清的字</p>', "color-contrast"),
        ("<p><img></p>", "image-alt"),
        ('<p style="width: 2000px">宽</p>', "sideways"),
    ],
)
def test_the_camera_sees_what_is_wrong(page, words, fault):
    page.set_content(f'<html lang="zh"><title>明法</title><main><h1>明法</h1>{words}</main></html>')
    with pytest.raises(AssertionError, match=fault):
        Camera().look(page, "harness")
