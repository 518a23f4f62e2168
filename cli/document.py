"""`saksgang document`: papers kept by the digest of their bytes, outside every record, which names them by digest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import TypeAdapter

from cli.door import AsPerson, Door, Failed, Status, command, failed, receipt
from models import acts as a
from models.base import Line
from models.work import Outcome
from register.documents import (
    Withheld,
    cases_with_paper,
    digest_of_content,
    document_by,
    documents_like,
    keep_document,
    media_type_of,
    withheld_by,
)
from settings import settings

if TYPE_CHECKING:
    from cases import Answer

app = typer.Typer(no_args_is_help=True, help="Keep papers, and get them back byte for byte.")

FEWEST_DIGITS = 8


@command(app, "add")
async def add(
    door: Door,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PDF, PNG, JPEG, text, Markdown, CSV or office file.")],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="What it is called, with its ending. Usual: the file's name.")
    ] = None,
    acts_as: AsPerson = None,
) -> None:
    """Keep a document; the same bytes twice are one document.

    No record names it, or who kept it, before it is made a paper of a case.

    Example: ./saksgang document add utredning.pdf
    """
    limit = settings().limits.document_bytes
    called = TypeAdapter(Line).validate_python(name if name is not None else file.name)
    content = _read(file, limit)
    if len(content) > limit:
        why = f"it has {file.stat().st_size} bytes; a document holds at most {limit}"
        remedy = "make it smaller, or split it"
        raise failed(Status.USAGE, "too_large", f"{file} is too large; nothing was kept", why, remedy=remedy)
    media_type = media_type_of(called, content, limit)
    community = await door.community()
    if acts_as is not None:
        await door.person(acts_as, community)
    async with door.register.transaction() as connection:
        before = await document_by(connection, community, digest_of_content(content))
        digest = await keep_document(connection, community, content, media_type, called)
        kept = before or await document_by(connection, community, digest)
    assert kept is not None, "it has just been kept"
    door.out.line(digest, style="bold")
    door.out.pairs(_about(kept))
    if before is not None:
        other = "" if before.name == called else f", and keeps that name, not {called}"
        door.out.line(f"It was kept before as {before.name}{other}.", style="yellow")
    door.out.line(
        "`./saksgang case add-paper` makes it one of a case's papers, `dispute document-add` of a dispute's; "
        "`agreement draft` and `notice` name it by all its digits."
    )
    door.out.document({**_document(kept), "kept_before": before is not None})


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


@command(app, "show", acts=True)
async def show(
    door: Door,
    document: Annotated[str, typer.Argument(metavar="DIGEST", help="Its digest, or at least its first 8 digits.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it to a new file, byte for byte.")
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="Where several cases withhold it: the one it is read in.")
    ] = None,
) -> None:
    """Tell about a document and the cases that have it among their papers, or write it to a file.

    Example: ./saksgang document show 3f6c21aa --out utredning.pdf

    A withheld document is told of and handed out only to --as PERSON with a right to it: the secretariat, a seat of
    the case's bodies (--seat), a contact of an affected party (--party). Each reading, and each refused one, is an
    entry in the case (P-34).
    """
    community = await door.community()
    kept = await document_named(door, community, document)
    async with door.reading() as connection:
        cases = await cases_with_paper(connection, community, kept.digest)
        withheld = (await withheld_by(connection, community, [kept.digest])).get(kept.digest, ())
    read = await _read_withheld(door, kept.digest, withheld, case) if withheld else None
    async with door.reading() as connection:
        whole = await document_by(connection, community, kept.digest) if out is not None else None
    if out is not None and whole is not None:
        write_new(out, whole.content)
    door.out.line(kept.name, style="bold")
    written = [] if out is None else [("written to", str(out))]
    door.out.pairs([("digest", kept.digest), *_about(kept), ("paper of", ", ".join(cases) or "no case"), *written])
    door.out.pairs(("withheld", f"{one.ground} ({one.case})") for one in withheld)
    if read is not None:
        door.out.line(f"This reading is entry {read.first_seq} of {read.record}.", style="dim")
    door.out.document(
        {
            **_document(kept),
            "paper_of": cases,
            "written_to": out,
            "withheld": [{"case": one.case, "ground": one.ground} for one in withheld],
            "read": None if read is None else {**receipt(read, door.claimed), "entry": read.first_seq},
        }
    )


async def _read_withheld(door: Door, digest: str, withheld: tuple[Withheld, ...], case: str | None) -> Answer:
    """The reading as an act on the case that withholds it; nothing is told before its entry is committed.

    Raises:
        Failed: it is not said who reads, or in which of several cases, or the reading is refused.
        typer.Exit: the reading is not judged yet.
    """
    named = {one.case: one.ground for one in withheld}
    if door.who.person is None:
        grounds = "; ".join(dict.fromkeys(named.values()))
        title = f"The document is withheld from the public: {grounds}"
        remedy = "with a right to it: --as PERSON, and --seat SEAT or --party PARTY; the reading becomes an entry"
        raise failed(
            Status.REFUSED,
            "withheld",
            title,
            rule="P-34",
            remedy=remedy,
            more={"grounds": list(dict.fromkeys(named.values()))},
        )
    rows = [await door.record("case", one) for one in ([case] if case is not None else named)]
    chosen = [row for row in rows if row.record_id in named]
    if len(chosen) != 1:
        why = f"it is withheld in {', '.join(named)}"
        remedy = "say in which it is read: --case CASE"
        raise failed(Status.USAGE, "which_case", "The reading is an entry in one case", why, remedy=remedy)
    answer = await door.act(chosen[0], a.ReadDocument(document=digest))
    if answer.outcome is not Outcome.ACCEPTED:
        door.conclude(answer, happened="Nothing was handed out.")
        raise typer.Exit(int(Status.UNJUDGED))
    return answer


async def document_named(door: Door, community: str, wanted: str) -> Any:
    """The kept document that a digest, or its first digits, means.

    Raises:
        Failed: it is no digest, there is none, or several can be meant.
    """
    digits = wanted.strip().lower()
    if not FEWEST_DIGITS <= len(digits) <= 64 or any(c not in "0123456789abcdef" for c in digits):
        why = "a document is named by its digest, or by at least its first eight digits"
        remedy = "`./saksgang document add` says it, and `./saksgang case show` lists the papers of a case"
        raise failed(Status.USAGE, "unreadable_digest", f"{wanted[:70]!r} is no digest", why, remedy=remedy)
    async with door.reading() as connection:
        found = await documents_like(connection, community, digits)
    if len(found) == 1:
        return found[0]
    if not found:
        remedy = "keep it: `./saksgang document add`"
        raise failed(Status.REFUSED, "no_such_document", "There is no such document here", remedy=remedy)
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
        remedy = "name a file in a folder that is there, and that you may write in"
        raise failed(Status.USAGE, "unwritable_file", f"{out} cannot be written", why, remedy=remedy) from error


def _about(kept: Any) -> list[tuple[str, str]]:
    return [
        ("name", kept.name),
        ("kind", kept.media_type),
        ("size", f"{kept.size} bytes"),
    ]


def _document(kept: Any) -> dict[str, Any]:
    return {
        "digest": kept.digest,
        "name": kept.name,
        "media_type": kept.media_type,
        "size": kept.size,
        "community": kept.community,
    }
