"""What each kind of entry of a case says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, assert_never

from audit.naming import Names, listed
from audit.story_of_seats import answered, recused
from models import entries as e
from models.acts import (
    AuthorityOutcome,
    Consent,
    ConsentWithReservation,
    ContributionKind,
    ForankringAnswer,
    ItemOutcome,
    LateGround,
    LateRoute,
    Mark,
    Objection,
    PathAfterDisagreement,
    RaiseTrigger,
    StandAside,
)
from models.base import PartyId
from models.roster import AuthorityGround


def short(digest: str) -> str:
    """A digest as people compare it."""
    return digest[:12]


def marked(mark: Mark) -> str:
    """An agenda mark in the field's words."""
    match mark:
        case Mark.ORIENTERING:
            return "orientering"
        case Mark.DROFTING:
            return "drøfting"
        case Mark.BESLUTNING:
            return "beslutning"
        case _:
            assert_never(mark)


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
    return f"Placed on the agenda of {b.meeting} ({b.body}, {b.day}) for {marked(b.mark)}."


def _amended(b: e.TextAmended, _n: Names) -> str:
    kind = "in substance" if b.substantial else "editorially"
    kept = " What was said on the version before stands." if b.positions_kept else ""
    return (
        f"The text was changed {kind}: version {b.version}, {short(b.text_digest)} (was {short(b.replaces)}).{kept}"
    )


def _item_opened(b: e.CaseItemOpened, n: Names) -> str:
    seats = n.all_seats(a.seat for a in b.attendance)
    what = "the roll call is open" if b.mark is Mark.BESLUTNING else f"for {marked(b.mark)}"
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
        f"the end of {b.due.day} ({'; '.join(b.due.steps)}). Reminders: {reminders}. Silence is never consent."
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


def _lodged(b: e.ObjectionLodged, n: Names) -> str:
    who = n.seat(b.seat) if b.seat is not None else n.party(b.party or "")
    on = short(b.text_digest)
    return f"Written objection {b.objection} (innsigelse) by {who}, on text {on}. It blocks while it stands."


def _lapsed(b: e.ObjectionLapsed, _n: Names) -> str:
    match b.because:
        case e.LapseReason.CASE_CLOSED:
            why = "the case is closed"
        case e.LapseReason.NEW_ROUND:
            why = "the case goes back to drøfting"
        case e.LapseReason.TEXT_REPLACED:
            why = "the text it was about is replaced"
        case e.LapseReason.ROLL_CALL_ENDED:
            why = "its roll call ended without an outcome"
        case e.LapseReason.ENTERED_WRONGLY:
            why = "it was entered for a seat that did not make it"
        case e.LapseReason.OBJECTOR_AWAY:
            why = "who made it had left the seat or was recused, and the seat is asked anew"
        case e.LapseReason.PARTY_LEFT:
            why = "the party that made it has left the health community"
        case _:
            assert_never(b.because)
    return f"Objection {b.objection} lapsed: {why}. Nobody took it back."


def _late(b: e.LateObjectionLodged, n: Names) -> str:
    who = n.seat(b.by_seat) if b.by_seat is not None else n.party(b.by_party or "")
    match b.about:
        case LateGround.MINUTES_WRONG:
            goes = f"the minutes of {b.meeting} are said to be wrong; the correction procedure decides"
        case LateGround.NO_AUTHORITY:
            goes = f"whoever spoke for {n.party(b.party or '')} is said to have lacked authority (omstridt fullmakt)"
        case LateGround.OTHER:
            taken_up = "a new case" if b.route is LateRoute.NEW_CASE else "a possible dispute"
            goes = f"it is taken up as {taken_up}"
        case _:
            assert_never(b.about)
    if b.holder_left is not None:
        return (
            f"Late objection {b.objection}, from the record itself: whoever spoke for {n.party(b.party or '')} had "
            f"left; the last day was {b.holder_left.isoformat()} (omstridt fullmakt). The decision stands."
        )
    return f"Late objection {b.objection} by {who}: {goes}. The decision stands."


