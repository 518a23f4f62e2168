"""The two cases, step by step in the order of the procedure: melde sak, drøfting, forankring, beslutning, binding.

Read beside the procedure's text. What is said stands in the YAML files, how an act goes its way in `desk.py`, how it
is told in `tale.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.avtale import Avtale
from demo.beslutning import Beslutning
from demo.cast import Cast
from demo.desk import Desk
from demo.forankring import Forankring
from demo.material import (
    CASES,
    MEETING_LENGTH,
    BeslutningMaterial,
    CaseMaterial,
    Deputy,
    DroftingMaterial,
    PathMaterial,
    Raised,
    Reserved,
    Round,
    read_agreement,
    read_case,
    read_year,
)
from demo.tale import Tale
from models import acts as a
from models import entries as e
from models.acts import (
    Consent,
    ItemOutcome,
    Mark,
    SeatAttendance,
)
from models.base import RecordId, SeatId
from models.messages import MessageKind
from models.roster import Office
from models.submission import Claim
from models.work import Outcome
from procedures.loading import Community
from register.documents import keep_document, media_type_of
from rules.seats import seats_of
from settings import settings

CHAPTERS = 6
COUNCIL_HOUR = time(20)


@dataclass(frozen=True)
class Planned:
    """A meeting of the story."""

    record: RecordId
    body: str
    starts_at: datetime
    place: str


class Story:
    """One telling: a community, its meetings, and two cases carried the whole way."""

    def __init__(
        self, desk: Desk, tale: Tale, community: Community, *, before_letters: Callable[[], Awaitable[None]]
    ) -> None:
        """Nothing has happened yet; `before_letters` is awaited before a notice leaves."""
        self._before_letters = before_letters
        self.desk, self.tale, self.community = desk, tale, community
        self.procedure, self.roster = community.procedure, community.roster_file.roster
        self.zone = ZoneInfo(self.procedure.timezone)
        self.meetings: dict[str, Planned] = {}
        self.cases: list[RecordId] = []
        self.agreements: tuple[RecordId, ...] = ()  # the old one, the dispute, the new one
        self.began = datetime.now(self.zone)
        self.cast = Cast(self.procedure, self.roster, self.began.date())

    async def carry(self, cases: Sequence[int] = (1, 2), *, agreement: bool = False) -> None:
        """The cases of these numbers, and the agreement where that is asked for."""
        await self.found_community()
        await self.plan_the_year()
        for number in cases:
            material = read_case(CASES[number - 1])
            self.tale.chapter(number + 1, CHAPTERS, f"chapter_case_{number}", case=self._title(material))
            self.cases.append(await self.carry_case(material))
        if agreement:
            await self.carry_agreement()

    async def carry_agreement(self) -> None:
        """An agreement said up on a leap day, and renewed before it ends."""
        self.tale.chapter(4, CHAPTERS, "chapter_agreement")
        avtale = Avtale(self.desk, self.tale, self.cast, read_agreement(), self.zone)
        self.agreements = await avtale.carry()

    async def carry_case(self, material: CaseMaterial) -> RecordId:
        """A case from melding to binding beslutning, in as many rounds as it takes."""
        case = await self.melde_sak(material)  # P-02, P-03
        await self.classify(case, material)  # P-04, P-05
        await self.add_paper(case, material)  # P-06
        for number, this in enumerate(material.rounds):
            await self.place_for_drofting(case, this, again=number > 0)  # P-08
            await self.hold_drofting(case, this.drofting)  # P-01, P-10
            if this.raised is not None:
                await self.raise_case(case, this.raised)  # P-14
            await self.await_forankring(case, this)  # P-11, P-12
            if await self.take_beslutning(case, this.beslutning):  # P-19, P-20
                break
            assert material.path is not None, "a case without consensus goes on by a path"
            await self.choose_path(case, material.path)  # P-13
        await self.close(case)  # P-34, P-35
        return case

    # --- the community ------------------------------------------------------------------------------------------

    async def found_community(self) -> None:
        """The procedure, the roster and the persons' names come from the files."""
        self.tale.chapter(1, CHAPTERS, "chapter_community")
        year = read_year()
        await self.desk.until(year.first_moment(self.began, self.zone))
        self.began = await self._now()
        self.cast = Cast(self.procedure, self.roster, self.began.date())
        file = self.community.roster_file
        await self.desk.cases.found_community(
            str(uuid.uuid4()), self.cast.secretariat(), self.procedure, file.roster, file.persons, file.party_cards
        )
        seats = seats_of(self.procedure, self.procedure.routing.professional)
        counted = sum(seat.counts for seat in seats)
        municipalities = sum(party.kind.value == "municipality" for party in self.roster.parties)
        self.tale.on(self.began)
        self.tale.tell(
            "founded", municipalities=municipalities, seats=len(seats), counted=counted, heard=len(seats) - counted
        )
        self.tale.tell("rules")

    async def plan_the_year(self) -> None:
        """The secretariat plans the year's meetings (P-06)."""
        year = read_year()
        for meeting in year.meetings:
            starts_at = year.starts_at(meeting, self.began.year, self.zone)
            act = a.PlanMeeting(
                body=meeting.body, starts_at=starts_at, ends_at=starts_at + MEETING_LENGTH, place=meeting.place
            )
            record = await self.desk.plan_meeting(meeting.body, act, self.cast.secretariat())
            self.meetings[meeting.key] = Planned(record, meeting.body, starts_at, meeting.place)
        who = self.tale.tongue.listed(self.tale.person(p) for p in self.cast.holders(Office.SECRETARIAT))
        self.tale.tell("planned", who=who, count=len(self.meetings))
        rows = [(m.body, self.tale.day(m.starts_at), m.place) for m in self.meetings.values()]
        self.tale.table("th_meetings", rows)

    # --- before the first stage ---------------------------------------------------------------------------------

    async def melde_sak(self, material: CaseMaterial) -> RecordId:
        """The secretariat registers what a party has brought (P-02, P-03)."""
        await self._morning_after()
        act = a.RegisterCase(
            title=material.title,
            summary=material.summary,
            proposal=material.proposal,
            proposer_party=material.proposer_party,
            consequences=material.consequences,
        )
        case = await self.desk.open_case(act, self.cast.secretariat())
        secretary = self.tale.person(self.cast.secretary())
        proposer = self.tale.parties([material.proposer_party])
        self.tale.tell("registered", who=secretary, proposer=proposer, record=case, title=material.title)
        self.tale.tell("proposal")
        self.tale.text(material.proposal)
        return case

    async def classify(self, case: RecordId, material: CaseMaterial) -> None:
        """The heads of interaction of both sides agree where the case belongs (P-04)."""
        agreed = self.cast.holders(Office.SAMHANDLINGSSJEF_MUNICIPAL, Office.SAMHANDLINGSSJEF_HOSPITAL)
        act = a.ClassifyCase(
            larger_economic=material.larger_economic,
            larger_administrative=material.larger_administrative,
            reason=material.classification_reason,
            agreed_by=agreed,
        )
        await self.desk.act(case, act, self.cast.secretariat())
        placed = (await self.desk.case(case)).classification
        assert placed is not None
        key = "classified_larger" if placed.larger else "classified_professional"
        names = self.tale.tongue.listed(self.tale.person(p) for p in agreed)
        self.tale.tell(key, agreed=names, body=placed.decision_body, drofting=placed.drofting_body)

    async def add_paper(self, case: RecordId, material: CaseMaterial) -> None:
        """A document is kept by the digest of its bytes and becomes one of the case's papers (P-06)."""
        paper, content = material.paper, material.paper.content()
        media_type = media_type_of(paper.file, content, settings().limits.document_bytes)
        async with self.desk.register.transaction() as connection:
            digest = await keep_document(connection, self.desk.community, content, media_type, paper.file)
        await self.desk.act(case, a.AddPaper(document=digest, title=paper.title), self.cast.secretariat())
        self.tale.tell("paper", paper=paper.title)

    async def place_for_drofting(self, case: RecordId, this: Round, *, again: bool) -> None:
        """The secretariat puts the case on an agenda, marked drøfting (P-05, P-08); the notice goes by itself."""
        meeting = self.meetings[this.drofting.meeting]
        await self.desk.act(case, a.PlaceCase(meeting=meeting.record, mark=Mark.DROFTING), self.cast.secretariat())
        self.tale.tell("placed_again" if again else "placed", body=meeting.body, day=self.tale.day(meeting.starts_at))
        await self.send_notice(meeting)

    async def send_notice(self, meeting: Planned) -> None:
        """Innkalling: leaves on its day without anybody's hand (P-06, P-07)."""
        due = (await self.desk.meeting(meeting.record)).notice_due
        await self._before_letters()
        await self._until(due.at)
        mails = await self.desk.mails(meeting.record, MessageKind.NOTICE)
        days = self.procedure.number("notice_days", meeting.starts_at.date())
        self.tale.tell("notice", days=days, mails=mails)

    # --- drøfting -----------------------------------------------------------------------------------------------

    async def hold_drofting(self, case: RecordId, said: DroftingMaterial) -> None:
        """The first stage: everybody is heard and nobody is bound (P-01, P-10)."""
        meeting = self.meetings[said.meeting]
        item = await self.open_item(case, meeting, ())
        self.tale.tell("drofting_opened")
        for contribution in said.contributions:
            await self.desk.pause(6)
            act = a.Contribute(about=contribution.about, text=contribution.text)
            await self.desk.act(case, act, self.cast.in_seat(contribution.seat, entered=True))
            self.tale.quote(self._who(contribution.seat), contribution.text, contribution.en)
        if said.hasty is not None:
            await self.try_to_decide_at_once(case, said.hasty)
        close = a.CloseItem(meeting=meeting.record, item=item, outcome=ItemOutcome.READY, summary=said.summary)
        await self.desk.act(case, close, self.cast.chair(meeting.body))
        summary = said.summary_en if self.tale.language == "en" else said.summary.rstrip(".")
        self.tale.tell("drofting_closed", summary=summary)
        await self.close_meeting(meeting)

    async def try_to_decide_at_once(self, case: RecordId, seat: SeatId) -> None:
        """Somebody takes a position where nobody can be bound: refused by P-01, and put on record (S-04)."""
        state = await self.desk.case(case)
        act = a.TakePosition(stance=Consent(), text_digest=state.text.digest, case_version=state.version)
        answer = await self.desk.act(case, act, self.cast.in_seat(seat), expect=Outcome.REFUSED)
        assert answer.refusal is not None
        who = self.tale.person(self.cast.member(seat))
        self.tale.tell("hasty", who=who, seat=self.tale.seat(seat), rule=answer.refusal.rule)

    async def open_item(self, case: RecordId, meeting: Planned, deputies: Sequence[Deputy]) -> int:
        """The chair opens the meeting and takes up the case; its number on the agenda."""
        await self._until(meeting.starts_at)
        sitting = {d.seat: d.person for d in deputies}
        seats = seats_of(self.procedure, meeting.body)
        attendance = tuple(
            SeatAttendance(seat=s.seat, person=sitting.get(s.seat) or self.cast.member(s.seat)) for s in seats
        )
        chair = self.cast.chair(meeting.body)
        await self.desk.act(meeting.record, a.OpenMeeting(attendance=attendance), chair)
        self.tale.gap()
        self.tale.tell("opened", body=meeting.body, place=meeting.place, present=len(attendance), seats=len(seats))
        for d in deputies:
            self.tale.tell(
                "deputy",
                deputy=self.tale.person(d.person),
                seat=self.tale.seat(d.seat),
                member=self.tale.person(self.cast.member(d.seat)),
            )
        agenda = (await self.desk.meeting(meeting.record)).agenda
        item = next(i.item for i in agenda if i.case == case and not i.removed)
        await self.desk.act(meeting.record, a.OpenItem(item=item), chair)
        return item

    async def close_meeting(self, meeting: Planned) -> None:
        """The meeting ends, and its draft minutes are written and sent (P-33)."""
        await self.desk.act(meeting.record, a.CloseMeeting(), self.cast.chair(meeting.body))

        async def minuted() -> bool:
            return (await self.desk.meeting(meeting.record)).minutes is not None

        await self.desk.wait_for(f"no minutes of {meeting.record}", minuted)
        mails = await self.desk.mails(meeting.record, MessageKind.MINUTES_DRAFT)
        self.tale.tell("meeting_closed", mails=mails)

    async def raise_case(self, case: RecordId, raised: Raised) -> None:
        """A counted seat of the lower body demands the body above; the drøfting held counts (P-14, S-23)."""
        await self._until(await self._now() + timedelta(days=raised.days_after))
        act = a.DemandHigherBody(reason=raised.reason)
        await self.desk.act(case, act, self.cast.in_seat(raised.seat))
        decides = (await self.desk.case(case)).classification
        assert decides is not None
        self.tale.tell("raised", seat=self.tale.seat(raised.seat), body=decides.decision_body)
        self.tale.quote(self._who(raised.seat), raised.reason, raised.en)
        empty = self.meetings[raised.called_off]
        call_off = a.CancelMeeting(reason=raised.called_off_because)
        await self.desk.act(empty.record, call_off, self.cast.secretariat())
        self.tale.tell("called_off", body=empty.body, day=self.tale.day(empty.starts_at))

    # --- forankring ---------------------------------------------------------------------------------------------

    async def await_forankring(self, case: RecordId, this: Round) -> None:
        """Every party takes the case home; answers inform, silence stands as silence (P-11, P-22)."""
        meeting = self.meetings[this.beslutning.meeting]
        asked = await self._forankring_asked(case, meeting)
        self.tale.tell(
            "following",
            body=meeting.body,
            day=self.tale.day(meeting.starts_at),
            parties=len(asked.parties),
            due=self.tale.day(asked.due.day),
        )
        await Forankring(self.desk, self.tale, self.cast, case, asked, self.zone).carry(this.forankring)
        await self.send_notice(meeting)  # P-06: again by itself, now with the case marked beslutning

    async def _forankring_asked(self, case: RecordId, meeting: Planned) -> e.ForankringAsked:
        """The house found the following meeting and asked; both stand in the record."""
        entries = await self.desk.entries(case)
        asked = [entry.body for entry in entries if isinstance(entry.body, e.ForankringAsked)][-1]
        assert asked.meeting == meeting.record, f"{asked.meeting} is not the meeting that the story expects"
        return asked

    # --- beslutning ---------------------------------------------------------------------------------------------

    async def take_beslutning(self, case: RecordId, taken: BeslutningMaterial) -> bool:
        """The second stage, in a following meeting: a roll call (P-12, P-20). Whether there is consensus."""
        meeting = self.meetings[taken.meeting]
        item = await self.open_item(case, meeting, taken.deputies)
        beslutning = Beslutning(self.desk, self.tale, self.cast, case, self.began.year)
        decided = await beslutning.carry(meeting.record, meeting.body, item, taken)
        await self.close_meeting(meeting)
        for reserved in (p.reserved for p in taken.positions if p.reserved is not None):
            await self.council_says(case, reserved)  # P-20
        return decided

    async def council_says(self, case: RecordId, reserved: Reserved) -> None:
        """What a consent waited for: the council treats the case, and the party is bound (P-20, S-10)."""
        day = reserved.treated.of(self.began.year)
        await self._until(datetime.combine(day, COUNCIL_HOUR, self.zone))
        act = a.AnswerReservation(
            party=reserved.party,
            approved=True,
            treated_by=reserved.treated_by,
            treated_on=day,
            reference=reserved.reference,
        )
        await self.desk.act(case, act, self.cast.contact(reserved.party))
        await self.desk.in_follow_up(case)
        party = self.tale.parties([reserved.party])
        self.tale.tell("approved", party=party, treated_by=reserved.treated_by, reference=reserved.reference)

    async def choose_path(self, case: RecordId, path: PathMaterial) -> None:
        """The chair of the deciding body chooses the way on, with a reason (P-13)."""
        await self._until(await self._now() + timedelta(days=path.days_after))
        act = a.ChoosePath(
            path=a.PathAfterDisagreement.NEW_DROFTING,
            reason=path.reason,
            drofting_body=path.drofting_body,
            amended_proposal=path.amended_proposal,
        )
        await self.desk.act(case, act, Claim(person=path.person))
        classification = (await self.desk.case(case)).classification
        assert classification is not None
        who = self.tale.person(path.person)
        self.tale.tell("path", who=who, body=classification.decision_body, drofting=path.drofting_body)
        self.tale.quote(who, path.reason, path.reason_en)
        self.tale.tell("amended")
        self.tale.text(path.amended_proposal)

    async def close(self, case: RecordId) -> None:
        """What every bound party now has to do at home (P-35); the case stays open until they have done it."""
        entries = await self.desk.entries(case)
        opened = [entry.body for entry in entries if isinstance(entry.body, e.FollowUpOpened)]
        self.tale.tell("follow_up", parties=len(opened), year=opened[0].budget_year, due=self.tale.day(opened[0].due))
        days = self.tale.days_between(entries[0].at, entries[-1].at)
        self.tale.tell("in_follow_up", days=days, entries=len(entries))

    # --- time ---------------------------------------------------------------------------------------------------

    async def _now(self) -> datetime:
        return (await self.desk.clock.now()).astimezone(self.zone)

    async def _until(self, moment: datetime) -> None:
        await self.desk.until(moment)
        self.tale.on(await self._now())

    async def _morning_after(self) -> None:
        """The story's first day as it stands; later the Monday after, at nine."""
        now = await self._now()
        if self.cases:
            monday = now + timedelta(days=7 - now.weekday())
            await self.desk.until(monday.replace(hour=9, minute=0, second=0, microsecond=0))
        self.tale.on(await self._now())

    # --- who and what -------------------------------------------------------------------------------------------

    def _who(self, seat: SeatId) -> str:
        return f"{self.tale.person(self.cast.member(seat))}, {self.tale.seat(seat)}"

    def _title(self, material: CaseMaterial) -> str:
        return material.en if self.tale.language == "en" else material.title
