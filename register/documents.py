"""Documents by the digest of their bytes: outside Temporal and outside the chain, which names them by digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Digest, LegalGround, RecordId
from models.state import Paper
from models.tables import CaseView, DocumentRow, table_of

CASE = table_of(CaseView)
DOCUMENT = table_of(DocumentRow)


class DocumentUnusable(Exception):
    """A document that is not taken in: too large, empty, or of a kind that is not."""


# By their first bytes: what a file is called says nothing. Text is what decodes as UTF-8 without control characters.
PDF = "application/pdf"
SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
BY_ENDING = {"txt": "text/plain", "md": "text/markdown", "csv": "text/csv"}
OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
TAIL = 2048  # bytes at the end of a PDF within which it says how it is read
_START = re.compile(rb"startxref\s+(\d{1,12})")
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
TAKEN = "PDF, PNG, JPEG, plain text, Markdown, CSV, docx, xlsx, pptx, odt, ods"


def media_type_of(name: str, content: bytes, limit: int) -> str:
    """What a document is, from its bytes and the ending of its name.

    Raises:
        DocumentUnusable: empty, larger than `limit` bytes, of a kind that is not taken in, or a PDF that is broken.
    """
    if not content:
        raise DocumentUnusable(f"{name} is empty")
    if len(content) > limit:
        raise DocumentUnusable(f"{name} is {len(content)} bytes; a document holds at most {limit}")
    for signature, media_type in SIGNATURES:
        if content.startswith(signature):
            if media_type == PDF:
                _refuse_broken_pdf(name, content)
            return media_type
    ending = name.rpartition(".")[2].lower()
    if ending in OFFICE and content.startswith(b"PK\x03\x04") and b"vbaProject" not in content:
        return OFFICE[ending]
    if ending in BY_ENDING and _is_text(content):
        return BY_ENDING[ending]
    raise DocumentUnusable(f"{name} is not a kind of document that is taken in; those are {TAKEN}, without macros")


def kind_of(name: str, content: bytes) -> str | None:
    """What a kept document is, by its first bytes and else the ending of its name; None where neither says."""
    ending = name.rpartition(".")[2].lower()
    by_ending = {**OFFICE, **BY_ENDING, "html": "text/html"}  # pages are the house's own, of minutes
    return next((kind for signature, kind in SIGNATURES if content.startswith(signature)), by_ending.get(ending))


def _refuse_broken_pdf(name: str, content: bytes) -> None:
    """A PDF ends with where its table of contents begins; one that was cut off has lost it, and cannot be opened."""
    ending = content[-TAIL:]
    start = _START.findall(ending)
    if b"%%EOF" in ending and start and int(start[-1]) < len(content) and _OBJECT.search(content):
        return
    raise DocumentUnusable(
        f"{name} begins as a PDF and cannot be opened as one: it is cut off or broken; save it as PDF again"
    )


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(c) < 32 and c not in "\n\r\t\f" for c in text)


def digest_of_content(content: bytes) -> Digest:
    """What a document is named by."""
    return hashlib.sha256(content).hexdigest()


async def keep_document(
    connection: AsyncConnection, community: CommunityId, content: bytes, media_type: str, name: str
) -> Digest:
    """Store a document under the digest of its bytes, once a community; the digest. The first name it got stays."""
    digest = digest_of_content(content)
    row = {
        "digest": digest,
        "community": community,
        "media_type": media_type,
        "size": len(content),
        "name": name,
        "content": content,
        "named": named(community, digest, media_type, len(content), name),
    }
    await connection.execute(insert(DOCUMENT).values(**row).on_conflict_do_nothing())
    return digest


def named(community: CommunityId, digest: Digest, media_type: str, size: int, name: str) -> Digest:
    """What stands beside a document's content, as one digest: SHA-256, hexadecimal."""
    return hashlib.sha256("|".join((community, digest, media_type, str(size), name)).encode()).hexdigest()


async def document_by(connection: AsyncConnection, community: CommunityId, digest: Digest) -> Any | None:
    """The row of a community's document, or None."""
    mine = (DOCUMENT.c.community == community) & (DOCUMENT.c.digest == digest)
    return (await connection.execute(select(DOCUMENT).where(mine))).one_or_none()


def corrected_name(meeting: RecordId, seq: int) -> str:
    """The name, without its ending, of approved minutes with what was appended up to that entry (P-33)."""
    return f"protokoll-rettet-{seq}-{meeting}"


async def documents_named(
    connection: AsyncConnection, community: CommunityId, names: Sequence[str]
) -> tuple[Digest, ...]:
    """The community's documents of these names, in that order; none where one of them is not kept."""
    mine = (DOCUMENT.c.community == community) & DOCUMENT.c.name.in_(names)
    rows = await connection.execute(select(DOCUMENT.c.name, DOCUMENT.c.digest).where(mine))
    found = {row.name: row.digest for row in rows}
    return tuple(found[name] for name in names) if set(names) == set(found) else ()


async def documents_like(connection: AsyncConnection, community: CommunityId, digits: str) -> list[Any]:
    """A community's documents whose digests begin so, without their content; at most three."""
    shown = [column for column in DOCUMENT.c if column.name != "content"]
    statement = (
        select(*shown)
        .where(DOCUMENT.c.community == community, DOCUMENT.c.digest.startswith(digits, autoescape=True))
        .order_by(DOCUMENT.c.digest)
        .limit(3)
    )
    return list(await connection.execute(statement))


async def cases_with_paper(connection: AsyncConnection, community: CommunityId, digest: Digest) -> list[RecordId]:
    """The cases that have the document among their papers."""
    statement = (
        select(CASE.c.record_id)
        .where(CASE.c.community == community, CASE.c.state.contains({"papers": [{"document": digest}]}))
        .order_by(CASE.c.record_id)
    )
    return list(await connection.scalars(statement))


@dataclass(frozen=True)
class Withheld:
    """A case that withholds a document, and on which legal ground (P-34)."""

    case: RecordId
    ground: LegalGround


async def withheld_by(
    connection: AsyncConnection, community: CommunityId, digests: Iterable[Digest]
) -> dict[Digest, tuple[Withheld, ...]]:
    """Of these documents those that a case of the community withholds, with the cases, by id (P-34)."""
    found: dict[Digest, tuple[Withheld, ...]] = {}
    for digest in dict.fromkeys(digests):
        rows = await connection.execute(
            select(CASE.c.record_id, CASE.c.state["papers"].label("papers"))
            .where(CASE.c.community == community, CASE.c.state.contains({"papers": [{"document": digest}]}))
            .order_by(CASE.c.record_id)
        )
        grounds = [(row.record_id, _ground(row.papers, digest)) for row in rows]
        cases = tuple(Withheld(case, ground) for case, ground in grounds if ground is not None)
        if cases:
            found[digest] = cases
    return found


def _ground(papers: list[dict[str, Any]], digest: Digest) -> LegalGround | None:
    return next(p.withheld for p in map(_paper, papers) if p.document == digest)


def _paper(row: dict[str, Any]) -> Paper:
    return Paper.model_validate(row)
