"""`saksgang audit replay`: what Temporal recorded through the code once more, against the record, as a timeline."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from audit.bundle.sound import Sound, sound_part
from audit.bundle.verify import derived, read_bundle
from audit.called import names_in, procedure_in
from audit.came_to import came_to, words_of
from audit.check import check
from audit.naming import Names
from audit.outcomes import BROKEN, NOT_CHECKED, Check
from audit.timeline import Moment, story_of
from cli.audit_against_log import refuse_of_no_bundle
from cli.audit_findings import (
    Checkpoints,
    Given,
    Receipts,
    content_of,
    findings,
    held_from,
    not_claimed,
    unshown,
)
from cli.audit_results import LogKey, Unreadable, conclude, names_a_file, of_file, unreadable
from cli.door import Door, command
from cli.moments import wall
from cli.output import Out
from models.base import RecordId
from models.evidence import Evidence
from models.histories import KeptHistory
from procedures.telling import Language, language_of

if TYPE_CHECKING:
    from audit.replay_of_record import RecordReplayed

ZIP = b"PK\x03\x04"
MOST_BYTES = 256 * 1024 * 1024
KINDS = ("case", "meeting", "agreement", "dispute")


def add_to(app: typer.Typer) -> None:
    """Make the command a command of `app`."""
    command(app, "replay", in_community=False)(replay)


@dataclass(frozen=True)
class Found:
    """What is told of: the record with what belongs to it, what came of its runs, and of all that was checked."""

    evidence: Evidence
    names: Names
    replayed: tuple[RecordReplayed, ...]
    checks: tuple[Check, ...]
    file: tuple[str, str] | None = None  # it is in, by name and SHA-256; None: the register and the archive here
    not_claimed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether anything is: then nothing is told as decided."""
        return any(made.outcome == BROKEN for made in self.checks)


async def replay(
    door: Door,
    what: Annotated[
        str, typer.Argument(metavar="CASE|FILE", help="A case or another record here, a bundle, or a history file.")
    ],
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Write the timeline as one page that stands alone; a file there is kept."
        ),
    ] = None,
    lang: Annotated[
        Language | None,
        typer.Option("--lang", "--language", help="Of the page: nb, nn or en. Usual: the procedure's own."),
    ] = None,
    key: LogKey = None,
    checkpoint: Checkpoints = None,
    receipt: Receipts = None,
) -> None:
    """Replay what Temporal recorded of a case, compare it with the record, and tell the story.

    Everything is compared: order, inputs, answers, results, timers, what one run hands the next. A file needs no
    server; of a bundle all is checked that `audit verify` checks, with the same options, and told beside the story.
    Status 0 all agrees, 1 something differs (the first is named), 2 unreadable, 3 not fully checked: of a bundle
    without --key nobody knows who made it. Of a bundle that is not what its log has, the story is told as far as the
    log has it.

    Example: ./saksgang audit replay sak-2026-1.zip --html sak-2026-1.html --key log.keys.json
    """
    path = Path(what)
    given = held_from(door.out, key, checkpoint, receipt)
    with of_file(door.out, what):
        content = _content_of(path)
        bundled = content is not None and content[: len(ZIP)] == ZIP
        if not bundled:
            refuse_of_no_bundle({"--key": key, "--checkpoint": checkpoint, "--receipt": receipt})
        if content is None:
            found = await _here(door, what)
        elif bundled:
            found = await _in_bundle(door, path, content, given)
        else:
            await _replay_file(door, path, content)
        moments = story_of(found.evidence, found.names)
        language = lang or language_of(procedure_in(found.evidence))
        shown = moments if language == "en" else story_of(found.evidence, found.names, language)
    _tell(door.out, moments)
    if html is not None:
        from cli.document import write_new  # noqa: PLC0415  (loads SQLAlchemy)

        write_new(html, _page(found, shown, language).encode())
        door.out.line(f"The timeline is in {html}.")
    facts = _facts(moments, found, html)
    conclude(door.out, f"Replay of {found.evidence.about}", found.checks, facts, notes=found.notes)


# --- where it comes from ------------------------------------------------------------------------------------------


def _content_of(path: Path) -> memoryview | None:
    """What is in the file; None where there is none of that name, so that a record is meant."""
    return content_of(path) if names_a_file(str(path)) else None


async def _here(door: Door, wanted: str) -> Found:
    # They load Temporal's SDK, SQLAlchemy and our tables, which a file is replayed without, or in other processes.
    from audit.replay_checks import replay_records  # noqa: PLC0415
    from cli.histories import histories_here  # noqa: PLC0415
    from register.directory import persons_of  # noqa: PLC0415
    from register.evidence import evidence_of  # noqa: PLC0415

    kind = wanted.partition("-")[0]
    row = await door.record(kind if kind in KINDS else "case", wanted)
    async with door.reading() as connection:
        evidence = await evidence_of(connection, row.record_id)
        persons = await persons_of(connection, row.community)
    names = names_in(evidence, {p.person: p.name for p in persons})
    histories, answers = await histories_here(door, [record.record for record in evidence.with_workflows])
    unasked = [] if answers else [check for record, kept in histories.items() for check in _unasked(record, kept)]
    chains = [(record.record, record.entries) for record in evidence.with_workflows]
    replayed, checks = await replay_records(chains, histories, evidence.by_record)
    return Found(evidence, names, replayed, (*checks, *unasked, derived(check(evidence, answered=False))))


