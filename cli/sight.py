"""A case or a meeting as a command sees it: where it stands, the rules it was opened under, and names for its ids.

What an act came to is told from the entries it gave, in the words of the record's story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.called import names_of
from audit.naming import Names
from audit.story import tell
from cli.door import Door, Status, failed
from cli.outlook import next_lines, on_hold
from cli.output import Failed
from cli.witnesses import Awaiting, seen_so_far
from models.entries import CaseImported, CaseRegistered, Entry, TextAmended
from models.outlook import Outlook
from models.procedure import Procedure
from models.roster import Roster
from models.state import CaseState, MeetingState
from models.work import Outcome
from register import queries
from register.directory import rules_of
from register.outlook import outlook_of
from register.projection import case_state, meeting_state
from register.queries import names_shown
from settings import settings

if TYPE_CHECKING:
    from cases import Answer

MANY = 3  # so many entries of one kind are told one by one; of more, the first and how many there are


@dataclass(frozen=True)
class Seen:
    """A record with what is needed to speak of it."""

    row: Any
    procedure: Procedure
    roster: Roster
    names: Names
    outlook: Outlook

    @property
    def record(self) -> str:
        """The record's id."""
        return str(self.row.record_id)


@dataclass(frozen=True)
class CaseSeen(Seen):
    """A case."""

    state: CaseState
    dispute: Outlook | None = None  # that it is on hold for
    witnessed: Awaiting | None = None  # which witnesses have seen a decision that waits for them

    def on_hold(self) -> list[str]:
        """That it is on hold, and until when; nothing where it is not (N-14)."""
        return on_hold(self.outlook, self.dispute, self.names)

    def next(self) -> list[str]:
        """What happens next."""
        waits = [f"the decision binds nobody yet: it {self.witnessed.words} (P-19)"] if self.witnessed else []
        return next_lines(self.outlook, self.names, self.state, [*waits, *self.on_hold()])


@dataclass(frozen=True)
class MeetingSeen(Seen):
    """A meeting."""

    state: MeetingState

    def next(self) -> list[str]:
        """What happens next."""
        return next_lines(self.outlook, self.names)


async def see_case(door: Door, wanted: str) -> CaseSeen:
    """The case of that id.

    Raises:
        Failed: there is none, or nothing of it is judged yet.
    """
    row = await door.record("case", wanted)
    async with door.reading() as connection:
        state = await case_state(connection, row.record_id)
        if state is None:
            raise unjudged(row.record_id)
        outlook = await outlook_of(connection, row.record_id)
        held = outlook.on_hold_for
        dispute = None if held is None else await outlook_of(connection, held)
        witnessed = await seen_so_far(connection, row.community, row.record_id, state)
    procedure, roster, names = await about(door, row)
    return CaseSeen(row, procedure, roster, names, outlook, state, dispute, witnessed)


async def see_meeting(door: Door, wanted: str) -> MeetingSeen:
    """The meeting of that id; raises as `see_case`."""
    row = await door.record("meeting", wanted)
    async with door.reading() as connection:
        state = await meeting_state(connection, row.record_id)
        if state is None:
            raise unjudged(row.record_id)
        outlook = await outlook_of(connection, row.record_id)
    procedure, roster, names = await about(door, row)
    return MeetingSeen(row=row, procedure=procedure, roster=roster, names=names, outlook=outlook, state=state)


def unjudged(record: str) -> Failed:
    """Nothing can be shown of a record before its first act is judged."""
    why = "it was received, and what it says is not judged yet"
    remedy = "wait a moment; `./saksgang doctor` says whether the worker and Temporal run"
    return failed(Status.UNJUDGED, "not_judged_yet", f"{record} is not open yet", why, remedy=remedy)


async def about(door: Door, row: Any) -> tuple[Procedure, Roster, Names]:
    """The rules a record was opened under, its roster, and names for their ids."""
    async with door.reading() as connection:
        procedure, roster = await rules_of(connection, row.record_id)
        persons = await names_shown(connection, row.community)
    return procedure, roster, names_of(procedure, roster, persons)


async def conclude(door: Door, answer: Answer) -> None:
    """Tell what an act on a case or meeting came to, from its entries and the state after it.

    Raises:
        Failed: it was refused.
        typer.Exit: it is not judged yet.
    """
    if answer.outcome is not Outcome.ACCEPTED:
        await not_accepted(door, answer)
        return
    seen: CaseSeen | MeetingSeen = await (see_case if answer.record.startswith("case-") else see_meeting)(
        door, answer.record
    )
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, answer.record)
    told = came_of(entries, answer, seen.names)
    more: dict[str, Any] = {"became": told, "title": _title(seen), "stage": seen.state.stage.value}
    if isinstance(seen, CaseSeen):
        more |= {"version": seen.state.version, "text_digest": seen.state.text.digest}
    door.conclude(answer, happened="\n".join(told), next_lines=seen.next(), more=more)


