"""Documents by the digest of their bytes: outside Temporal and outside the chain, which names them by digest."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Digest, RecordId
from models.tables import CaseView, DocumentRow, table_of

CASE = table_of(CaseView)
DOCUMENT = table_of(DocumentRow)


class DocumentUnusable(Exception):
    """A document that is not taken in: too large, empty, or of a kind that is not."""


# By their first bytes: what a file is called says nothing. Text is what decodes as UTF-8 without control characters.
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
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
TAKEN = "PDF, PNG, JPEG, plain text, Markdown, CSV, docx, xlsx, pptx, odt, ods"


def media_type_of(name: str, content: bytes, limit: int) -> str:
    """What a document is, from its bytes and the ending of its name.

    Raises:
        DocumentUnusable: empty, larger than `limit` bytes, or of a kind that is not taken in.
    """
    if not content:
        raise DocumentUnusable(f"{name} is empty")
    if len(content) > limit:
        raise DocumentUnusable(f"{name} is {len(content)} bytes; a document holds at most {limit}")
    for signature, media_type in SIGNATURES:
        if content.startswith(signature):
            return media_type
    ending = name.rpartition(".")[2].lower()
    if ending in OFFICE and content.startswith(b"PK\x03\x04") and b"vbaProject" not in content:
        return OFFICE[ending]
    if ending in BY_ENDING and _is_text(content):
        return BY_ENDING[ending]
    raise DocumentUnusable(f"{name} is not a kind of document that is taken in; those are {TAKEN}, without macros")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(c) < 32 and c not in "\n\r\t\f" for c in text)


async def keep_document(
    connection: AsyncConnection, community: CommunityId, content: bytes, media_type: str, name: str
) -> Digest:
    """Store a document under the digest of its bytes, once; the digest."""
    digest = hashlib.sha256(content).hexdigest()
    row = {
        "digest": digest,
        "community": community,
        "media_type": media_type,
        "size": len(content),
        "name": name,
        "content": content,
    }
    await connection.execute(insert(DOCUMENT).values(**row, added_at=func.legal_now()).on_conflict_do_nothing())
    return digest


async def document_by(connection: AsyncConnection, digest: Digest) -> Any | None:
    """The document's row, or None."""
    return (await connection.execute(select(DOCUMENT).where(DOCUMENT.c.digest == digest))).one_or_none()


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
