"""What the demo writes: one folder with mails, minutes, records and papers, made beside its place, then moved there.

A folder of an earlier demo is replaced; anything else of that name is left alone and the demo does not start.
"""

from __future__ import annotations

import json
import os
import shutil
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from audit.naming import Names, counted
from audit.story import Told, tell
from demo.tale import Tale
from models.base import Digest
from models.canonical import canonical_bytes
from models.entries import Entry
from register.database import Register
from register.documents import document_by
from register.projection import case_state, meeting_state
from register.queries import cases_of, entries_of, meetings_of, messages_for, records_of

MARKER: Final = ".saksgang-demo"
WIDTH: Final = 110  # of a record told as text
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})


class FolderRefused(Exception):
    """The folder cannot be written, or is not ours to replace; the message says what to do."""


@dataclass(frozen=True)
class Written:
    """What the folder holds: how many of each, and the file to read first."""

    folder: Path
    mails: int
    minutes: tuple[Path, ...]  # the pages for the browser, in the order of the meetings
    records: int
    documents: int


class DemoFolder:
    """A folder in the making; nothing is seen at its place before all of it is there."""

    def __init__(self, place: Path) -> None:
        """Make sure that it can be written, before anything is started.

        Raises:
            FolderRefused: something else is there, or we may not write there.
        """
        self.place = place.expanduser().absolute()
        self._part = self.place.with_name(f".{self.place.name}.{os.getpid()}.part")
        if not self._ours_or_free():
            raise FolderRefused(
                f"{self.place} exists and was not written by the demo; it is left as it is.\n"
                "Name another folder: ./saksgang demo --out FOLDER"
            )
        try:
            self._part.mkdir(parents=True)
            (self._part / MARKER).write_text("Written by ./saksgang demo, which may replace this folder.\n")
        except OSError as error:
            raise FolderRefused(
                f"{self.place.parent} cannot be written: {error.strerror}.\n"
                "Name a folder where you may write: ./saksgang demo --out FOLDER"
            ) from error

    def _ours_or_free(self) -> bool:
        if self.place.is_symlink():
            return False
        if not self.place.exists():
            return True
        return self.place.is_dir() and ((self.place / MARKER).is_file() or not any(self.place.iterdir()))

    def discard(self) -> None:
        """Leave nothing behind. Does nothing after `publish`."""
        shutil.rmtree(self._part, ignore_errors=True)

    def publish(self) -> None:
        """Put it in its place, in place of an earlier one.

        Raises:
            FolderRefused: meanwhile something else has come there.
        """
        if not self._ours_or_free():
            raise FolderRefused(f"{self.place} has come into being meanwhile; it is left as it is.")
        if self.place.exists():
            shutil.rmtree(self.place)
        self._part.rename(self.place)

    async def write(self, register: Register, community: str, mailbox: Path, tale: Tale) -> Written:
        """Write everything the register and the mailbox hold."""
        self._text("README.txt", tale.say("readme") + "\n")
        mails = await self._write_mails(register, community, mailbox, tale)
        minutes = await self._write_minutes(register, community)
        records = await self._write_records(register, community, tale)
        documents = await self._write_documents(register, community)
        return Written(
            self.place, mails, tuple(self.place / "minutes" / name for name in minutes), records, documents
        )

    def inside(self, name: str) -> Path:
        """A folder in it while it is made."""
        return self._part / name

    def keep_logs(self, logs: Path) -> None:
        """What the parts wrote of themselves, for whoever looks into what went wrong."""
        for log in sorted(logs.glob("**/*.log")):
            self._bytes(f"logs/{log.name}", log.read_bytes())

    # --- what it holds ------------------------------------------------------------------------------------------

    async def _write_mails(self, register: Register, community: str, mailbox: Path, tale: Tale) -> int:
        async with register.reading() as connection:
            rows = await messages_for(connection, community)
        kept = 0
        for number, row in enumerate(rows, start=1):
            source = mailbox / f"{row.message_id}.eml"
            if not source.exists():
                continue
            day = row.at.astimezone(ZoneInfo(tale.tongue.procedure.timezone)).date()
            whom = _whom(row.recipient, tale)
            self._bytes(f"mails/{number:03d}_{day}_{row.kind}_{plain(whom)}.eml", source.read_bytes())
            kept += 1
        return kept

    async def _write_minutes(self, register: Register, community: str) -> list[str]:
        pages = []
        async with register.reading() as connection:
            for row in await meetings_of(connection, community):
                state = await meeting_state(connection, row.record_id)
                if state is None or state.minutes is None:
                    continue
                name = f"{state.day}_{state.body}"
                forms = ((state.minutes.text, "txt"), (state.minutes.html, "html"), (state.minutes.pdf, "pdf"))
                for digest, ending in ((digest, ending) for digest, ending in forms if digest is not None):
                    document = await document_by(connection, community, digest)
                    assert document is not None, f"the minutes of {state.record} are kept"
                    self._bytes(f"minutes/{name}.{ending}", document.content)
                pages.append(f"{name}.html")
        return pages

    async def _write_records(self, register: Register, community: str, tale: Tale) -> int:
        async with register.reading() as connection:
            records = await records_of(connection, community)
            entries = {record: await entries_of(connection, record) for record in records}
        names = _names(tale)
        for record, chain in entries.items():
            plainly = {"record": record, "entries": [json.loads(canonical_bytes(entry)) for entry in chain]}
            self._text(f"records/{record}.json", json.dumps(plainly, ensure_ascii=False, indent=1) + "\n")
            self._text(f"records/{record}.txt", _as_story(record, chain, names, tale.tongue.procedure.timezone))
        return len(records)

    async def _write_documents(self, register: Register, community: str) -> int:
        kept: set[Digest] = set()
        async with register.reading() as connection:
            for row in await cases_of(connection, community):
                state = await case_state(connection, row.record_id)
                assert state is not None
                for paper in state.papers:
                    document = await document_by(connection, community, paper.document)
                    assert document is not None, f"the paper {paper.title} is kept"
                    self._bytes(
                        f"documents/{plain(Path(document.name).stem)}{Path(document.name).suffix}", document.content
                    )
                    kept.add(paper.document)
        return len(kept)

    def _text(self, name: str, words: str) -> None:
        self._bytes(name, words.encode())

    def _bytes(self, name: str, content: bytes) -> None:
        file = self._part / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)


