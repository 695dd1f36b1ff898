"""The browser shows Chinese in a real font and reaches the live server; its camera sees."""

from __future__ import annotations

import pytest

from tests.browser.camera import Camera

DARK = "[data-bs-theme=dark]"
NARROW = "@media (max-width: 400px)"
WRONG = [
    ("", '<p style="color: #bbb">看不清的字</p>', "1280, light: .*color-contrast"),
    ("", "<p><img></p>", "1280, light: .*image-alt"),
    ("", '<p style="width: 2000px">宽</p>', "1280, light scrolls sideways"),
    (f"{DARK} p {{ color: #bbb }}", "<p>夜里看不清的字</p>", "1280, dark: .*color-contrast"),
    (f"{DARK} a {{ color: #111; text-decoration: none }} a {{ color: #00c }}",
     '<p>夜里看不出的<a href="/">链接</a>在文中</p>', "1280, dark: .*link-in-text-block"),
    (f"input {{ display: none }} {NARROW} {{ input {{ display: block }} }}",
     "<p><input></p>", "360, light: .*label"),
    (f"i {{ display: none }} {NARROW} {{ {DARK} i {{ display: block; color: #bbb }} }}",
     "<p><i>手机上夜里看不清的字</i></p>", "360, dark: .*color-contrast"),
    ("b { position: absolute; left: 0; top: 0; height: 9em; width: 9em; background: #222 } "
     "u { position: absolute; left: 1em; top: 1em }",
     "<p>看得清的字</p><b></b><u>深底上看不清的字</u>", "1280, light: .*color-contrast"),
]  # fmt: skip


def shown(page, style, words):
    page.set_content(
        f'<html lang="zh" data-bs-theme="light"><title>明法</title><style>{style}</style>'
        f"<main><h1>明法</h1>{words}</main></html>"
    )
    return page


def test_chinese_is_shown_in_a_real_font(page):
    page.set_content("<p>明法</p>")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "p"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert [font["familyName"].split()[0] for font in fonts] == ["Noto"]


def test_the_camera_sees_what_is_wrong_at_any_width_and_in_any_theme(page):
    Camera().look(shown(page, "", "<p>看得清的字</p>"), "right")
    for style, words, fault in WRONG:
        with pytest.raises(AssertionError, match=fault):
            Camera().look(shown(page, style, words), "wrong")


def test_colours_are_judged_once_and_wrong_ones_always(page):
    right, wrong = "<p>看得清的字</p>", '<p style="color: #bbb">看不清的字</p>'
    for words in (right, wrong, right, wrong):
        if words == wrong:
            with pytest.raises(AssertionError, match="color-contrast"):
                Camera().look(shown(page, "", words), "wrong")
        else:
            Camera().look(shown(page, "", words), "right")
    assert any("rgb(0, 0, 0)" in colours for colours in Camera.right)
    assert not any("rgb(187, 187, 187)" in colours for colours in Camera.right)
