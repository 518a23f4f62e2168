"""`saksgang document`: papers kept by the digest of their bytes, outside every record, which names them by digest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter

from cli.door import Door, Failed, Status, command, failed
from cli.moments import local
from models.base import Line
from register.documents import cases_with_paper, document_by, documents_like, keep_document, media_type_of
from settings import settings

app = typer.Typer(no_args_is_help=True, help="Keep papers, and get them back byte for byte.")

FEWEST_DIGITS = 8


@command(app, "add")
async def add(
    door: Door,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PDF, PNG, JPEG, text, Markdown, CSV or office file.")],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="What it is called, with its ending. Usual: the file's name.")
    ] = None,
) -> None:
    """Keep a document; the same bytes twice are one document.

    Example: saksgang document add utredning.pdf
    """
    limit = settings().limits.document_bytes
    called = TypeAdapter(Line).validate_python(name if name is not None else file.name)
    content = _read(file, limit)
    media_type = media_type_of(called, content, limit)
    community = await door.community()
    async with door.register.transaction() as connection:
        digest = await keep_document(connection, community, content, media_type, called)
        kept = await document_by(connection, digest)
    assert kept is not None, "it has just been kept"
    door.out.line(digest, style="bold")
    door.out.pairs(_about(kept))
    door.out.line("`case add-paper` makes it one of a case's papers.")
    door.out.document(_document(kept))


def _read(file: Path, limit: int) -> bytes:
    """The bytes of a file, and one more than is taken in where it is too large."""
    if file.exists() and not file.is_file():
        raise _unreadable(file, "it is no ordinary file")
    try:
        with file.open("rb") as opened:
            return opened.read(limit + 1)
    except OSError as error:
        raise _unreadable(file, error.strerror or type(error).__name__) from error


def _unreadable(file: Path, why: str) -> Failed:
    return failed(Status.USAGE, "unreadable_file", f"{file} cannot be read", why, remedy="check its name")


@command(app, "show")
async def show(
    door: Door,
    document: Annotated[str, typer.Argument(metavar="DIGEST", help="Its digest, or at least its first 8 digits.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it to a new file, byte for byte.")
    ] = None,
) -> None:
    """Tell about a document and the cases that have it among their papers, or write it to a file.

    Example: saksgang document show 3f6c21aa --out utredning.pdf
    """
    community = await door.community()
    kept = await _named(door, community, document)
    async with door.reading() as connection:
        cases = await cases_with_paper(connection, community, kept.digest)
        whole = await document_by(connection, kept.digest) if out is not None else None
    if out is not None and whole is not None:
        write_new(out, whole.content)
    door.out.line(kept.name, style="bold")
    written = [] if out is None else [("written to", str(out))]
    door.out.pairs([("digest", kept.digest), *_about(kept), ("paper of", ", ".join(cases) or "no case"), *written])
    door.out.document({**_document(kept), "paper_of": cases, "written_to": out})


async def _named(door: Door, community: str, wanted: str) -> Any:
    digits = wanted.strip().lower()
    if not FEWEST_DIGITS <= len(digits) <= 64 or any(c not in "0123456789abcdef" for c in digits):
        why = "a document is named by its digest, or by at least its first eight digits"
        remedy = "`document add` says it, and `case show` lists the papers of a case"
        raise failed(Status.USAGE, "unreadable_digest", f"{wanted[:70]!r} is no digest", why, remedy=remedy)
    async with door.reading() as connection:
        found = await documents_like(connection, community, digits)
    if len(found) == 1:
        return found[0]
    if not found:
        remedy = "keep it: `document add`"
        raise failed(
            Status.REFUSED, "no_such_document", "There is no such document here", rule="ENGINE", remedy=remedy
        )
    why = f"several documents begin so: {', '.join(row.digest[: len(digits) + 4] for row in found)}, ..."
    raise failed(Status.USAGE, "which_document", "Several documents can be meant", why, remedy="give more digits")


def write_new(out: Path, content: bytes) -> None:
    """Write a new file; one that is there already is never overwritten, unless it holds just this."""
    try:
        with out.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        if out.is_file() and out.read_bytes() == content:
            return
        remedy = "name a file that is not there yet"
        raise failed(Status.USAGE, "file_exists", f"{out} is there already", remedy=remedy) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise failed(Status.FAILURE, "unwritable_file", f"{out} cannot be written", why) from error


def _about(kept: Any) -> list[tuple[str, str]]:
    return [
        ("name", kept.name),
        ("kind", kept.media_type),
        ("size", f"{kept.size} bytes"),
        ("kept since", local(kept.added_at)),
    ]


def _document(kept: Any) -> dict[str, Any]:
    return {
        "digest": kept.digest,
        "name": kept.name,
        "media_type": kept.media_type,
        "size": kept.size,
        "added_at": kept.added_at,
        "community": kept.community,
    }
