"""What chart pages may do beyond other pages."""

from __future__ import annotations

from csp.decorators import csp_update

# plotly's toolbar makes an empty <style>; this is the digest of the empty string.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

chart_page = csp_update({"style-src": [EMPTY_STYLE]})
"""Decorate the view of a page with a plotly figure, and no other."""
