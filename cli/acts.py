"""`saksgang position | forankring | act`: what seats and parties say, and what became of an act."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from audit.called import names_of
from cli.case_options import CaseId, OnText, party_acting
from cli.door import Door, Status, command, failed, receipt, words
from cli.moments import exact, parse_day
from cli.sight import conclude, digest_of_text, see_case
from models import acts as a
from models.acts import Act, ReceivedAct
from models.work import Outcome
from register.directory import rules_of
from register.intake import received_act
from register.queries import names_shown

position = typer.Typer(no_args_is_help=True, help="Take a seat's position in the roll call.")
forankring = typer.Typer(no_args_is_help=True, help="Answer what came of a party's own treatment.")
act = typer.Typer(no_args_is_help=True, help="See what became of an act.")

Grounds = Annotated[str | None, typer.Option(metavar="TEXT", help="The grounds; no objection without.")]
RemovedBy = Annotated[str | None, typer.Option(metavar="TEXT", help="What would remove the objection.")]


class Choice(StrEnum):
    """What a seat can say in the roll call."""

    CONSENT = "consent"
    STAND_ASIDE = "stand-aside"
    OBJECT = "object"
    RESERVE = "reserve"


@command(position, "take", acts=True)
async def take(
    door: Door,
    case: CaseId,
    choice: Annotated[Choice, typer.Argument(help="tilslutning, avstår, innsigelse, or tilslutning med forbehold.")],
    *,
    statement: Annotated[str | None, typer.Option(metavar="TEXT", help="A statement for the minutes (P-27).")] = None,
    statement_follows: Annotated[
        bool, typer.Option("--statement-follows", help="With consent: the statement comes within the days of P-27.")
    ] = False,
    grounds: Grounds = None,
    would_be_removed_by: RemovedBy = None,
    parties: Annotated[
        list[str] | None, typer.Option("--parties", metavar="PARTY", help="With reserve: for whom; repeat.")
    ] = None,
    treated_by: Annotated[
        str | None, typer.Option(metavar="WHO", help="With reserve: kommunestyret, styret, ...")
    ] = None,
    treated_on: Annotated[str | None, typer.Option(metavar="DAY", help="With reserve: on which day.")] = None,
    text: OnText = None,
    version: Annotated[
        int | None, typer.Option(min=0, help="The version of the case that was seen. Usual: the one shown now.")
    ] = None,
    inherited_seen: Annotated[
        bool, typer.Option("--inherited-seen", help="As a new holder: I have seen what was said in the seat's name.")
    ] = False,
) -> None:
    """Take a seat's position while the roll call is open (P-20).

    Example: ./saksgang position take 2026-1 consent --as p-mj9p --seat SEAT-1

    Example: ./saksgang position take 2026-1 object --grounds "..." --as p-3peu --seat SEAT-2 --entered-by p-2h9c

    Example: ./saksgang position take 2026-1 reserve --parties halden --treated-by kommunestyret --treated-on
    2027-02-18
    --as p-rh9p --seat SEAT-3
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.TakePosition)
    stance = stance_of(
        choice,
        statement=statement,
        statement_follows=statement_follows,
        grounds=grounds,
        would_be_removed_by=would_be_removed_by,
        parties=parties,
        treated_by=treated_by,
        treated_on=treated_on,
    )
    digest = before.text_digest if before and text is None else await digest_of_text(door, text, seen)
    shown = before.case_version if before else seen.state.version
    taken = a.TakePosition(
        stance=stance,
        text_digest=digest,
        case_version=shown if version is None else version,
        inherited_seen=inherited_seen,
    )
    door.out.line(f"On text {digest[:12]}, version {taken.case_version} of {seen.record}: {seen.state.title}")
    await conclude(door, await door.act(seen.row, taken))


def stance_of(
    choice: Choice,
    *,
    statement: str | None = None,
    statement_follows: bool = False,
    grounds: str | None = None,
    would_be_removed_by: str | None = None,
    parties: list[str] | None = None,
    treated_by: str | None = None,
    treated_on: str | None = None,
) -> a.Stance:
    """The stance, from what goes with it and nothing else."""
    given = {
        "--statement": statement,
        "--statement-follows": statement_follows,
        "--grounds": grounds,
        "--would-be-removed-by": would_be_removed_by,
        "--parties": parties,
        "--treated-by": treated_by,
        "--treated-on": treated_on,
    }
    belongs, needed = _GOES_WITH[choice]
    _only(choice, [name for name, value in given.items() if value], belongs, needed)
    match choice:
        case Choice.CONSENT:
            return a.Consent(statement=statement, statement_follows=statement_follows)
        case Choice.STAND_ASIDE:
            return a.StandAside(statement=statement)
        case Choice.OBJECT:
            return a.Objection(grounds=grounds or "", would_be_removed_by=would_be_removed_by)
        case Choice.RESERVE:
            return a.ConsentWithReservation(
                parties=tuple(parties or ()),
                treated_by=treated_by or "",
                treated_on=parse_day(treated_on or ""),
                statement=statement,
            )


# Choice -> what may be said with it, and what must.
_GOES_WITH: dict[Choice, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Choice.CONSENT: (("--statement", "--statement-follows"), ()),
    Choice.STAND_ASIDE: (("--statement",), ()),
    Choice.OBJECT: (("--grounds", "--would-be-removed-by"), ("--grounds",)),
    Choice.RESERVE: (
        ("--parties", "--treated-by", "--treated-on", "--statement"),
        ("--parties", "--treated-by", "--treated-on"),
    ),
}


