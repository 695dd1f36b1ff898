"""`{{ agent|browser }}`: a browser in words, from what it says of itself."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The more special first: nearly every browser also says that it is Chrome or Safari.
BROWSERS = (
    ("DingTalk", "钉钉"),
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("QIHU", "360"),
    ("360SE", "360"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
DEVICES = (
    ("HarmonyOS", "鸿蒙"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser(agent: str) -> str:
    """The browser and the system, e.g. Edge，Windows; what says nothing known is another one."""
    known = [
        next((word for sign, word in signs if sign in agent), "") for signs in (BROWSERS, DEVICES)
    ]
    return "，".join(word for word in known if word) or _("其他浏览器")
