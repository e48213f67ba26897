"""Text that goes into XML, whatever was typed: one character that XML cannot hold makes a whole file unreadable."""

from __future__ import annotations

import re

# Escaped or not, XML 1.0 has no place for the others.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text with what XML cannot hold shown as unreadable. Markup in it is still to be escaped."""
    return _NOT_XML.sub("\ufffd", text)
