"""What each kind of entry of a case says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from audit.moments import due, reckoned
from audit.naming import Names, counted, listed, outcome, short
from models import entries as e
from models.acts import ContributionKind, ForankringAnswer, ItemOutcome, Mark, PathAfterDisagreement, RaiseTrigger
from models.base import PartyId
from models.words import MARKED


def _registered(b: e.CaseRegistered, n: Names) -> str:
    proposer = "the secretariat"
    if b.proposer_seat is not None:
        proposer = n.seat(b.proposer_seat)
    elif b.proposer_party is not None:
        proposer = n.party(b.proposer_party)
    costs = [f"{n.party(c.party)}: {listed(x for x in (c.economic, c.administrative) if x)}" for c in b.consequences]
    consequences = f" Consequences: {'; '.join(costs)}." if costs else ""
    parents = f" It comes from {listed(f'{p.record} ({short(p.head)})' for p in b.parents)}." if b.parents else ""
    taken = f" It takes up proposal {b.from_proposal} from outside." if b.from_proposal else ""
    if b.agreement:
        taken += f" Notice {b.notice} on {b.agreement} opened it."
    return (
        f"The case is registered (meldt): {b.title}. Proposed by {proposer}; it concerns "
        f"{n.all_parties(b.affected)}. Text {short(b.text_digest)}.{consequences}{parents}{taken}"
    )


def _imported(b: e.CaseImported, n: Names) -> str:
    parts = [
        f"Imported, not proved: {b.title}, there called {b.reference}, as {b.stage.replace('_', ' ')}.",
        f"It concerns {n.all_parties(b.affected)}. Text {short(b.text_digest)}, version {len(b.earlier_texts) + 1}.",
    ]
    if b.drofting is not None:
        held = b.drofting
        where = f"{held.meeting}, {held.body}" if held.meeting else str(held.body)
        parts.append(f"Drøfting is said to have been held in {where} on {held.day}, round {held.round};")
        parts.append(f"{n.person(held.vouched_by or '')} vouches for it.")
    for known in b.positions:
        who = n.seat(known.seat) if known.seat else n.party(known.party or "")
        on = f" on {known.on}" if known.on else ""
        said = f": {known.words}" if known.words else ""
        parts.append(f"Known before: {who}, {known.position.value.replace('_', ' ')}{on}{said}.")
    return " ".join(parts)


def _classified(b: e.CaseClassified, n: Names) -> str:
    larger = [
        word
        for word, holds in (
            ("larger economic consequences", b.larger_economic),
            ("larger administrative consequences", b.larger_administrative),
            ("doubt", b.in_doubt),
        )
        if holds
    ]
    why = listed(larger) if larger else "no larger consequences"
    agreed = f" Agreed by {listed(n.person(p) for p in b.agreed_by)}." if b.agreed_by else ""
    return f"Classified: {why}. Drøfting in {b.drofting_body}, beslutning in {b.decision_body}.{agreed}"


def _placed(b: e.PlacedOnAgenda, _n: Names) -> str:
    return f"Placed on the agenda of {b.meeting} ({b.body}, {b.day}) for {MARKED[b.mark]}."


def _amended(b: e.TextAmended, _n: Names) -> str:
    kind = "in substance" if b.substantial else "editorially"
    kept = " What was said on the version before stands." if b.positions_kept else ""
    return (
        f"The text was changed {kind}: version {b.version}, {short(b.text_digest)} (was {short(b.replaces)}).{kept}"
    )


def _item_opened(b: e.CaseItemOpened, n: Names) -> str:
    seats = n.all_seats(a.seat for a in b.attendance)
    what = "the roll call is open" if b.mark is Mark.BESLUTNING else f"for {MARKED[b.mark]}"
    of = n.all_parties(b.uncovered or ())
    silent = f" Nobody speaks for {of} in this item, unless a deputy comes." if b.uncovered else ""
    return f"{b.meeting} opened item {b.item}: {what}, on text {short(b.text_digest)}. Present: {seats}.{silent}"


def _attendance(b: e.CaseAttendanceChanged, n: Names) -> str:
    return (
        f"{b.seat} stands empty from here."
        if b.person is None
        else f"{n.person(b.person)} sits in {b.seat} from here."
    )


def _contributed(b: e.Contributed, n: Names) -> str:
    match b.about:
        case ContributionKind.VIEW:
            what = "gave a view"
        case ContributionKind.QUESTION:
            what = "asked a question"
        case ContributionKind.STUDY:
            what = "asked for more study"
        case ContributionKind.CONSEQUENCE:
            what = "named a consequence"
        case ContributionKind.PROPOSAL:
            what = "made a proposal"
        case _:
            assert_never(b.about)
    return f"{n.seat(b.seat)} {what} in drøfting; it binds nobody."


def _drofting_held(b: e.DroftingHeld, _n: Names) -> str:
    match b.outcome:
        case ItemOutcome.READY:
            came = "ready for beslutning in a following meeting"
        case ItemOutcome.ANOTHER_ROUND:
            came = "it needs another round"
        case ItemOutcome.INFORMED | ItemOutcome.POSTPONED:
            came = b.outcome.value
        case _:
            assert_never(b.outcome)
    return f"Drøfting held in {b.body} on {b.day} ({b.meeting}), round {b.round}: {came}. Nobody is bound."


def _reminded(parties: tuple[PartyId, ...], n: Names) -> str:
    one = len(parties) == 1
    return f"{n.all_parties(parties)} {'was' if one else 'were'} reminded; {'it' if one else 'they'} had"


def _asked(b: e.ForankringAsked, n: Names) -> str:
    reminders = listed(str(r.day) for r in b.reminders)
    return (
        f"Forankring: {n.all_parties(b.parties)} are asked to take text {short(b.text_digest)} home and answer by "
        f"{due(b.due.at)}. Reminders: {reminders}. Silence is never consent."
    )


def _answered(b: e.ForankringAnswered, n: Names) -> str:
    match b.answer:
        case ForankringAnswer.SUPPORTS:
            what = "supports the text"
        case ForankringAnswer.SUPPORTS_WITH_COMMENTS:
            what = "supports the text, with comments"
        case ForankringAnswer.DOES_NOT_SUPPORT:
            what = "does not support the text"
        case _:
            assert_never(b.answer)
    treated = f"treated by {b.treated_by}, {b.treated_on}"
    return f"Forankring: {n.party(b.party)} {what} ({treated}). It informs and binds nobody."


def _forankring_closed(b: e.ForankringClosed, n: Names) -> str:
    if not b.unanswered:
        return "Forankring is closed: everyone asked has answered."
    silent = n.all_parties(b.unanswered)
    return f"Forankring is closed. No answer from {silent}; that stands as silence, never as consent."


def _path(b: e.PathChosen, _n: Names) -> str:
    match b.path:
        case PathAfterDisagreement.NEW_DROFTING:
            where = f" in {b.drofting_body}" if b.drofting_body else ""
            return f"The chair chose the way on: new drøfting{where}."
        case PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT:
            return "The chair chose to close the case without agreement."
        case PathAfterDisagreement.RAISE:
            return "The chair chose to raise the case to the body above."
        case PathAfterDisagreement.NEMNDA:
            return (
                "The chair leaves it to the parties: each may bring its dispute to Tvisteløsningsnemnda. "
                "Until one does, another way may be chosen."
            )
        case _:
            assert_never(b.path)


def _follow_up(b: e.FollowUpReported, n: Names) -> str:
    said = [
        *([b.status.value.replace("_", " ")] if b.status else []),
        *([f"responsible: {b.unit}"] if b.unit else []),
        *([f"budget year {b.budget_year}"] if b.budget_year else []),
        *([f"due {b.due}"] if b.due else []),
        *([f"by {b.reference}"] if b.reference else []),
        *([f"it {'costs something' if b.costs else 'costs nothing'}"] if b.costs is not None else []),
        *(["its goal"] if b.goal else []),
        *(["its risk"] if b.risk else []),
    ]
    return f"Follow-up of {n.party(b.party)}: {', '.join(said)}."


def _year_ended(b: e.FollowUpYearEnded, n: Names) -> str:
    if not b.unbudgeted:
        return f"The year has ended; no cost of the decision is without a budget for {b.budget_year}."
    return (
        f"The year has ended, and the decision's costs are in no budget for {b.budget_year}: "
        f"{n.all_parties(b.unbudgeted)}. Flagged to {b.body}; the decision stands unchanged."
    )


def _raised(b: e.CaseRaised, n: Names) -> str:
    because = {
        RaiseTrigger.TYPE_CHANGED: "the case has changed its type",
        RaiseTrigger.DEMAND: "a counted seat demanded it",
        RaiseTrigger.NO_CONSENSUS: "there was no consensus",
        RaiseTrigger.CHAIR: "the chair decided so",
        RaiseTrigger.PRINCIPLE: "the case is one of principle",
    }[b.trigger]
    counts = f"A new drøfting is held in {b.drofting_body}." if b.new_drofting else "The drøfting held counts."
    agreed = f" Agreed by {listed(n.person(p) for p in b.agreed_by)}." if b.agreed_by else ""
    return f"Løftet from {b.from_body} to {b.decision_body}: {because}. {counts}{agreed}"


TELL: Mapping[type, Callable[[Any, Names], str]] = {
    e.CaseRegistered: _registered,
    e.CaseImported: _imported,
    e.CaseClassified: _classified,
    e.HigherBodyDemanded: lambda b, n: f"{n.seat(b.seat)} demanded the higher body: {b.decision_body} decides.",
    e.PlacedOnAgenda: _placed,
    e.MeetingAwaited: lambda b, _n: f"No coming meeting of {b.body} has room; the secretariat is asked to plan one.",
    e.LeftAgenda: lambda b, _n: f"Off the agenda of {b.meeting} ({b.rule}).",
    e.PlacementMoved: lambda b, _n: f"{b.meeting} is moved to {b.day}; the case follows.",
    e.TextAmended: _amended,
    e.EditorialContested: lambda b, n: (
        f"{n.seat(b.seat)} contested the editorial change that gave version {b.version} ({short(b.text_digest)}): "
        "it counts as one of substance."
    ),
    e.PaperAdded: lambda b, _n: (
        f"{'Late paper, after the notice' if b.late else 'Paper'}: {b.title} ({short(b.document)})."
        f"{f' Withheld from the public: {b.withheld}.' if b.withheld else ''}"
    ),
    e.PaperWithheld: lambda b, _n: f"Paper {short(b.document)} is withheld from the public: {b.ground}.",
    e.PaperReleased: lambda b, _n: f"Paper {short(b.document)} is open to the public from here; it was withheld.",
    e.DocumentRead: lambda b, _n: f"The withheld paper {short(b.document)} ({b.ground}) was handed out to be read.",
    e.PapersWentOut: lambda b, _n: (
        f"The notice of {b.meeting} with papers for {MARKED[b.mark]} went out, on text {short(b.text_digest)}."
    ),
    e.CaseItemOpened: _item_opened,
    e.CaseAttendanceChanged: _attendance,
    e.Contributed: _contributed,
    e.DroftingHeld: _drofting_held,
    e.PathAsked: lambda b, _n: (
        f"After {counted(b.rounds, 'round')} of drøfting the chair is asked to choose the way on."
    ),
    e.OrienteringGiven: lambda b, _n: f"Orientering given in {b.meeting}; nothing was deliberated or decided.",
    e.InvolvementAsked: lambda b, n: (
        f"Early involvement: {n.all_parties(b.parties)} can give input to the end of {b.due.day}, before the "
        f"party's own decision on {b.own_decision_on}."
    ),
    e.InvolvementReminded: lambda b, n: f"Early involvement: {_reminded(b.parties, n)} given no input.",
    e.InputGiven: lambda b, n: (
        f"{n.party(b.party)} gave input{', in place of what it said before' if b.replaces else ''}; it binds nobody."
    ),
    e.InputWithdrawn: lambda b, n: f"{n.party(b.party)} took its input back; it has said nothing now.",
    e.InvolvementClosed: lambda b, n: (
        "Input is closed"
        + (f"; {n.all_parties(b.unanswered)} said nothing, which is not consent." if b.unanswered else ": all spoke.")
    ),
    e.InvolvementSummarised: lambda _b, _n: "What came in is summed up; nothing is decided here.",
    e.ForankringAsked: _asked,
    e.ForankringReminded: lambda b, n: f"Forankring: {_reminded(b.parties, n)} not answered.",
    e.ForankringAnswered: _answered,
    e.ForankringClosed: _forankring_closed,
    e.FollowUpOpened: lambda b, n: (
        f"Follow-up for {n.party(b.party)}: into the budget of {b.budget_year}, by {b.due}."
        f"{' The case names what it costs the party.' if b.costs else ''}"
    ),
    e.FollowUpDue: lambda b, _n: (
        f"What is decided shall be in budgets and plans for {b.budget_year} by "
        f"{reckoned(b.due)}. Reminders: {listed(str(r.day) for r in b.reminders)}."
    ),
    e.FollowUpReported: _follow_up,
    e.FollowUpReminded: lambda b, n: f"Follow-up: {_reminded(b.parties, n)} not reported.",
    e.FollowUpYearEnded: _year_ended,
    e.PathChosen: _path,
    e.CaseRaised: _raised,
    e.CaseMoved: lambda b, _n: (
        f"{b.how.value.replace('_', ' ').capitalize()}: the matter goes on in {listed(b.into)}; this record stays."
    ),
    e.CaseKindSet: lambda b, _n: f"The case is of another kind from here: {b.case_kind.value.replace('_', ' ')}.",
    e.JointMeasureAnswered: lambda b, _n: (
        "Answered of what the law asks of a joint measure (hol. § 6-2): "
        f"{listed(n for n in type(b.answers).model_fields if getattr(b.answers, n) is not None)}."
    ),
    e.ParticipationRecorded: lambda b, _n: (
        f"{b.participation.organisation} ({b.participation.who.value}) took part in preparing the case, "
        f"{b.participation.on}."
    ),
    e.ProcedureChanged: lambda b, _n: (
        f"The case goes by another version of the procedure from here on: {b.procedure[:12]} instead of "
        f"{b.replaces[:12]}. What runs and what was said stands."
    ),
    e.CaseWithdrawn: lambda b, _n: (
        f"Trukket: the proposer withdrew the case. Another party may take it over to the end of {b.takeover_due.day}."
    ),
    e.CaseTakenOver: lambda b, n: f"{n.party(b.party)} took the case over; its history is intact.",
    e.CaseClosed: lambda b, _n: f"The case is closed (avsluttet): {outcome(b.outcome)}.",
}
