"""Who may act for whom, and which parties there are, put on record (P-18, P-23..P-26)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli.door import Door, command
from cli.moments import local_day, parse_day
from cli.sight import conclude, see_case
from models import acts as a
from models.acts import RecusalGround
from models.roster import PartyCard, PartyKind, Source, Treatment
from register.database import legal_now

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: case-COMMUNITY-2026-1, or short 2026-1.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")]
Ground = Annotated[RecusalGround, typer.Option("--ground", help="Representing one's own party is no ground.")]
SeatOf = Annotated[str, typer.Option("--in-seat", metavar="SEAT", help="The seat it is about.")]
PersonOf = Annotated[str, typer.Option("--person", metavar="PERSON", help="Whom it is about: id, address or name.")]
Organ = Annotated[str, typer.Option("--organ", metavar="WHO", help="Which council, board or holder gave it.")]
Dated = Annotated[str, typer.Option("--dated", metavar="DAY", help="On which day it was given.")]
Reference = Annotated[str | None, typer.Option("--reference", metavar="TEXT", help="Where it stands: PS 12/27.")]


def add_to_case(app: typer.Typer) -> None:
    """The commands on a case."""
    command(app, "recuse", acts=True)(recuse)
    command(app, "recusal-notify", acts=True)(recusal_notify)
    command(app, "ratify", acts=True)(ratify)
    command(app, "let-in", acts=True)(let_in)


def add_to_roster(app: typer.Typer) -> None:
    """The commands on the community's roster."""
    command(app, "mandate", acts=True)(mandate)
    command(app, "left", acts=True)(left)
    command(app, "joined", acts=True)(joined)
    command(app, "departed", acts=True)(departed)


async def recuse(
    door: Door,
    case: CaseId,
    *,
    in_seat: SeatOf,
    person: PersonOf,
    ground: Ground,
    reason: Reason,
    deputy: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Who steps in; else the seat is absent.")
    ] = None,
    not_recused: Annotated[bool, typer.Option("--not-recused", help="The body found no ground.")] = False,
) -> None:
    """Enter the body's decision that somebody takes no part in this case (P-26); other cases are not touched.

    Example: ./saksgang case recuse 2026-1 --in-seat SEAT-2 --person p-3peu --ground special --reason "Eier bygget"
    --deputy p-27fh --as p-2h9c
    """
    seen = await see_case(door, case)
    act = a.DecideRecusal(
        seat=in_seat,
        person=await door.person(person, seen.row.community),
        disqualified=not not_recused,
        ground=ground,
        reason=reason,
        deputy=None if deputy is None else await door.person(deputy, seen.row.community),
    )
    await conclude(door, await door.act(seen.row, act))


async def recusal_notify(door: Door, case: CaseId, *, ground: Ground, reason: Reason) -> None:
    """Say in good time what may disqualify you; the body decides (P-26).

    Example: ./saksgang case recusal-notify 2026-1 --ground special --reason "Eier bygget" --as p-3peu --seat SEAT-2
    """
    seen = await see_case(door, case)
    await conclude(door, await door.act(seen.row, a.NotifyRecusal(ground=ground, reason=reason)))


async def ratify(
    door: Door,
    case: CaseId,
    *,
    of: Annotated[str, typer.Option("--of", metavar="PARTY", help="The party in whose name it was given.")],
    organ: Organ,
    dated: Dated,
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help="Where it stands: PS 12/27.")],
    rejected: Annotated[bool, typer.Option("--rejected", help="The party does not ratify it.")] = False,
) -> None:
    """Enter what a party says of a consent given in its name without a mandate in force (P-24).

    Example: ./saksgang case ratify 2026-1 --of skiptvet --organ kommunestyret --dated 2027-03-03 --reference
    "PS 12/27"
    --as p-p2tg --party skiptvet
    """
    seen = await see_case(door, case)
    act = a.RatifyConsent(party=of, approved=not rejected, organ=organ, dated=parse_day(dated), reference=reference)
    await conclude(door, await door.act(seen.row, act))


async def let_in(
    door: Door,
    case: CaseId,
    *,
    party: Annotated[str, typer.Option("--the-party", metavar="PARTY", help="The party that has joined.")],
    reason: Reason,
) -> None:
    """Let a party that joined after the case was opened be represented in it from here on (P-25).

    Example: ./saksgang case let-in 2026-1 --the-party hvaler --reason "Gjelder også Hvaler" --as p-2h9c
    """
    seen = await see_case(door, case)
    await conclude(door, await door.act(seen.row, a.LetPartyIn(party=party, reason=reason)))