def _authority(b: e.AuthoritySettled, n: Names) -> str:
    match b.outcome:
        case AuthorityOutcome.HELD:
            came = "there was authority; the decision binds it as before"
        case AuthorityOutcome.RATIFIED:
            came = "it stands by what was said in its name; the decision binds it as before"
        case AuthorityOutcome.LACKING:
            came = "there was no authority; the decision does not bind it, and stands for the others"
        case _:
            assert_never(b.outcome)
    return f"{n.party(b.party)}: {came} ({b.reference})."


def _corrected(b: e.EntryCorrected, n: Names) -> str:
    match b.correction:
        case e.SeatCorrected(old=old, new=new):
            meant = f"it was given by {n.seat(new)}, not by {n.seat(old)}, which has not answered"
        case e.DayCorrected(party=party, old=before, new=day):
            meant = f"for {n.party(party)} the day is {day}" + (f", not {before}" if before else "")
        case _:
            assert_never(b.correction)
    return f"Entry {b.seq} ({short(b.hash)}) was a slip: {meant}. It stays as it is."


def _position(b: e.PositionTaken, n: Names) -> str:
    match b.stance:
        case Consent(statement_follows=True):
            what = "consents (tilslutning); a statement follows"
        case Consent(statement=None):
            what = "consents (tilslutning)"
        case Consent():
            what = "consents with a statement for the minutes (protokolltilførsel)"
        case StandAside():
            what = "stands aside (avstår)"
        case ConsentWithReservation() as s:
            what = (
                f"consents with reservation (forbehold) for {n.all_parties(s.parties)}, "
                f"until {s.treated_by} on {s.treated_on}"
            )
        case Objection():
            what = "objects (innsigelse)" + (f", objection {b.objection}" if b.objection else "")
        case _:
            assert_never(b.stance)
    weight = f"for {n.all_parties(b.parties)}" if b.counted else "heard, not counted"
    again = " This replaces its earlier position." if b.changed else ""
    return f"{n.seat(b.seat)}, {weight}: {what}.{again}"


def _beslutning(b: e.BeslutningMade, n: Names) -> str:
    parts = [f"Besluttet by consensus in {b.body} on {b.day} ({b.meeting}), text {short(b.text_digest)}."]
    if b.absent or b.recused:
        parts += [answered(b), *(recused(r, n) for r in b.recused or ())]
    parts += [
        f"{label}: {n.all_seats(seats)}."
        for label, seats in (
            ("Consenting", b.consenting),
            ("Standing aside", b.standing_aside),
            ("With reservation", b.reserving),
            ("Absent", b.absent),
            ("Heard, not counted", b.heard),
        )
        if seats
    ]
    if b.reserved_parties:
        unauthorised = b.without_mandate or ()
        treating = tuple(party for party in b.reserved_parties if party not in unauthorised)
        if treating:
            parts.append(f"Not bound before their own treatment: {n.all_parties(treating)}.")
        if unauthorised:
            parts.append(
                f"Not bound before a mandate is renewed or the consent ratified: {n.all_parties(unauthorised)}."
            )
    if b.outside_parties:
        parts.append(f"Standing aside, and not bound: {n.all_parties(b.outside_parties)}.")
    return " ".join(parts)


def _no_consensus(b: e.NoConsensus, n: Names) -> str:
    standing = [n.seat(s) for s in b.objecting]
    standing += [f"written objection {number}" for number in b.written_objections]
    standing += [f"{n.seat(s)}, which stood aside where every counted seat must consent" for s in b.unwilling]
    return f"Ikke konsensus in {b.body} ({b.meeting}): nothing is decided. Standing against it: {listed(standing)}."


def _postponed(b: e.DecisionPostponed, n: Names) -> str:
    uncovered = f" Nobody spoke for {n.all_parties(b.uncovered)}." if b.uncovered else ""
    return f"Utsatt ({b.rule}): not decided in {b.meeting}.{uncovered}"


