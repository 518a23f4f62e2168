"""The words of a kept document, for a machine to look through; what cannot be read is said to be so."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from html import unescape
from typing import Final

from register.documents import OFFICE

MOST: Final = 50_000_000  # characters of one part: a small file can claim to hold more than any memory
_BREAKS: Final = re.compile(r"</(?:w:p|a:p|text:p|text:h|row|si|table:table-row)>")
_GAPS: Final = re.compile(
    r"<(?:w:tab|w:br|w:cr|a:br|text:tab|text:s|text:line-break)\b[^>]*>|</(?:c|a:tc|table:table-cell)>"
)
_HYPHEN: Final = "<w:noBreakHyphen/>"
_MARKUP: Final = re.compile(r"<[^>]*>")
_PARTS: Final = re.compile(
    r"(?:word|ppt|xl)/(?:[A-Za-z]+/)?[A-Za-z0-9]+\.xml|content\.xml|meta\.xml|docProps/(?:core|app)\.xml"
)
_LOCKED: Final = 0x1
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)
"""How the library tells that a file is broken: of itself, in what is packed, cut off, with an offset or a name that
cannot be, or with marks of a format that it does not have."""


def text_of(media_type: str, content: bytes) -> str | None:
    """The text, a line a paragraph or row; None where the kind of document cannot be read here."""
    if media_type.startswith("text/"):
        return content.decode("utf-8", errors="replace")
    if media_type in OFFICE.values():
        return _of_office(content)
    return None


def _of_office(content: bytes) -> str | None:
    """All parts with words: the text, headers, footnotes, comments, and who wrote it; None if one cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [info for info in archive.infolist() if _PARTS.fullmatch(info.filename)]
            if not parts or sum(info.file_size for info in parts) > MOST or not all(map(_readable, parts)):
                return None
            return "\n".join(_plain(archive.read(info).decode("utf-8", errors="replace")) for info in parts)
    except _BROKEN:
        return None


def _readable(part: zipfile.ZipInfo) -> bool:
    """Neither locked with a password nor packed in a way that office programs do not use."""
    return not part.flag_bits & _LOCKED and part.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _plain(markup: str) -> str:
    """Tabs where words or cells stand apart: two numbers beside each other are not one."""
    apart = _GAPS.sub("\t", _BREAKS.sub("\n", markup.replace(_HYPHEN, "-")))
    return unescape(_MARKUP.sub("", apart))
