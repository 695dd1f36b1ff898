"""The browser shows Chinese in a real font and reaches the live server."""


def test_chinese_is_shown_in_a_real_font(page):
    page.set_content("<p>明法</p>")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "p"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert [font["familyName"].split()[0] for font in fonts] == ["Noto"]
