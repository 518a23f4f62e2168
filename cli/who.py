"""`saksgang roster who`: who could act for a party or in a seat on a day, and why the others could not."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from cli.door import Door, Status, command, failed
from cli.moments import local_day, parse_day
from cli.output import Out
from models.roster import Authority, AuthorityGround
from models.who import Because, Candidate, Could, SeatAnswer
from register import queries
from register.database import legal_now
from register.roster_versions import Known, KnownAnswer, UnknownPrincipal, who_could_act_on


def add_who(app: typer.Typer) -> None:
    """Make `who` a command of the roster's commands."""
    command(app, "who")(who)


async def who(
    door: Door,
    wanted: Annotated[str, typer.Option("--for", metavar="PARTY|SEAT", help="For whom: a party or a seat.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="On which day. Usual: today.")] = None,
    known_on: Annotated[
        str | None, typer.Option("--known-on", metavar="DAY", help="As was known on that day. Usual: on the day.")
    ] = None,
) -> None:
    """Say who could act for a party or in a seat on a day, in rank order, and why each other could not (P-22..P-24).

    The answer is the one that the roster in force gave; where a version adopted later tells otherwise of the same
    day, that is said too.

    Example: ./saksgang roster who --for halden --on 2027-01-21

    Example: ./saksgang roster who --for SEAT-3 --on 2027-01-21 --known-on 2029-06-01
    """
    community = await door.community()
    async with door.reading() as connection:
        today = local_day(await legal_now(connection))
        day = today if on is None else parse_day(on)
        known_day = None if known_on is None else parse_day(known_on)
        try:
            answer = await who_could_act_on(connection, community, wanted, day, known_on=known_day)
        except UnknownPrincipal:
            raise failed(
                Status.REFUSED, "unknown_principal", f"{wanted!r} is neither party nor seat here",
                "no version of the roster knows such a party, and the procedure no such seat",
                rule="P-23", remedy="`./saksgang roster show` lists parties and seats by id",
            ) from None  # fmt: skip
        names = await queries.names_shown(connection, community)
    _tell(door.out, wanted, answer, names)
    door.out.document(_document(community, wanted, answer))


def _tell(out: Out, wanted: str, answer: KnownAnswer, names: dict[str, str]) -> None:
    out.line(f"Who could act for {wanted} on {answer.day.isoformat()}", style="bold")
    if answer.before_adoption:
        out.line("Nothing was adopted here by then; this is from the first roster there is.", style="yellow")
    if answer.known is None:
        out.line(f"The roster known on {answer.known_on.isoformat()} had no such party or seat.", style="yellow")
        if answer.earlier is not None:
            on = answer.earlier.adopted_on.isoformat()
            out.line(f"The one adopted on {on} is the last that had it: ask with --known-on {on}.")
    else:
        out.line(_from(answer.known))
        _tell_seats(out, answer.known, answer.day, names)
    if answer.later is not None:
        out.line()
        adopted = answer.later.version.adopted_on.isoformat()
        out.line(f"A later version, adopted on {adopted}, tells otherwise of that day:", style="bold yellow")
        _tell_seats(out, answer.later, answer.day, names)


def _from(known: Known) -> str:
    version = known.version
    return f"From the roster adopted on {version.adopted_on.isoformat()} ({version.digest[:12]})."


def _tell_seats(out: Out, known: Known, day: date, names: dict[str, str]) -> None:
    for seat in known.answer.seats:
        out.line()
        vacant = "; the member's place was vacant" if seat.vacant else ""
        acts = f"{_person(seat.acts, names)} acts" if seat.acts else "nobody could act without condition"
        out.line(f"{seat.seat} ({seat.body}): {acts}{vacant}.", style="bold")
        out.table(
            ("rank", "person", "could act", "because"),
            [
                (_rank(c), _person(c.person, names), c.could.value, why(c, seat, day)) for c in seat.candidates
            ],
            empty="  Nobody has a place in it.",
        )  # fmt: skip


def _rank(candidate: Candidate) -> str:
    return "member" if candidate.rank == 0 else f"deputy {candidate.rank}"


def why(candidate: Candidate, seat: SeatAnswer, day: date) -> str:
    """Why somebody could act, could with a condition, or could not; in a sentence without a full stop."""
    match candidate.because:
        case Because.HEARD_ONLY:
            return f"{seat.seat} is heard, not counted (P-18)"
        case Because.LEFT:
            return f"left the seat; the last day was {candidate.until} (P-24)"
        case Because.NOT_YET_IN_SEAT:
            return f"has the place only from {candidate.since}"
        case Because.RECUSED:
            return "is recused in the matter (P-26)"
        case Because.OTHER_SEAT:
            return f"is member of {candidate.other_seat}, and one person holds one counted seat (P-23)"
        case _:
            return "; ".join(dict.fromkeys(_said(a, day, seat) for a in _telling(candidate)))


def _telling(candidate: Candidate) -> tuple[Authority, ...]:
    """The authorities that decide: those that fall short, or else all."""
    return tuple(a for a in candidate.authorities if not a.binds) or candidate.authorities


def _said(authority: Authority, day: date, seat: SeatAnswer) -> str:
    of = f" for {authority.party}" if len(seat.parties) > 1 else ""
    delegated = f", delegated by {authority.delegated_by}" if authority.delegated_by else ""
    match authority.ground:
        case AuthorityGround.MANDATE:
            lasts = f" through {authority.until}" if authority.until else ""
            return f"mandate since {authority.since}{lasts}{delegated}"
        case AuthorityGround.BY_SEAT:
            return "the place in the seat is the authority; no mandate is written"
        case AuthorityGround.SUBJECT_TO:
            treatment = authority.treatment.value if authority.treatment else ""
            return f"the mandate{of} asks for {treatment} treatment first (P-20)"
        case AuthorityGround.EXPIRED:
            return f"the mandate{of} ran out on {authority.until} (P-24)"
        case AuthorityGround.NOT_YET:
            return f"the mandate{of} begins only on {authority.since}"
        case AuthorityGround.DELEGATION_LAPSED:
            return f"{authority.delegated_by}, who delegated it, could not bind the party on {day}"
        case AuthorityGround.NO_AUTHORITY:
            return f"has no authority for {authority.party} (P-23)"


def _person(person: str | None, names: dict[str, str]) -> str:
    return f"{names[person]} ({person})" if person is not None and person in names else str(person)


def _document(community: str, wanted: str, answer: KnownAnswer) -> dict[str, Any]:
    return {
        "community": community,
        "for": wanted,
        "on": answer.day,
        "known_on": answer.known_on,
        "before_adoption": answer.before_adoption,
        "could_act": [c.person for s in _seats(answer.known) for c in s.candidates if c.could is Could.YES],
        "answer": _known(answer.known, answer.day),
        "later": _known(answer.later, answer.day),
        "last_known": None if answer.earlier is None else answer.earlier.adopted_on,
    }


def _seats(known: Known | None) -> tuple[SeatAnswer, ...]:
    return () if known is None else known.answer.seats


def _known(known: Known | None, day: date) -> dict[str, Any] | None:
    if known is None:
        return None
    return {
        "adopted_at": known.version.adopted_at,
        "roster": known.version.digest,
        "seats": [
            {
                "seat": s.seat,
                "body": s.body,
                "parties": s.parties,
                "vacant": s.vacant,
                "acts": s.acts,
                "candidates": [
                    {**c.model_dump(mode="json", exclude_none=True), "why": why(c, s, day)} for c in s.candidates
                ],
            }
            for s in known.answer.seats
        ],
    }
