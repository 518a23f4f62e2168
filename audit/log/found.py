"""Checkpoints and keys in whatever somebody kept: a letter, a reply that quotes it, a receipt, a note on its own."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default

from audit.log.checkpoint import read_checkpoint
from audit.log.note import UnreadableNote, read_public_key
from audit.log.proof import FIRST_LINE

RECEIPT_ENDING = ".tlog-proof"
# Two header fields or more, and an empty line.
_MAIL = re.compile(rb"(?:[\x21-\x39\x3b-\x7e]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n")
_QUOTED = re.compile(r"^[>\s|]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_ROOT = re.compile(r"[A-Za-z0-9+/]{43}=")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_KEY = re.compile(r"\S+\+[0-9a-f]{8}\+[A-Za-z0-9+/]*={0,2}")
_SIGNED = re.compile(r"— \S+ [A-Za-z0-9+/]+={0,2}")


def texts_in(content: bytes) -> tuple[str, ...]:
    """What a file says: each text of a mail (`.eml`) and each receipt enclosed in it, or the file as it stands.

    Raises:
        UnicodeDecodeError: it is neither a mail nor UTF-8.
    """
    if not _MAIL.match(content):
        return (content.decode("utf-8"),)
    texts: list[str] = []
    for part in message_from_bytes(content, policy=default).walk():
        receipt = (part.get_filename() or "").lower().endswith(RECEIPT_ENDING)
        if receipt or part.get_content_type() == "text/plain":
            inside = part.get_payload(decode=True)
            texts.append(inside.decode("utf-8", "replace") if isinstance(inside, bytes) else "")
    return tuple(texts)


def checkpoints_in(text: str) -> tuple[str, ...]:
    """Every checkpoint in a text, each once, in the order found; quoting marks and broken lines are mended."""
    lines = [_QUOTED.sub("", line).rstrip() for line in text.replace("\r", "").split("\n")]
    found: list[str] = []
    for start in range(len(lines) - 2):
        if lines[start] and _SIZE.fullmatch(lines[start + 1]) and _ROOT.fullmatch(lines[start + 2]):
            note = _note_at(lines, start)
            if note is not None and note not in found:
                found.append(note)
    return tuple(found)


def receipts_in(text: str) -> tuple[str, ...]:
    """Every receipt in a text, from its first line to its checkpoint's last signature; quoting marks are mended.

    What begins as one is given as far as it goes: whoever reads it says whether it is one.
    """
    if FIRST_LINE not in text:
        return ()
    lines = [_QUOTED.sub("", line.lstrip("\ufeff")).rstrip() for line in text.replace("\r", "").split("\n")]
    begins = [number for number, line in enumerate(lines) if line.endswith(FIRST_LINE)]
    return tuple(
        "\n".join(_to_its_end([FIRST_LINE, *lines[start + 1 : end]])) + "\n"
        for start, end in zip(begins, [*begins[1:], len(lines)], strict=True)
    )


def _to_its_end(lines: list[str]) -> list[str]:
    """The lines up to the last signature: what somebody wrote behind it is no part of it."""
    signed = [number for number, line in enumerate(lines) if line.startswith("— ")]
    return lines[: signed[-1] + 1] if signed else lines


def keys_in(text: str) -> tuple[str, ...]:
    """Every public key that has a line of its own in a text, each once; quoting marks and broken lines are mended."""
    lines = [_QUOTED.sub("", line).strip() for line in text.replace("\r", "").split("\n")]
    found: list[str] = []
    for line, after in zip(lines, (*lines[1:], ""), strict=True):
        for written in (line, line + after):
            if _KEY.fullmatch(written) and _is_key(written) and written not in found:
                found.append(written)
    return tuple(found)


def _is_key(written: str) -> bool:
    try:
        read_public_key(written)
    except UnreadableNote:
        return False
    return True


def _note_at(lines: list[str], start: int) -> str | None:
    at = start + 3
    while at < len(lines) and not lines[at]:
        at += 1
    signatures: list[str] = []
    while at < len(lines) and lines[at]:
        if lines[at].startswith("— "):
            signatures.append(lines[at])
        elif signatures and _BASE64.fullmatch(lines[at]) and not signatures[-1].endswith("="):
            joint = "" if _SIGNED.fullmatch(signatures[-1]) else " "  # broken within the signature, or before it
            signatures[-1] += joint + lines[at]
        else:
            break
        at += 1
    note = "\n".join([*lines[start : start + 3], "", *signatures, ""])
    try:
        read_checkpoint(note)
    except UnreadableNote:
        return None
    return note