def _unasked(record: RecordId, kept: Sequence[KeptHistory]) -> Iterator[Check]:
    """What could not be replayed of a record, where Temporal does not answer."""
    if not kept or kept[-1].closed != "completed":
        why = "Temporal does not answer: only what is in the archive was replayed"
        yield Check(f"{record}: the run that may still be running", NOT_CHECKED, why)


async def _in_bundle(door: Door, path: Path, content: memoryview, given: Given) -> Found:
    bundle = read_bundle(content)
    if isinstance(bundle, Check):
        conclude(door.out, f"Replay of {path}", [bundle], {"timeline": []})
    evidence = bundle.evidence
    came_of = await findings(bundle, given.held, runs=True)
    if came_of.parted:
        trust = given.held.trust
        _broken(door.out, path, came_of.checks, sound_part(bundle, trust) if trust else None)
    return Found(
        evidence,
        names_in(evidence, {}),
        came_of.replayed,
        came_of.checks,
        (path.name, hashlib.sha256(content).hexdigest()),
        not_claimed(bundle, given),
        ("", *unshown(bundle, given), ""),
    )


def _broken(out: Out, path: Path, checks: Sequence[Check], sound: Sound | None) -> NoReturn:
    """A file that is not what the log has: its story is told as far as the log has it, and nothing after it."""
    moments = () if sound is None else story_of(sound.evidence, Names())
    if sound is None or not moments:
        note = "Its story is not told, and no page is written of it: the file is not what the log has."
    else:
        out.line(f"This is told as far as the signed log has it, to its leaf {sound.leaf - 1}; no run was replayed.")
        _tell(out, moments)
        note = (
            f"Here the file parts from the log, which has another entry as its leaf {sound.leaf}. What the file says "
            "after it is not told, though some of it may be right, and no page is written."
        )
    document = {"timeline": [], "told_by_the_log": [vars(moment) for moment in moments]}
    conclude(out, f"Replay of {path}", checks, document, notes=("", note, ""))


async def _replay_file(door: Door, path: Path, content: memoryview) -> NoReturn:
    """One history alone: what the code makes of it; there is no record to compare it with."""
    from audit.histories import in_file  # noqa: PLC0415
    from audit.replay_checks import checks_of  # noqa: PLC0415
    from audit.replay_of_record import replay_record  # noqa: PLC0415
    from audit.written import UnreadableHistory  # noqa: PLC0415

    if len(content) > MOST_BYTES:
        raise Unreadable(f"it has more than {MOST_BYTES} bytes")
    try:
        kept = in_file(bytes(content))
        replayed = await replay_record(kept.record, [kept], (), compare_entries=False)
    except UnreadableHistory as error:
        raise unreadable(door.out, str(path), str(error)) from None
    record = Check("it agrees with the record", NOT_CHECKED, "a history alone has no record beside it")
    conclude(door.out, f"Replay of {path}", [*checks_of(replayed), record], {"runs": _runs([replayed])})


# --- what it says -------------------------------------------------------------------------------------------------


def _tell(out: Out, moments: Sequence[Moment]) -> None:
    out.line("Times are Norwegian time.", style="dim")
    day = ""
    for moment in moments:
        shown = wall(moment.at)
        if shown[:10] != day:
            day = shown[:10]
            out.line()
            out.line(day, style="bold")
        rules = f" ({', '.join(moment.rules)})" if moment.rules else ""
        out.hanging(f"  {shown[11:]}  ", f"{moment.words}{rules}")
        who = f"{moment.who}, {moment.capacity}" if moment.capacity else moment.who
        on = f"; on text {moment.text[:12]}" if moment.text else ""
        out.hanging(f"{'':>9}", f"{who}; {moment.record}:{moment.seq}, {moment.digest[:12]}{on}")
        for quoted in moment.quoted:
            for line in quoted.split("\n"):
                out.hanging(f"{'':>11}", line)
    out.line()


def _facts(moments: Sequence[Moment], found: Found, html: Path | None) -> dict[str, Any]:
    return {
        "timeline": [vars(moment) for moment in moments],
        "runs": _runs(found.replayed),
        "not_claimed": found.not_claimed,
        "written_to": html,
    }


def _runs(replayed: Sequence[RecordReplayed]) -> list[dict[str, Any]]:
    return [
        {
            "record": record.record,
            "index": run.index,
            "run": run.run.run,
            "began_at": run.run.began_at,
            "ended_at": run.run.ended_at,
            "closed": run.run.closed,
            "events": run.run.events,
            "build_ids": run.run.build_ids,
            "sha256": run.run.sha256,
            "agrees": run.agrees,
            "failure": run.failure,
            "differences": [vars(difference) for difference in run.differences],
        }
        for record in replayed
        for run in record.runs
    ]


def _page(found: Found, moments: Sequence[Moment], language: Language) -> str:
    from audit.timeline_page import File, Subject, page  # noqa: PLC0415

    about, procedure = found.evidence.by_record[found.evidence.about], procedure_in(found.evidence)
    title = next((str(e.happened.title) for e in about.entries if hasattr(e.happened, "title")), about.record)
    # What a record says that does not follow from the rules is not told as decided.
    came = None if found.broken else came_to(about.entries, found.evidence.community)
    words = () if came is None else words_of(came, found.names, language, whole=True)
    text = None if came is None or came.decided is None else came.decided.text
    return page(
        Subject(about.record, title, words, procedure, text),
        moments,
        found.replayed,
        found.checks,
        not_claimed=found.not_claimed,
        file=None if found.file is None else File(*found.file),
        language=language,
    )
