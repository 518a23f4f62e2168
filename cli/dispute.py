"""`saksgang dispute`: to Tvisteløsningsnemnda and back (N-01..N-15)."""

from __future__ import annotations

from typing import Annotated

import typer

from audit.story_of_disputes import KINDS, RELATIONS, RULES
from cli.case_options import Reason, party_acting
from cli.case_pages import show_record
from cli.dispute_papers import add_to
from cli.dispute_sight import DisputeId, act_on, conclude_dispute, next_of, see_dispute
from cli.door import Door, Status, command, failed
from cli.moments import parse_day
from models import acts as a
from models.agreement import Resolution
from models.dispute import ConsentRule, DisputeKind, Mediation, Opinion, Outcome
from models.words import DISPUTE_STANDS
from register import queries
from register.disputes import disputes_of

app = typer.Typer(no_args_is_help=True, help="Bring a dispute to Tvisteløsningsnemnda, and what came of it back.")

DecidedBy = Annotated[
    str | None, typer.Option("--decided-by", metavar="BODY", help="Who decided for the party: kommunestyret, styret.")
]
DecidedOn = Annotated[str | None, typer.Option("--decided-on", metavar="DAY", help="On which day: YYYY-MM-DD.")]
CaseNumber = Annotated[
    str | None, typer.Option("--case-number", metavar="NUMBER", help="In which case of the party's own.")
]
Kept = Annotated[
    str | None, typer.Option("--document", metavar="DIGEST", help="The paper, as `document add` stored it.")
]
On = Annotated[str, typer.Option("--on", metavar="DAY", help="Which day: YYYY-MM-DD.")]
Reference = Annotated[str, typer.Option("--reference", metavar="TEXT", help="The nemnda's own reference.")]


def _resolution(by: str | None, on: str | None, number: str | None, document: str | None = None) -> Resolution | None:
    if by is None and on is None and number is None:
        return None
    if by is None or on is None or number is None:
        remedy = "say all three: --decided-by, --decided-on, --case-number"
        raise failed(Status.USAGE, "half_a_decision", "A decision has a body, a day and a case", remedy=remedy)
    return Resolution(body=by, on=parse_day(on), case_number=number, document=document)


@command(app, "bring", acts=True)
async def bring(
    door: Door,
    *,
    kind: Annotated[DisputeKind, typer.Option(help="What it is about.")],
    title: Annotated[str, typer.Option(metavar="TEXT", help="In a few words, without names of persons.")],
    counterpart: Annotated[
        list[str],
        typer.Option("--counterpart", metavar="PARTY", help="The other side; repeat it for several."),
    ],
    question: Annotated[str, typer.Option(metavar="TEXT", help="What the nemnda is asked.")],
    decided_by: Annotated[
        str, typer.Option(metavar="BODY", help="Who decided for the party: kommunestyret, styret.")
    ],
    decided_on: Annotated[str, typer.Option(metavar="DAY", help="On which day: YYYY-MM-DD.")],
    case_number: Annotated[str, typer.Option(metavar="NUMBER", help="In which case of the party's own.")],
    basis: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Of a claim for payment: the facts and the law.")
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="The case it comes from; it is then on hold.")
    ] = None,
    agreement: Annotated[str | None, typer.Option(metavar="AGREEMENT", help="The agreement it is about.")] = None,
    as_one: Annotated[bool, typer.Option("--as-one", help="Run as one: one no ends it for all (N-02).")] = False,
) -> None:
    """Bring a dispute for a contracting party; each counterpart is asked to consent (N-01..N-03).

    Example: ./saksgang dispute bring --kind existing --title "Punkt 4" --counterpart trust --question "Hvem ...?"
    --decided-by kommunestyret --decided-on 2027-02-04 --case-number 12/27 --party halden --as p-2h9c
    """
    by = party_acting(door)
    community = await door.community()
    resolved = _resolution(decided_by, decided_on, case_number)
    assert resolved is not None, "all three are required"
    act = a.BringDispute(
        matter=kind,
        title=title,
        by=by,
        counterparts=tuple(counterpart),
        question=question,
        authority=resolved,
        basis=basis,
        case=(await door.record("case", case)).record_id if case else None,
        agreement=agreement,
        as_one=True if as_one else None,
    )
    await conclude_dispute(door, await door.open_dispute(community, act))


