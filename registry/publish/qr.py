"""An address as a QR code, for whoever holds a report on paper."""

from __future__ import annotations

import segno
from markupsafe import Markup

from registry.publish.drawing import INK, chart, element

_QUIET = 1
"""How many modules stay white around the code, beside the white of the paper."""


def qr(address: str) -> Markup:
    """A drawing of an address, with the address in words. Raises ValueError for one that is too long for a code."""
    code = segno.make(address, error="m", micro=False)
    size = code.symbol_size(border=_QUIET)[0]
    runs = "".join(
        f"M{column + _QUIET} {row + _QUIET}h1v1h-1z"
        for row, modules in enumerate(code.matrix)
        for column, dark in enumerate(modules)
        if dark
    )
    return chart([element("path", fill=INK, d=runs)], size, size, f"QR code of the address {address}")
