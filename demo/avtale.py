"""The third story: notice on a leap day, no way back, mediation, a new agreement before the old one ends.

Two years go by. What is said stands in the story's `agreement.yaml`; every date is counted from the leap day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.cast import Cast
from demo.desk import Desk
from demo.material import AgreementMaterial, Paper, ResolutionMaterial
from demo.tale import Tale
from models import acts as a
from models import entries as e
from models.agreement import ApprovalResult, Resolution, Signatory
from models.agreement_state import AgreementState
from models.base import Digest, RecordId
from models.dispute import DisputeKind, Mediation, Outcome
from models.periods import Moment
from register.documents import keep_document, media_type_of
from settings import settings

HOUR = time(10)
REPORTED, BACK, REFUSED, BROUGHT, CONSENTED, SUBMITTED = (
    7,
    42,
    63,
    189,
    210,
    217,
)  # days after the notice, whole weeks
MEDIATED, DRAFTED, APPROVED, SIGNED, PUBLISHED = 259, 273, 294, 322, 336


class Avtale:
    """One telling of an agreement that is said up and renewed."""

    def __init__(self, desk: Desk, tale: Tale, cast: Cast, material: AgreementMaterial, zone: ZoneInfo) -> None:
        """Nothing has happened yet."""
        self.desk, self.tale, self.cast, self.said, self.zone = desk, tale, cast, material, zone
        self.leap_day = date.min

    async def carry(self) -> tuple[RecordId, RecordId, RecordId]:
        """The old agreement, the dispute, the new agreement."""
        old = await self.bring_in()
        await self.give_notice(old)  # A-10, T-02..T-04
        await self.report(old)
        await self.try_to_withdraw(old)
        dispute = await self.mediate()  # N-01..N-13
        new = await self.make_anew(dispute)  # N-13, A-02, A-09
        await self.end(old, new)  # T-04, T-05
        return old, dispute, new

    async def bring_in(self) -> RecordId:
        """The agreement as it has been since 2024: imported, not proved (A-01)."""
        now = (await self.desk.clock.now()).astimezone(self.zone)
        self.leap_day = leap_day_after(now.date())
        await self._on(0)
        [brought] = await self.desk.cases.import_agreements(
            self.desk.community, self.cast.secretariat(), [self.said.old]
        )
        await self.desk.settled()
        self.tale.tell("agreement_old", title=self.said.old.title, parties=len(self.said.old.parties) - 1)
        return brought.record

    async def give_notice(self, old: RecordId) -> None:
        """A council gives notice on its agreement; it is received the same day, which no February has next year."""
        by, to, today = self.said.by, self.said.to, Moment(day=self.leap_day)
        given = a.GiveNotice(by=by, sent=today, authority=self._resolved(self.said.notice, self.leap_day))
        await self.desk.act(old, given, self.cast.contact(by))
        await self.desk.act(old, a.RecordReceipt(notice=1, parties=(to,), received=today), self.cast.contact(to))
        [end] = (await self._computed(old)).ends
        self.tale.tell("notice_given", by=self.tale.parties([by]), body=self.said.notice.body)
        self.tale.tell(
            "notice_computed",
            last=self.tale.day(end.computation.in_force_to),
            how="; ".join(self.tale.tongue.derivation(end.computation)),
        )
        self.tale.tell("notice_others", parties=len(self.said.old.parties) - 2)

    async def report(self, old: RecordId) -> None:
        """The regional health authority tells Helsedirektoratet, and the secretariat enters its copy (A-11)."""
        await self._on(REPORTED)
        proof = await self._keep(self.said.report)
        reported = a.ReportNotice(notice=1, on=self._day(REPORTED), way="e-post", proof=proof)
        await self.desk.act(old, reported, self.cast.secretariat())
        self.tale.tell("notice_reported")

    async def try_to_withdraw(self, old: RecordId) -> None:
        """The counterpart has read it: it must agree, and does not (A-13, S-45)."""
        await self._on(BACK)
        arrived = Moment(day=self._day(BACK))
        back = a.WithdrawNotice(notice=1, arrived=arrived, reason=self.said.withdrawal)
        await self.desk.act(old, back, self.cast.contact(self.said.by))
        who = self.tale.parties([self.said.by])
        self.tale.tell("notice_back", by=who, to=self.tale.parties([self.said.to]))
        self.tale.quote(who, self.said.withdrawal, self.said.withdrawal_en)
        await self._on(REFUSED)
        no = a.AnswerWithdrawal(notice=1, party=self.said.to, agrees=False)
        await self.desk.act(old, no, self.cast.contact(self.said.to))
        self.tale.tell("notice_stays", to=self.tale.parties([self.said.to]), body=self.said.refusal.body)

    async def mediate(self) -> RecordId:
        """Both consent, so Tvisteløsningsnemnda mediates about entering an agreement (N-03, N-12)."""
        said = self.said.dispute
        await self._on(BROUGHT)
        brought = a.BringDispute(
            matter=DisputeKind.ENTERING,
            title=said.title,
            by=self.said.by,
            counterparts=(self.said.to,),
            question=said.question,
            authority=self._resolved(said.authority, self._day(BROUGHT)),
        )
        dispute = await self.desk.open_dispute(brought, self.cast.contact(self.said.by))
        self.tale.tell("dispute_brought", by=self.tale.parties([self.said.by]), to=self.tale.parties([self.said.to]))
        self.tale.quote(self.tale.parties([self.said.by]), said.question, said.question_en)
        await self._on(CONSENTED)
        yes = self._resolved(said.consent, self._day(CONSENTED))
        consents = a.AnswerConsent(party=self.said.to, consents=True, authority=yes)
        await self.desk.act(dispute, consents, self.cast.contact(self.said.to))
        for party in (self.said.by, self.said.to):
            waived = a.WaiveLocalSteps(party=party, reason=said.waived)
            await self.desk.act(dispute, waived, self.cast.contact(party))
        self.tale.tell("dispute_consented", to=self.tale.parties([self.said.to]))
        await self._on(SUBMITTED)
        document = await self._keep(self.said.paper)
        secretariat = self.cast.secretariat()
        await self.desk.act(
            dispute, a.AddDisputeDocument(document=document, title=self.said.paper.title), secretariat
        )
        await self.desk.act(dispute, a.CheckDisputeDocument(document=document), secretariat)
        await self.desk.act(dispute, a.ConfirmAnonymised(document=document), secretariat)
        await self.desk.act(dispute, a.SubmitDispute(contact=self.cast.secretary()), secretariat)
        await self.desk.dispute_left(dispute)
        self.tale.tell("dispute_sent", who=self.tale.person(self.cast.secretary()))
        await self._on(MEDIATED)
        mediated = Outcome(
            on=self._day(MEDIATED), reference=said.reference, summary=said.summary, result=Mediation(agreed=True)
        )
        await self.desk.act(dispute, a.RecordOutcome(outcome=mediated), secretariat)
        summary = said.summary_en if self.tale.language == "en" else said.summary
        self.tale.tell("dispute_mediated", summary=summary.rstrip("."))
        return dispute

    async def make_anew(self, dispute: RecordId) -> RecordId:
        """Users take part, each party approves, then each signs: only then is it entered (A-02, A-09)."""
        secretariat = self.cast.secretariat()
        await self._on(DRAFTED)
        document = await self._keep(self.said.paper)
        drafted = a.DraftAgreement(agreement=self.said.new, document=document)
        new = await self.desk.open_agreement(drafted, secretariat)
        users = self.said.users
        heard = a.HearUsers(organisation=users.organisation, how=users.how, on=self._day(DRAFTED))
        await self.desk.act(new, heard, secretariat)
        self.tale.tell("agreement_drafted", users=users.organisation)
        await self.desk.act(new, a.SendForApproval(), secretariat)
        await self.desk.act(dispute, a.SettleMediation(agreement=self.said.new.agreement), secretariat)
        await self._on(APPROVED)
        for party in self.said.approvals:
            resolved = Resolution(body=party.body, on=self._day(APPROVED), case_number=party.case_number)
            approval = a.RecordApproval(party=party.party, result=ApprovalResult.APPROVED, resolution=resolved)
            await self.desk.act(new, approval, self.cast.contact(party.party))
        self.tale.tell("agreement_approved", parties=self.tale.parties([p.party for p in self.said.approvals]))
        await self._on(SIGNED)
        for party in self.said.approvals:
            signed = a.SignAgreement(
                party=party.party, signed_on=self._day(SIGNED), by=Signatory(office=party.office)
            )
            await self.desk.act(new, signed, self.cast.contact(party.party))
        self.tale.tell("agreement_signed", day=self.tale.day(self._day(SIGNED)))
        await self._on(PUBLISHED)
        published = a.ReportSent(on=self._day(PUBLISHED), way="published", where=self.said.published)
        await self.desk.act(new, published, secretariat)
        self.tale.tell("agreement_published")
        return new

    async def end(self, old: RecordId, new: RecordId) -> None:
        """The clock that was armed a year ago rings, once and on its day; the new agreement stands (T-04, T-05)."""
        [end] = (await self._computed(old)).ends
        await self.desk.until(end.computation.ends_at)
        self.tale.on((await self.desk.clock.now()).astimezone(self.zone))
        ended = [x.body for x in await self.desk.entries(old) if isinstance(x.body, e.RelationEnded)]
        entered = (await self._computed(new)).relations[0].entered_on
        assert entered is not None, "it was signed by both"
        self.tale.tell(
            "agreement_ended",
            by=self.tale.parties([self.said.by]),
            last=self.tale.day(ended[-1].last_day),
            entered=self.tale.day(entered),
        )

    # --- time and papers ----------------------------------------------------------------------------------------

    def _day(self, days: int) -> date:
        return self.leap_day + timedelta(days=days)

    async def _on(self, days: int) -> None:
        await self.desk.until(datetime.combine(self._day(days), HOUR, self.zone))
        self.tale.on((await self.desk.clock.now()).astimezone(self.zone))

    async def _computed(self, record: RecordId) -> AgreementState:
        await self.desk.settled()
        return await self.desk.agreement(record)

    async def _keep(self, paper: Paper) -> Digest:
        content = paper.content()
        media_type = media_type_of(paper.file, content, settings().limits.document_bytes)
        async with self.desk.register.transaction() as connection:
            return await keep_document(connection, self.desk.community, content, media_type, paper.file)

    @staticmethod
    def _resolved(said: ResolutionMaterial, on: date) -> Resolution:
        return Resolution(body=said.body, on=on, case_number=said.case_number)


def leap_day_after(day: date) -> date:
    """The next 29 February."""
    year = day.year
    while True:
        if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) and date(year, 2, 29) > day:
            return date(year, 2, 29)
        year += 1