@command(app, "consent", acts=True)
async def consent(
    door: Door,
    dispute: DisputeId,
    yes: Annotated[bool, typer.Option("--yes/--no", help="Whether the party consents.")],
    decided_by: DecidedBy = None,
    decided_on: DecidedOn = None,
    case_number: CaseNumber = None,
    document: Kept = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, where it does not.")] = None,
) -> None:
    """Answer for a party whether the dispute may go to the nemnda (N-03, N-04).

    Example: ./saksgang dispute consent 2027-1 --yes --decided-by styret --decided-on 2027-03-01 --case-number 9/27
    --party trust --as p-x
    """
    act = a.AnswerConsent(
        party=party_acting(door),
        consents=yes,
        authority=_resolution(decided_by, decided_on, case_number, document),
        reason=reason,
    )
    await act_on(door, dispute, act, document)


@command(app, "withdraw-consent", acts=True)
async def withdraw_consent(door: Door, dispute: DisputeId, reason: Reason) -> None:
    """Take a party's consent back, before the nemnda has spoken (N-05).

    Example: ./saksgang dispute withdraw-consent 2027-1 --reason "Vi forhandler" --party trust --as p-x
    """
    await act_on(door, dispute, a.WithdrawConsent(party=party_acting(door), reason=reason))


@command(app, "withdrawal-answer", acts=True)
async def withdrawal_answer(
    door: Door,
    dispute: DisputeId,
    reference: Reference,
    goes_on: Annotated[bool, typer.Option("--goes-on/--stops", help="Whether the nemnda goes on without it.")],
) -> None:
    """Enter what the nemnda says follows from a withdrawn consent (N-05).

    Example: ./saksgang dispute withdrawal-answer 2027-1 --goes-on --reference "TN 3/27" --party trust --as p-2h9c
    """
    act = a.RecordWithdrawalAnswer(party=party_acting(door), goes_on=goes_on, reference=reference)
    await act_on(door, dispute, act)


@command(app, "consent-rule", acts=True)
async def consent_rule(
    door: Door,
    dispute: DisputeId,
    rule: Annotated[ConsentRule, typer.Argument(help="every_party or not_needed.")],
    reason: Reason,
) -> None:
    """Decide whether consent is needed, where no source says (N-03).

    Example: ./saksgang dispute consent-rule 2027-1 not_needed --reason "Kravet kan besvares" --as p-2h9c
    """
    await act_on(door, dispute, a.SetConsentRule(rule=rule, reason=reason))


@command(app, "waive-local", acts=True)
async def waive_local(door: Door, dispute: DisputeId, reason: Reason) -> None:
    """Do without treatment in the local bodies, for a party; it takes both sides (N-06).

    Example: ./saksgang dispute waive-local 2027-1 --reason "Begge er enige" --party halden --as p-x
    """
    await act_on(door, dispute, a.WaiveLocalSteps(party=party_acting(door), reason=reason))


@command(app, "treated", acts=True)
async def treated(
    door: Door,
    dispute: DisputeId,
    case: Annotated[str, typer.Option(metavar="CASE", help="The case in which the local bodies treated it.")],
) -> None:
    """Say in which case the local bodies have treated the dispute (N-06).

    Example: ./saksgang dispute treated 2027-1 --case 2027-4 --as p-2h9c
    """
    await act_on(door, dispute, a.RecordLocalTreatment(case=(await door.record("case", case)).record_id))