_LACKED = {
    AuthorityGround.EXPIRED: "the mandate had run out",
    AuthorityGround.DELEGATION_LAPSED: "whoever delegated the mandate could no longer bind the party",
    AuthorityGround.NO_AUTHORITY: "the holder had no authority for this party",
    AuthorityGround.NOT_YET: "the mandate had not begun",
    AuthorityGround.SUBJECT_TO: "the mandate asks for it",
}


def _withheld(b: e.BindingWithheld, n: Names) -> str:
    until = f" on {b.treated_on}" if b.treated_on else ""
    waits = f": waits for {b.waits_for}{until}" if b.waits_for else ""
    if b.because is not None:
        waits += f" ({_LACKED[b.because]})"
    return f"Not bound yet: {n.party(b.party)}, through {b.by_seat}{waits}."


def _reservation(b: e.ReservationAnswered, n: Names) -> str:
    said = "approved the decision" if b.approved else "did not approve the decision"
    return f"{n.party(b.party)}: {b.treated_by} {said} on {b.treated_on} ({b.reference})."


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
                "The chair closed the case here without agreement; "
                "each party may bring its dispute to Tvisteløsningsnemnda."
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


def _day(day: date) -> str:
    return day.isoformat()


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
        f"The notice of {b.meeting} with papers for {marked(b.mark)} went out, on text {short(b.text_digest)}."
    ),
    e.CaseItemOpened: _item_opened,
    e.CaseAttendanceChanged: _attendance,
    e.Contributed: _contributed,
    e.DroftingHeld: _drofting_held,
    e.PathAsked: lambda b, _n: f"After {b.rounds} rounds of drøfting the chair is asked to choose the way on.",
    e.OrienteringGiven: lambda b, _n: f"Orientering given in {b.meeting}; nothing was deliberated or decided.",
    e.InvolvementAsked: lambda b, n: (
        f"Early involvement: {n.all_parties(b.parties)} can give input to the end of {_day(b.due.day)}, before the "
        f"party's own decision on {_day(b.own_decision_on)}."
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
    e.ObjectionLodged: _lodged,
    e.ObjectionAnswered: lambda b, _n: (
        f"Objection {b.objection} was answered; its objector is asked whether it stands."
    ),
    e.ObjectionResolved: lambda b, _n: (
        f"Objection {b.objection} is resolved: its objector says that text {short(b.text_digest)} removes it."
    ),
    e.ObjectionKept: lambda b, _n: f"Objection {b.objection} is kept by its objector, who was asked again.",
    e.ObjectionWithdrawn: lambda b, n: (
        f"Objection {b.objection} was withdrawn by {n.seat(b.by_lead)}, the lead seat, on the party's behalf (P-21)."
        if b.by_lead
        else f"Objection {b.objection} was withdrawn by its objector."
    ),
    e.ObjectionLapsed: _lapsed,
    e.LateObjectionLodged: _late,
    e.AuthoritySettled: _authority,
    e.EntryCorrected: _corrected,
    e.PositionTaken: _position,
    e.LatePapersOpposed: lambda b, n: f"{n.seat(b.seat)} opposed deciding on late papers.",
    e.TimeAsked: lambda b, n: f"{n.seat(b.seat)} asked for time after the change; the case goes back to drøfting.",
    e.DecisionPostponed: _postponed,
    e.BeslutningMade: _beslutning,
    e.NoConsensus: _no_consensus,
    e.BindingEffect: lambda b, n: f"From here the decision binds {n.party(b.party)}, through {b.by_seat}.",
    e.BindingWithheld: _withheld,
    e.ReservationAnswered: _reservation,
    e.ReservationOverdue: lambda b, n: (
        f"{n.party(b.party)}: {b.waits_for} has not answered{f' since {b.treated_on}' if b.treated_on else ''}; the "
        "party and the secretariat are reminded. Silence is not approval."
    ),
    e.StatementDelivered: lambda b, n: f"{n.seat(b.seat)} delivered its statement (protokolltilførsel).",
    e.StatementsDue: lambda b, n: (
        f"Statements of {n.all_seats(b.seats)} can be delivered to the end of {_day(b.due.day)} "
        f"({'; '.join(b.due.steps)})."
    ),
    e.StatementLapsed: lambda b, n: f"The announced statement of {n.seat(b.seat)} did not come in time.",
    e.Announced: lambda b, n: (
        f"Announced to every seat and to {n.all_parties(b.parties)}: {b.outcome.replace('_', ' ')}."
    ),
    e.FollowUpOpened: lambda b, n: (
        f"Follow-up for {n.party(b.party)}: into the budget of {b.budget_year}, by {_day(b.due)}."
        f"{' The case names what it costs the party.' if b.costs else ''}"
    ),
    e.WrittenPositionTaken: lambda b, n: (
        f"{n.seat(b.seat)} takes its position in writing before the meeting, for {n.all_parties(b.parties)}: "
        f"{b.stance.kind.replace('_', ' ')}."
    ),
    e.AnswersAwaited: lambda b, n: (
        f"Nobody spoke for {n.all_parties(b.parties)}: {n.all_seats(b.seats)} may answer to the end of "
        f"{_day(b.due.day)} ({'; '.join(b.due.steps)}). Silence is not consent."
    ),
    e.AnsweredAfterMeeting: lambda b, n: (
        f"{n.seat(b.seat)} answers after the meeting, for {n.all_parties(b.parties)}: "
        f"{b.stance.kind.replace('_', ' ')}."
    ),
    e.AnswersLapsed: lambda b, n: (
        f"{n.all_parties(b.parties)} did not answer; silence is not consent, and the decision does not bind them."
    ),
    e.WrittenProcedureOpened: lambda b, n: (
        f"Written procedure: {n.all_seats(b.asked)} are asked to accept text and way to the end of "
        f"{_day(b.due.day)} ({'; '.join(b.due.steps)})."
    ),
    e.AnsweredInWriting: lambda b, n: (
        f"{n.seat(b.seat)} {'accepts' if b.accepts_text else 'does not accept'} the text and "
        f"{'accepts' if b.accepts_procedure else 'does not accept'} that it is decided in writing."
    ),
    e.WrittenProcedureEnded: lambda b, n: (
        "The written procedure is over: the case goes another way."
        if b.why is e.WhyNotInWriting.OVERTAKEN
        else f"No written decision ({b.why.value.replace('_', ' ')}: "
        f"{n.all_seats(b.seats) or 'a standing objection'}); it takes a meeting."
    ),
    e.DecisionFlagged: lambda b, n: (
        f"Flagged: {n.seat(b.seat)} contests the minutes of {b.meeting} about this decision, which stands meanwhile."
    ),
    e.DecisionFlagLifted: lambda b, _n: (
        f"The claim against the minutes of {b.meeting} is settled: "
        + (
            "a counted seat had objected, so there was no consensus and nobody is bound."
            if b.falls
            else f"{'the minutes are corrected' if b.corrected else 'they stand as written'}; the decision stands."
        )
    ),
    e.FollowUpDue: lambda b, _n: (
        f"What is decided shall be in budgets and plans for {b.budget_year} by the end of {_day(b.due.day)} "
        f"({'; '.join(b.due.steps)}). Reminders: {listed(str(r.day) for r in b.reminders)}."
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
        "Trukket: the proposer withdrew the case. "
        f"Another party may take it over to the end of {_day(b.takeover_due.day)}."
    ),
    e.CaseTakenOver: lambda b, n: f"{n.party(b.party)} took the case over; its history is intact.",
    e.CaseClosed: lambda b, _n: f"The case is closed (avsluttet): {b.outcome.replace('_', ' ')}.",
}