def _whom(recipient: Mapping[str, str], tale: Tale) -> str:
    """A person or a party by name; somebody outside by what they are."""
    if "person" in recipient:
        return tale.person(recipient["person"])
    return tale.parties([recipient["party"]]) if "party" in recipient else recipient.get("office", recipient["kind"])


def plain(words: str) -> str:
    """Words as part of a file name that every system takes."""
    ascii_only = unicodedata.normalize("NFKD", words.translate(_LETTERS)).encode("ascii", "ignore").decode()
    kept = "".join(c if c.isalnum() else "-" for c in ascii_only.lower())
    return "-".join(part for part in kept.split("-") if part)[:60]


def _names(tale: Tale) -> Names:
    roster, procedure = tale.tongue.roster, tale.tongue.procedure
    return Names(
        parties={p.party: p.name for p in roster.parties},
        seats={s.seat: s.names.en for b in procedure.bodies for s in b.seats},
        persons=tale.names,
    )


def _as_story(record: str, entries: Sequence[Entry], names: Names, timezone: str) -> str:
    lines = [record, "=" * len(record), "Times are Norwegian time.", ""]
    for told in tell(entries, names):
        lines += _lines_of(told, timezone)
    if entries:
        many = counted(len(entries), "entry", "entries")
        lines += ["", f"{many}; the last has the digest {entries[-1].hash}"]
    return "\n".join(lines) + "\n"


def _lines_of(told: Told, timezone: str) -> list[str]:
    at = told.at.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")
    first = f"{told.seq:>4}  {at}  "
    lines = [*_wrapped(told.words, first, " " * len(first)), f"{'':{len(first)}}{told.by}"]
    margin = f"{'':{len(first)}}> "
    for line in (line for text in told.quoted for line in text.split("\n")):
        lines += _wrapped(line, margin, margin)
    return [*lines, ""]


def _wrapped(text: str, first: str, following: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=following, break_on_hyphens=False) or [
        first.rstrip()
    ]