@command(app, "submit", acts=True)
async def submit(
    door: Door,
    dispute: DisputeId,
    contact: Annotated[str, typer.Option(metavar="PERSON", help="Whom the nemnda can ask.")],
    despite: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why what the check flagged in the index points to nobody.")
    ] = None,
) -> None:
    """Send it all to the nemnda, with a copy to each party (N-07..N-10).

    Example: ./saksgang dispute submit 2027-1 --contact p-2h9c --as p-2h9c
    """
    row = await door.record("dispute", dispute)
    act = a.SubmitDispute(contact=await door.person(contact, row.community), despite=despite)
    await conclude_dispute(door, await door.act(row, act))


@command(app, "receipt", acts=True)
async def receipt(door: Door, dispute: DisputeId, on: On, reference: Reference) -> None:
    """Enter that the nemnda has confirmed receipt.

    Example: ./saksgang dispute receipt 2027-1 --on 2027-04-02 --reference "TN 3/27" --as p-2h9c
    """
    await act_on(door, dispute, a.RecordNemndaReceipt(on=parse_day(on), reference=reference))


@command(app, "reply", acts=True)
async def reply(door: Door, dispute: DisputeId, on: On, document: Kept = None) -> None:
    """Enter that a counterpart has replied in writing (N-11).

    Example: ./saksgang dispute reply 2027-1 --on 2027-04-20 --document 3f6c... --party trust --as p-2h9c
    """
    act = a.RecordReply(party=party_acting(door), on=parse_day(on), document=document)
    await act_on(door, dispute, act, document)


@command(app, "outcome", acts=True)
async def outcome(
    door: Door,
    dispute: DisputeId,
    *,
    on: On,
    reference: Reference,
    summary: Annotated[str, typer.Option(metavar="TEXT", help="In short, without names of persons.")],
    recommendation: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="What the nemnda advises; repeat it, one a question.")
    ] = None,
    dissent: Annotated[str | None, typer.Option(metavar="TEXT", help="What a member saw otherwise.")] = None,
    agreed: Annotated[
        bool | None, typer.Option("--agreed/--not-agreed", help="Of mediation: whether it led to an agreement.")
    ] = None,
    link: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Where it is published (N-15).")] = None,
    document: Kept = None,
) -> None:
    """Enter what the nemnda gave: advice, never a decision (N-12, N-15).

    Example: ./saksgang dispute outcome 2027-1 --on 2027-06-01 --reference "TN 3/27" --summary "..."
    --recommendation "..." --as p-2h9c
    """
    result = _result(recommendation or [], dissent, agreed)
    gave = Outcome(
        on=parse_day(on), reference=reference, summary=summary, result=result, document=document, link=link
    )
    await act_on(door, dispute, a.RecordOutcome(outcome=gave), document)


def _result(recommendations: list[str], dissent: str | None, agreed: bool | None) -> Mediation | Opinion:
    if (agreed is None) == (not recommendations):
        remedy = "of mediation say --agreed or --not-agreed, of an opinion what it recommends: --recommendation"
        raise failed(Status.USAGE, "which_outcome", "An outcome is one or the other", rule="N-12", remedy=remedy)
    if agreed is not None:
        return Mediation(agreed=agreed)
    return Opinion(recommendations=tuple(recommendations), dissent=dissent)


@command(app, "follow", acts=True)
async def follow(
    door: Door,
    dispute: DisputeId,
    reason: Reason,
    yes: Annotated[bool, typer.Option("--yes/--no", help="Whether the party follows the advice.")],
) -> None:
    """Say for a party whether it follows the advice, and why (N-13).

    Example: ./saksgang dispute follow 2027-1 --no --reason "Vi leser avtalen slik ..." --party trust --as p-x
    """
    await act_on(door, dispute, a.FollowAdvice(party=party_acting(door), follows=yes, reason=reason))