async def not_accepted(door: Door, answer: Answer) -> None:
    """Refused, with the names of the persons it speaks of; not judged yet; or nothing to do."""
    names = None
    if answer.outcome is Outcome.REFUSED:
        row = await door.record(answer.record.partition("-")[0], answer.record)
        _, _, names = await about(door, row)
    door.conclude(answer, happened="Nothing was left to do.", names=names)


def _title(seen: CaseSeen | MeetingSeen) -> str:
    return seen.state.title if isinstance(seen, CaseSeen) else f"{seen.state.body} {seen.state.day}"


def came_of(entries: Sequence[Entry], answer: Answer, names: Names) -> list[str]:
    """The act's entries, and the steps the house took at once because of them."""
    first, last = answer.first_seq or 0, answer.last_seq or 0
    mine: list[Entry] = []
    for entry in entries:
        if first <= entry.seq <= last or (entry.seq > last and entry.actor is None):
            mine.append(entry)
        elif entry.seq > last:
            break
    lines: list[str] = []
    for _, group in groupby(tell(mine, names), key=lambda told: type(mine[told.seq - mine[0].seq].body)):
        told = [t.words for t in group]
        lines += told if len(told) <= MANY else [f"{told[0]} And {len(told) - 1} more of the same kind."]
    return lines


def read_text(path: Path, what: str) -> str:
    """The text in a file.

    Raises:
        Failed: it cannot be read, is larger than one act may be, or is no text.
    """
    limit = settings().limits.act_bytes
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise failed(
            Status.USAGE, "unreadable_file", f"{path} cannot be read", error.strerror or "", remedy="check its name"
        ) from error
    if len(content) > limit:
        why = f"it has {path.stat().st_size} bytes; the {what} is part of an act, and one act holds at most {limit}"
        remedy = "put long texts in a document: `./saksgang document add`, then `./saksgang case add-paper`"
        raise failed(Status.USAGE, "too_large", f"{path} is too large; nothing was written", why, remedy=remedy)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        why = f"byte {error.start} is not UTF-8"
        raise failed(
            Status.USAGE, "not_text", f"{path} is no text", why, remedy="save it as plain text in UTF-8"
        ) from error


def either(value: str | None, path: Path | None, what: str) -> str | None:
    """What was given as an option, or in the file named instead.

    Raises:
        Failed: both are given, or the file cannot be used.
    """
    if value is not None and path is not None:
        why = f"--{what} and --{what}-file say the same thing twice"
        raise failed(Status.USAGE, "given_twice", f"The {what} is given twice", why, remedy="give one of them")
    return read_text(path, what) if path is not None else value


def required(value: str | None, what: str, *, file: bool = True) -> str:
    """What must be given; `file`: whether it may come from a file of its own.

    Raises:
        Failed: it is not.
    """
    if value is None:
        remedy = f"say it with --{what} TEXT" + (f" or --{what}-file FILE" if file else "")
        raise failed(
            Status.USAGE,
            "missing",
            f"The {what} is missing; nothing was written",
            f"a case has a {what}",
            remedy=remedy,
        )
    return value


async def digest_of_text(door: Door, given: str | None, seen: CaseSeen) -> str:
    """The whole digest of the case's text that is meant: the one shown now, or one whose first digits are given.

    Raises:
        Failed: it is no digest, or no text of the case begins so.
    """
    if given is None:
        return seen.state.text.digest
    digits = given.strip().lower()
    shown = f"the text shown now is {seen.state.text.digest}"
    if not 8 <= len(digits) <= 64 or any(c not in "0123456789abcdef" for c in digits):
        why = "a text is named by its digest, or by at least its first eight digits"
        raise failed(Status.USAGE, "unreadable_digest", f"{given[:70]!r} is no digest", why, remedy=shown)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, seen.record)
    texts = {e.body.text_digest for e in entries if isinstance(e.body, CaseRegistered | CaseImported | TextAmended)}
    found = [digest for digest in texts if digest.startswith(digits)]
    if len(found) != 1:
        why = f"{len(found) or 'none'} of the case's {len(texts)} texts begins so"
        raise failed(Status.USAGE, "no_such_text", f"{given[:70]!r} is no text of this case", why, remedy=shown)
    return found[0]