def _only(choice: Choice, given: list[str], belongs: tuple[str, ...], needed: tuple[str, ...]) -> None:
    strange = [name for name in given if name not in belongs]
    missing = [name for name in needed if name not in given]
    if strange:
        why = f"{', '.join(strange)} does not go with {choice.value}; it takes {', '.join(belongs)}"
        remedy = "a consent that waits for a council or board is `reserve`; one that blocks is `object`"
        raise failed(
            Status.USAGE, "unfitting", "The position contradicts itself; nothing was written", why, remedy=remedy
        )
    if missing:
        why = f"{choice.value} needs {', '.join(missing)}"
        raise failed(Status.USAGE, "missing", "The position is not whole; nothing was written", why, rule="P-20",
                     remedy=f"add {', '.join(missing)}")  # fmt: skip


@command(forankring, "answer", acts=True)
async def answer(
    door: Door,
    case: CaseId,
    said: Annotated[
        a.ForankringAnswer,
        typer.Argument(metavar="ANSWER", help="supports, supports_with_comments, does_not_support."),
    ],
    treated_by: Annotated[str, typer.Option(metavar="WHO", help="Who treated it: kommunestyret, rådmannen, ...")],
    treated_on: Annotated[str, typer.Option(metavar="DAY", help="On which day: YYYY-MM-DD.")],
    comment: Annotated[str | None, typer.Option(metavar="TEXT", help="What the party wants to say.")] = None,
    text: OnText = None,
) -> None:
    """Say what came of a party's own treatment; it binds nobody (P-11).

    Example: ./saksgang forankring answer 2026-1 supports --party halden --treated-by kommunestyret
    --treated-on 2026-12-10 --as p-x
    """
    seen = await see_case(door, case)
    before = await door.earlier(a.AnswerForankring)
    answered = a.AnswerForankring(
        party=party_acting(door),
        answer=said,
        treated_by=treated_by,
        treated_on=parse_day(treated_on),
        text_digest=before.text_digest if before and text is None else await digest_of_text(door, text, seen),
        comment=comment,
    )
    door.out.line(f"On text {answered.text_digest[:12]} of {seen.record}: {seen.state.title}")
    await conclude(door, await door.act(seen.row, answered))


@command(act, "show", in_community=False)
async def show(
    door: Door, act_id: Annotated[str, typer.Argument(metavar="ACT_ID", help="As the receipt names it.")]
) -> None:
    """Tell what became of an act, by the id on its receipt.

    Example: ./saksgang act show 0b0f6a52-7a0f-4b0e-9d3a-3f1a2b4c5d6e
    """
    async with door.reading() as connection:
        received = await received_act(connection, act_id.strip().lower())
    if received is None:
        title = f"No act {act_id[:70]!r} was received here"
        raise failed(Status.REFUSED, "no_such_act", title, remedy="a receipt names the act's id")
    became = await door.cases.what_became(received.act_id)
    outcome = "received, not judged yet" if became.outcome is None else became.outcome.value.replace("_", " ")
    door.out.line(f"{words(received.act.kind)}: {outcome}", style="bold")
    door.out.pairs(
        [("record", received.record), ("receipt", f"number {received.number}, {exact(received.received_at)}")]
    )
    door.out.pairs([("who", await _who(door, received)), ("digest", received.digest)])
    if became.refusal is not None:
        no = became.refusal
        door.out.pairs([("rule", no.rule), ("why", no.detail), ("allowed", no.remedy)])
    elif became.outcome is Outcome.ACCEPTED:
        door.out.pairs(
            [
                (
                    "entries",
                    f"{became.first_seq} to {became.last_seq}: `./saksgang case record` or `./saksgang meeting show`",
                )
            ]
        )
    door.out.pairs((name.replace("_", " "), _value(name, value)) for name, value in _said(received.act))
    door.out.document(
        {
            **receipt(became, received.actor),
            "kind": became.kind,
            "outcome": None if became.outcome is None else became.outcome.value,
            "refusal": became.refusal,
            "digest": received.digest,
            "actor": received.actor,
            "act": received.act,
        }
    )


def _said(act: Act) -> Iterator[tuple[str, Any]]:
    """What the act said, field by field; of what may be left out only what was given, but for these two."""
    for name, value in act.model_dump(mode="json", exclude_none=True, exclude={"kind"}).items():
        if value not in ([], {}) or name in _NONE_GIVEN:
            yield name, value


_NONE_GIVEN = {"affected": "all parties", "consequences": "none given"}


def _value(name: str, value: Any) -> str:
    if value in ([], {}):
        return _NONE_GIVEN[name]
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


async def _who(door: Door, received: ReceivedAct) -> str:
    """Who acted, with both names when the secretariat entered it."""
    actor = received.actor
    if actor.person is None:
        return actor.record or "by itself, as the procedure says"
    community = await _community_of(door, received.record)
    async with door.reading() as connection:
        procedure, roster = await rules_of(connection, received.record)
        persons = await names_shown(connection, community)
    names = names_of(procedure, roster, persons)
    capacity = names.seat(actor.seat) if actor.seat else names.party(actor.party or "")
    entered = f", entered by {names.person(actor.entered_by)}" if actor.entered_by else ""
    return f"{names.person(actor.person)}{f' for {capacity}' if capacity else ''}{entered}"


async def _community_of(door: Door, record: str) -> str:
    kind = record.partition("-")[0]
    return str((await door.record(kind, record)).community)