@command(app, "settle", acts=True)
async def settle(
    door: Door,
    dispute: DisputeId,
    agreement: Annotated[
        str | None, typer.Option(metavar="AGREEMENT", help="The agreement drawn up as it was mediated.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="It came to no agreement after all; say why.")] = False,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why there is none.")] = None,
) -> None:
    """Say which agreement the mediation became; each party then approves it (N-13, A-09).

    Example: ./saksgang dispute settle 2027-1 --agreement samarbeid-2028 --as p-2h9c

    The agreement is drawn up first, by `agreement draft` or, where there is one already, `agreement revise`.
    """
    if none == (agreement is not None):
        remedy = "name it with --agreement, or say --none and why: --reason"
        raise failed(Status.USAGE, "which_agreement", "It became an agreement, or none", rule="N-13", remedy=remedy)
    await act_on(door, dispute, a.SettleMediation(agreement=agreement, reason=reason))


@command(app, "show")
async def show(door: Door, dispute: DisputeId) -> None:
    """Show where a dispute stands: consents, papers, what the nemnda said, what is next.

    Example: ./saksgang dispute show 2027-1
    """
    seen = await see_dispute(door, dispute)
    state, names, out = seen.state, seen.names, door.out
    out.line(f"{state.record}  {state.title}", style="bold")
    out.pairs(
        [
            ("about", KINDS[state.kind]),
            ("stage", DISPUTE_STANDS[state.stage]),
            ("brought by", names.party(state.by)),
            ("question", state.question),
            ("consent", RULES[state.consent_rule]),
            *([("case", state.case)] if state.case else []),
            *([("agreement", state.agreement)] if state.agreement else []),
            *([("became", state.became)] if state.became else []),
            *(
                [("advice, no decision", f"{state.outcome.reference}, {state.outcome.on}: {state.outcome.summary}")]
                if state.outcome
                else []
            ),
        ]
    )
    out.table(
        ("party", "consent", "decided by", "follows"),
        [
            (
                names.party(one.party),
                one.answer.value,
                f"{one.authority.body} {one.authority.on}" if one.authority else "",
                next(("yes" if f.follows else "no" for f in state.followings if f.party == one.party), ""),
            )
            for one in state.consents
        ],
        empty="Nobody is asked.",
    )
    out.table(
        ("between", "came to"),
        [(names.all_parties(r.parties), RELATIONS[r.stage]) for r in state.relations],
        empty="Nobody is bound to another here.",
    )
    out.table(
        ("document", "title", "flagged", "confirmed by"),
        [
            (
                d.document[:12],
                d.title,
                "not checked" if d.findings is None else str(len(d.findings)),
                names.person(d.confirmed_by) if d.confirmed_by else "nobody",
            )
            for d in state.documents
        ],
        empty="No documents yet.",
    )
    lines = next_of(seen)
    out.line("What happens next", style="bold")
    out.lines(f"  - {line}" for line in lines)
    out.document({**state.model_dump(mode="json"), "next": lines})


@command(app, "record")
async def record(door: Door, dispute: DisputeId) -> None:
    """Tell the story of a dispute from its entries; --json gives the entries.

    Example: ./saksgang dispute record 2027-1
    """
    seen = await see_dispute(door, dispute)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, seen.state.record)
    show_record(door.out, seen.state.record, seen.state.title, entries, seen.names)


@command(app, "list")
async def list_disputes(
    door: Door,
    open_only: Annotated[bool, typer.Option("--open", help="Only those that are not over.")] = False,
) -> None:
    """List the disputes of the community, by when they were brought.

    Example: ./saksgang dispute list --open
    """
    community = await door.community()
    async with door.reading() as connection:
        found = await disputes_of(connection, community, open_only=open_only)
    door.out.table(
        ("dispute", "about", "stands", "brought by", "title"),
        [(s.record, KINDS[s.kind], DISPUTE_STANDS[s.stage], s.by, s.title) for s in found],
        empty="There are no such disputes.",
    )
    door.out.document({"disputes": [s.model_dump(mode="json") for s in found]})


add_to(app)
