"""The words of a kept document, for a machine to look through; what cannot be read is said to be so."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Final

from register.documents import OFFICE

MOST: Final = 50_000_000  # characters of one part: a small file can claim to hold more than any memory
_BREAKS: Final = re.compile(r"</(?:w:p|a:p|text:p|text:h|row|si|table:table-row)>")
_MARKUP: Final = re.compile(r"<[^>]*>")
_PARTS: Final = re.compile(
    r"(?:word|ppt|xl)/(?:[A-Za-z]+/)?[A-Za-z0-9]+\.xml|content\.xml|meta\.xml|docProps/(?:core|app)\.xml"
)


def text_of(media_type: str, content: bytes) -> str | None:
    """The text, a line a paragraph or row; None where the kind of document cannot be read here."""
    if media_type.startswith("text/"):
        return content.decode("utf-8", errors="replace")
    if media_type in OFFICE.values():
        return _of_office(content)
    return None


def _of_office(content: bytes) -> str | None:
    """All parts with words: the text, headers, footnotes, comments, and who wrote it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [info for info in archive.infolist() if _PARTS.fullmatch(info.filename)]
            if not parts or sum(info.file_size for info in parts) > MOST:
                return None
            return "\n".join(_plain(archive.read(info).decode("utf-8", errors="replace")) for info in parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None  # broken, or locked with a password


def _plain(markup: str) -> str:
    return unescape(_MARKUP.sub("", _BREAKS.sub("\n", markup)))
