"""A case played forward: its coming meetings are held, everybody consents, and what is supposed happens on its day.

Acts go through the same door as everyone's, on a copy. What needs judgement is left to people: nobody here chooses a
way on from a disagreement yet to come, or answers for a council. There the course ends. Where the case waits now for
its classification or for a way on, the rules' own default is taken, and said aloud as assumed (P-04, P-13).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases import Answer, Cases
from demo.clock import StoryClock
from foresight.supposing import Course, Kind, Supposition
from models import acts as a
from models.acts import Act, Mark, SeatAttendance
from models.base import PersonId, RecordId, SeatId
from models.entries import Entry
from models.roster import Office, Roster
from models.state import CaseStage, CaseState, MeetingStage, MeetingState
from models.submission import Claim, Submission
from models.work import Outcome
from register.database import Register
from register.directory import rules_in_force, rules_of
from register.outlook import outlook_of
from register.projection import case_state, meeting_state
from register.queries import clocks_of, entries_of, meetings_of
from rules.case.moving import ways_from
from rules.legal_dates import local_day
from rules.seats import holdings_of, in_force

YEAR = timedelta(days=365)
BEFORE_MEETINGS = time(8, 30)  # of the day on which something is supposed to happen; papers leave at eight
SUPPOSED = "Supposed, to see what would follow."
ASSUMED = "Assumed: nobody has said it yet."


class Stopped(Exception):
    """The course goes no further, and why."""


@dataclass
class Player:
    """Plays one course of one case."""

    cases: Cases
    register: Register
    clock: StoryClock
    case: RecordId
    community: str
    supposed: Supposition | None = None
    done: bool = False  # what is supposed has been done
    assumed: list[str] = field(default_factory=list)  # in place of what somebody has still to say
    path_asked: bool = False  # a way on is to be chosen already now

    async def play(self) -> Course:
        """Until the case ends, waits for somebody's judgement, or a year has passed."""
        since, stopped = len(await self._entries()), ""
        limit = await self.clock.now() + YEAR
        self.path_asked = (await self._state()).path_asked
        try:
            while True:
                await self._step(limit)
        except Stopped as stop:
            stopped = str(stop)
        await self.clock.idle()
        async with self.register.reading() as connection:
            outlook = await outlook_of(connection, self.case)
        state, until = await self._state(), await self.clock.now()
        return Course((await self._entries())[since:], state, outlook, until, stopped, tuple(self.assumed))

    async def _step(self, limit: datetime) -> None:
        state, now = await self._state(), await self.clock.now()
        if state.ended:
            raise Stopped("the case has ended")
        when = await self._supposed_at(state, now)
        if when is not None and when <= now:
            await self._do_supposed(state)
            return
        if not self._silent and await self._assume(state):
            return
        meeting = None if self._silent else await self._meeting_of(state, now)
        async with self.register.reading() as connection:
            dues = [clock.due_at for clock in await clocks_of(connection, self.case)]
            if state.placement is not None:  # its notice, which opens written objections
                dues += [clock.due_at for clock in await clocks_of(connection, state.placement.meeting)]
        moments = [m for m in (when, None if meeting is None else meeting.starts_at, *dues) if m is not None]
        if not moments:
            raise Stopped("it waits for somebody, and no deadline runs")
        following = min(moments)
        if following > limit:
            await self.clock.advance(limit)
            raise Stopped("a year has passed")
        await self.clock.advance(following)
        if meeting is not None and meeting.starts_at <= following:
            await self._hold(meeting.record)

    @property
    def _silent(self) -> bool:
        return self.supposed is not None and self.supposed.kind is Kind.SILENCE

    # --- what is assumed, in place of what is still to be said -----------------------------------------------------

    async def _assume(self, state: CaseState) -> bool:
        """Classified as in doubt, or carried on as the procedure proposes, where that has to be said already now."""
        if state.stage is CaseStage.MELDT:
            await self._classify()
            return True
        if not (self.path_asked and state.path_asked) or state.stage is CaseStage.TRUKKET:
            return False
        self.path_asked = False
        await self._choose_path(state)
        return True

    async def _classify(self) -> None:
        sides = (Office.SAMHANDLINGSSJEF_MUNICIPAL, Office.SAMHANDLINGSSJEF_HOSPITAL)
        agreed = tuple([await self._office(office) for office in sides])
        act = a.ClassifyCase(
            larger_economic=False, larger_administrative=False, in_doubt=True, reason=ASSUMED, agreed_by=agreed
        )
        await self._needed(self.case, act, await self._secretariat())
        sorts = (await self._state()).classification
        assert sorts is not None, "it was classified just now"
        self.assumed.append(f"it is classified as in doubt, so {sorts.decision_body} decides (P-04)")

    async def _choose_path(self, state: CaseState) -> None:
        assert state.classification is not None, "a way on is chosen from the body that decides"
        async with self.register.reading() as connection:
            procedure, _ = await rules_of(connection, self.case)
        body = procedure.body(state.classification.decision_body)
        way = a.PathAfterDisagreement(ways_from(body)[0])
        await self._needed(self.case, a.ChoosePath(path=way, reason=ASSUMED), await self._secretariat())
        words = way.value.replace("_", " ")
        self.assumed.append(f"the chair of {body.body} chooses what the procedure proposes: {words} (P-13)")

    # --- what is supposed ---------------------------------------------------------------------------------------

    async def _supposed_at(self, state: CaseState, now: datetime) -> datetime | None:
        """When what is supposed happens of itself; None: in the roll call, or it has happened."""
        supposed = self.supposed
        if supposed is None or self.done:
            return None
        match supposed.kind:
            case Kind.OBJECTION | Kind.WITHDRAWAL if supposed.on is not None:
                async with self.register.reading() as connection:
                    zone = (await rules_of(connection, state.record))[0].timezone
                return max(now, datetime.combine(supposed.on, BEFORE_MEETINGS, ZoneInfo(zone)))
            case Kind.WITHDRAWAL | Kind.CONSENT:
                return now
            case _:
                return None

    async def _do_supposed(self, state: CaseState) -> None:
        self.done = True
        supposed = self.supposed
        assert supposed is not None
        match supposed.kind:
            case Kind.OBJECTION if supposed.seat is not None:
                act = a.LodgeObjection(grounds=SUPPOSED, would_be_removed_by=SUPPOSED, text_digest=state.text.digest)
                await self._act(self.case, act, await self._of_seat(supposed.seat))
            case Kind.WITHDRAWAL:
                await self._act(self.case, a.WithdrawCase(reason=SUPPOSED), await self._proposer(state))
            case _:
                for objection in state.objections:
                    if objection.standing:
                        back = a.WithdrawObjection(objection=objection.objection, reason=SUPPOSED)
                        by = await (
                            self._of_seat(objection.seat) if objection.seat else self._of_party(objection.party or "")
                        )
                        await self._act(self.case, back, by)

    def _stance(self, seat: SeatId, parties: tuple[str, ...], now: datetime) -> a.Stance:
        supposed = self.supposed
        if supposed is None or supposed.seat != seat:
            return a.Consent()
        if supposed.kind is Kind.OBJECTION:
            return a.Objection(grounds=SUPPOSED)
        if supposed.kind is Kind.RESERVATION:
            treated = (now + timedelta(days=28)).date()
            return a.ConsentWithReservation(parties=parties, treated_by="council or board", treated_on=treated)
        return a.Consent()

    # --- meetings -----------------------------------------------------------------------------------------------

    async def _meeting_of(self, state: CaseState, now: datetime) -> MeetingState | None:
        """The meeting the case goes to next; placed there for drøfting where nobody has done it yet."""
        if state.placement is None and state.stage is CaseStage.KLASSIFISERT and not state.path_asked:
            await self._place(state, now)
            state = await self._state()
        if state.placement is None:
            return None
        return await self._meeting(state.placement.meeting)

    async def _place(self, state: CaseState, now: datetime) -> None:
        assert state.classification is not None
        body = state.classification.drofting_body
        async with self.register.reading() as connection:
            rows = await meetings_of(connection, self.community, body=body)
        coming = [row for row in rows if not row.ended and row.starts_at > now]
        if not coming:
            raise Stopped(f"no meeting of {body} is planned")
        act = a.PlaceCase(meeting=coming[0].record_id, mark=Mark.DROFTING)
        await self._needed(self.case, act, await self._secretariat())

    async def _hold(self, name: RecordId) -> None:
        """Open the meeting and the case's item, let everybody present speak, close both."""
        meeting = await self._meeting(name)
        by = await self._secretariat()
        if meeting.stage is MeetingStage.NOTIFIED:
            await self._needed(name, a.OpenMeeting(attendance=await self._present(meeting)), by)
            meeting = await self._meeting(name)
        item = next(
            (i for i in meeting.agenda if i.case == self.case and not i.removed and i.conclusion is None), None
        )
        if meeting.stage is not MeetingStage.OPEN or item is None:
            raise Stopped(f"{name} is {meeting.stage.value}, and the case has no item in it")
        if not item.open:
            await self._needed(name, a.OpenItem(item=item.item), by)
        state = await self._state()
        if state.item is not None:
            outcome = a.ItemOutcome.READY if state.item.mark is Mark.DROFTING else None
            if state.item.mark is Mark.BESLUTNING:
                await self._roll_call(state)
            act = a.CloseItem(meeting=name, item=item.item, outcome=outcome)
            await self._needed(self.case, act, by)
        await self._act(name, a.CloseMeeting(), by)

    async def _roll_call(self, state: CaseState) -> None:
        assert state.item is not None
        async with self.register.reading() as connection:
            procedure, _ = await rules_of(connection, self.case)
            _, roster = await rules_in_force(connection, self.community)
        counted = {s.seat: s for s in procedure.body(state.item.body).seats if s.counts}
        heard = {p.seat for p in state.positions}
        groups = {g.group: g.parties for g in roster.groups}
        now = await self.clock.now()
        for sitting in state.item.attendance:
            if sitting.seat not in counted or sitting.seat in heard:
                continue
            parties = groups.get(counted[sitting.seat].group or "", ())
            act = a.TakePosition(
                stance=self._stance(sitting.seat, parties, now),
                text_digest=state.text.digest,
                case_version=state.version,
                inherited_seen=True,
            )
            await self._needed(self.case, act, Claim(person=sitting.person, seat=sitting.seat))

    async def _present(self, meeting: MeetingState) -> tuple[SeatAttendance, ...]:
        """Every seat's member, or its first deputy who sits in no other counted seat."""
        async with self.register.reading() as connection:
            procedure, _ = await rules_of(connection, meeting.record)
            _, roster = await rules_in_force(connection, self.community)
        taken: set[PersonId] = set()
        present = []
        for seat in procedure.body(meeting.body).seats:
            held = (h.person for h in holdings_of(seat.seat, roster, meeting.day))
            person = next((p for p in held if not (seat.counts and p in taken)), None)
            if person is not None:
                present.append(SeatAttendance(seat=seat.seat, person=person))
                taken |= {person} if seat.counts else set()
        return tuple(present)

    # --- who ----------------------------------------------------------------------------------------------------

    async def _roster(self) -> tuple[Roster, datetime, str]:
        async with self.register.reading() as connection:
            procedure, roster = await rules_in_force(connection, self.community)
        return roster, await self.clock.now(), procedure.timezone

    async def _office(self, office: Office, party: str | None = None) -> PersonId:
        roster, now, zone = await self._roster()
        day = local_day(now, zone)
        for o in roster.offices:
            if o.office is office and in_force(o.since, o.until, day) and party in (None, o.party):
                return o.person
        raise Stopped(f"nobody is {office.value.replace('_', ' ')}{f' of {party}' if party else ''} on {day}")

    async def _secretariat(self) -> Claim:
        return Claim(person=await self._office(Office.SECRETARIAT))

    async def _of_party(self, party: str) -> Claim:
        return Claim(person=await self._office(Office.PARTY_CONTACT, party), party=party)

    async def _of_seat(self, seat: SeatId) -> Claim:
        roster, now, zone = await self._roster()
        held = holdings_of(seat, roster, local_day(now, zone))
        if not held:
            raise Stopped(f"nobody holds {seat}")
        return Claim(person=held[0].person, seat=seat)

    async def _proposer(self, state: CaseState) -> Claim:
        if state.proposer_seat is not None:
            return await self._of_seat(state.proposer_seat)
        if state.proposer_party is not None:
            return await self._of_party(state.proposer_party)
        return await self._secretariat()

    # --- acting and reading -------------------------------------------------------------------------------------

    async def _act(self, record: RecordId, act: Act, by: Claim) -> Answer:
        submission = Submission(act_id=str(uuid.uuid4()), claim=by, act=act)
        answer = await self.cases.act(record, submission)
        await self.clock.idle()
        return answer if answer.outcome is not None else await self.cases.what_became(answer.act_id)

    async def _needed(self, record: RecordId, act: Act, by: Claim) -> None:
        answer = await self._act(record, act, by)
        if answer.outcome is Outcome.REFUSED and answer.refusal is not None:
            no = answer.refusal
            raise Stopped(f"{act.kind.replace('_', ' ')} is refused ({no.rule}): {no.detail}; {no.remedy}")

    async def _state(self) -> CaseState:
        async with self.register.reading() as connection:
            state = await case_state(connection, self.case)
        assert state is not None, "the case was judged before it was copied"
        return state

    async def _meeting(self, name: RecordId) -> MeetingState:
        async with self.register.reading() as connection:
            state = await meeting_state(connection, name)
        assert state is not None, "the meeting was copied with the case"
        return state

    async def _entries(self) -> tuple[Entry, ...]:
        async with self.register.reading() as connection:
            return await entries_of(connection, self.case)