async def mandate(
    door: Door,
    *,
    in_seat: SeatOf,
    person: PersonOf,
    organ: Organ,
    dated: Dated,
    reference: Reference = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From when. Usual: today.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="The last day. Usual: until called back.")] = None,
    parties: Annotated[
        list[str] | None, typer.Option("--parties", metavar="PARTY", help="For whom; repeat. Usual: all of the seat.")
    ] = None,
    delegated_by: Annotated[
        str | None, typer.Option(metavar="PERSON", help="The holder who delegates it. Usual: the parties directly.")
    ] = None,
    limits: Annotated[str | None, typer.Option(metavar="TEXT", help="Within which limits, in words.")] = None,
    subject_to: Annotated[Treatment | None, typer.Option(help="What must treat the matter before it binds.")] = None,
) -> None:
    """Give, renew or widen a mandate (P-23, P-24); decisions of a day it covers that waited for it are bound.

    Example: ./saksgang roster mandate --in-seat SEAT-3 --person p-rh9p --since 2027-03-01 --until 2029-12-31
    --organ kommunestyret --dated 2027-02-18 --reference "PS 9/27" --as p-2h9c
    """
    community = await door.community()
    act = a.GiveMandate(
        seat=in_seat,
        person=await door.person(person, community),
        parties=tuple(parties or ()),
        since=await _today(door) if since is None else parse_day(since),
        until=None if until is None else parse_day(until),
        source=Source(organ=organ, dated=parse_day(dated), reference=reference),
        delegated_by=None if delegated_by is None else await door.person(delegated_by, community),
        limits=limits,
        subject_to=subject_to,
    )
    await _to_community(door, community, act, f"{act.person} has the mandate in {in_seat} from {act.since}.")


async def left(
    door: Door,
    *,
    in_seat: SeatOf,
    person: PersonOf,
    last_day: Annotated[str, typer.Option("--last-day", metavar="DAY", help="The last day in the position.")],
    reason: Reason,
) -> None:
    """Record that a holder has left the position that the seat goes with, also when it is known late (P-24).

    Example: ./saksgang roster left --in-seat SEAT-3 --person p-rh9p --last-day 2027-02-24 --reason "Ny stilling"
    --as p-2h9c
    """
    community = await door.community()
    who = await door.person(person, community)
    act = a.RecordLeaving(seat=in_seat, person=who, last_day=parse_day(last_day), reason=reason)
    await _to_community(door, community, act, f"{who} does not count in {in_seat} after {act.last_day}.")


async def joined(
    door: Door,
    party: Annotated[str, typer.Argument(metavar="PARTY", help="A short id for it: hvaler.")],
    *,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Its name in letters and minutes.")],
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS", help="Its official address (postmottak).")],
    group: Annotated[str, typer.Option("--group", metavar="GROUP", help="Whose seats speak for it too.")],
    organ: Organ,
    dated: Dated,
    reference: Reference = None,
    kind: Annotated[PartyKind, typer.Option("--kind")] = PartyKind.MUNICIPALITY,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From when. Usual: today.")] = None,
    language: Annotated[str, typer.Option(metavar="LANGUAGE", help="Of letters to it: nb, nn or en.")] = "nb",
) -> None:
    """Record that a party has joined; new cases count it, running ones after `./saksgang case let-in` (P-25).

    Example: ./saksgang roster joined hvaler --name "Hvaler kommune" --email post@hvaler.example --group fredrikstad
    --organ kommunestyret --dated 2027-02-18 --reference "PS 9/27" --as p-2h9c
    """
    community = await door.community()
    act = a.RecordAccession(
        party=party,
        party_kind=kind,
        name=name,
        group=group,
        since=await _today(door) if since is None else parse_day(since),
        source=Source(organ=organ, dated=parse_day(dated), reference=reference),
    )
    card = PartyCard(party=party, email=email, language=language)
    claim = await door.claim(community)
    door.sent = True
    answer = await door.cases.record_accession(door.own_act_id(), claim, community, act, card)
    door.conclude(
        answer,
        happened=f"{name} is a party of {community} from {act.since}.",
        next_lines=(
            "Give it a contact with `./saksgang roster import`",
            "Where mandates are written, enter its own: `./saksgang roster mandate`",
            "Let it into running cases that concern it: `./saksgang case let-in`.",
        ),
        more={"community": community},
    )


async def departed(
    door: Door,
    party: Annotated[str, typer.Argument(metavar="PARTY", help="The party that has left.")],
    *,
    last_day: Annotated[str, typer.Option("--last-day", metavar="DAY", help="Its last day as a party.")],
    organ: Organ,
    dated: Dated,
    reference: Reference = None,
) -> None:
    """Record that a party has left: nothing decided after its last day binds it; earlier decisions stand (P-25).

    Example: ./saksgang roster departed hvaler --last-day 2027-12-31 --organ kommunestyret --dated 2026-12-10
    --reference "PS 80/26" --as p-2h9c
    """
    community = await door.community()
    source = Source(organ=organ, dated=parse_day(dated), reference=reference)
    act = a.RecordDeparture(party=party, last_day=parse_day(last_day), source=source)
    answer = await door.act(await door.record("community", f"community-{community}"), act)
    door.conclude(
        answer,
        happened=f"{party} is no party of {community} after {act.last_day}.",
        next_lines=("Running cases are told; what was decided before stands.",),
        more={"community": community},
    )


async def _today(door: Door) -> date:
    async with door.reading() as connection:
        return local_day(await legal_now(connection))


async def _to_community(door: Door, community: str, act: a.GiveMandate | a.RecordLeaving, happened: str) -> None:
    record = await door.record("community", f"community-{community}")
    answer = await door.act(record, act)
    door.conclude(
        answer,
        happened=happened,
        next_lines=(f"`./saksgang roster who --for {act.seat}` says who can act there now",),
        more={"community": community},
    )
