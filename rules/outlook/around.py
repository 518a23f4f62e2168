"""What an outlook is reckoned from, and who can act for a seat, a party, a chair or an office on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from models.acts import MeetingFacts
from models.base import BodyId, Instant, PartyId, PersonId, SeatId
from models.outlook import Duty
from models.procedure import Procedure
from models.roster import Office, Roster
from models.state import CaseState
from rules.case.context import roster_of
from rules.legal_dates import local_day
from rules.seats import holders_of, holdings_of, in_force

WITHOUT_A_PLACE = (
    "case_classified",
    "left_agenda",
    "drofting_held",
    "path_chosen",
    "decision_postponed",
    "time_asked",
    "case_taken_over",
    "nemnda_answered",
)
BEGAN_WITH: Mapping[Duty, tuple[str, ...]] = {
    Duty.CLASSIFY: ("case_registered",),
    Duty.PLACE: WITHOUT_A_PLACE,
    Duty.PLAN_MEETING: WITHOUT_A_PLACE,
    Duty.CONTRIBUTE: ("case_item_opened",),
    Duty.ANSWER_FORANKRING: ("forankring_asked",),
    Duty.GIVE_INPUT: ("involvement_asked",),
    Duty.SUMMARISE_INVOLVEMENT: ("involvement_closed",),
    Duty.TAKE_POSITION: ("case_item_opened", "text_amended"),
    Duty.WITHDRAW_OBJECTION: ("objection_lodged",),
    Duty.CLOSE_ITEM: ("case_item_opened", "meeting_item_opened"),
    Duty.CHOOSE_PATH: ("path_asked", "no_consensus", "reservation_answered", "consent_ratified"),
    Duty.TAKE_OVER: ("case_withdrawn",),
    Duty.ANSWER_RESERVATION: ("binding_withheld",),
    Duty.RATIFY_CONSENT: ("binding_withheld",),
    Duty.SETTLE_AUTHORITY: ("late_objection_lodged",),
    Duty.ANSWER_JOINT_MEASURE: ("case_registered", "case_kind_set"),
    Duty.RECORD_USERS: ("case_registered", "case_kind_set"),
    Duty.DELIVER_STATEMENT: ("statements_due",),
    Duty.CONFIRM_INHERITED: ("seat_holder_replaced",),
    Duty.CARRY_OUT: ("follow_up_opened",),
    Duty.CHECK_DECISION: ("decision_held",),
    Duty.SEE_TO_WITNESSES: ("witnesses_awaited",),
    Duty.OPEN_MEETING: ("notice_sent",),
    Duty.CALL_OFF_MEETING: ("notice_sent",),
    Duty.OPEN_ITEM: ("meeting_opened", "meeting_item_concluded"),
    Duty.CLOSE_MEETING: ("meeting_item_concluded", "meeting_opened"),
    Duty.ANSWER_AFTER: ("answers_awaited",),
    Duty.ANSWER_IN_WRITING: ("written_procedure_opened",),
    Duty.CONSENT_NOTICE: ("meeting_planned", "meeting_moved"),
    Duty.ANSWER_COMMENT: ("minutes_commented",),
    Duty.SETTLE_CLAIM: ("minutes_contested",),
    Duty.AGREE_CORRECTION: ("correction_proposed",),
    Duty.APPROVE_MINUTES: ("minutes_drafted",),
    Duty.APPROVE_AGREEMENT: ("sent_for_approval",),
    Duty.REPORT_AGREEMENT: ("relation_entered",),
    Duty.REVIEW_AGREEMENT: ("review_reminded",),
    Duty.ENTER_RECEIPT: ("notice_given",),
    Duty.ANSWER_WITHDRAWAL: ("withdrawal_asked",),
    Duty.BRING_DISPUTE: ("path_chosen",),
    Duty.CONSENT_TO_DISPUTE: ("dispute_opened",),
    Duty.SET_CONSENT_RULE: ("dispute_opened",),
    Duty.WAIVE_LOCAL_STEPS: ("dispute_opened",),
    Duty.CHECK_DOCUMENT: ("dispute_document_added",),
    Duty.CONFIRM_ANONYMISED: ("dispute_document_checked",),
    Duty.SUBMIT_DISPUTE: (
        "dispute_opened",
        "consent_answered",
        "consent_rule_set",
        "local_steps_waived",
        "anonymisation_confirmed",
    ),
    Duty.SEE_IT_LEAVE: ("dispute_submitted",),
    Duty.ENTER_NEMNDA_RECEIPT: ("submission_sent", "dispute_submitted"),
    Duty.REPLY_TO_DISPUTE: ("dispute_submitted",),
    Duty.ENTER_WITHDRAWAL_ANSWER: ("consent_withdrawn",),
    Duty.ENTER_MEDIATION: ("dispute_submitted",),
    Duty.ENTER_OPINION: ("dispute_submitted",),
    Duty.FOLLOW_ADVICE: ("outcome_entered",),
    Duty.SETTLE_MEDIATION: ("outcome_entered",),
    Duty.SIGN_AGREEMENT: ("approval_recorded",),
    Duty.REPORT_NOTICE: ("notice_given", "notice_withdrawn"),
}
"""The kinds of entry from which on something is waited for: the last of them is since when."""


@dataclass(frozen=True)
class Around:
    """The rules a record was opened under, the roster in force, the meetings to come, and the legal time."""

    procedure: Procedure
    roster: Roster
    meetings: tuple[MeetingFacts, ...]  # of the community, neither called off nor closed
    now: datetime
    opened_with: Roster | None = None  # None: the roster in force
    happened: Mapping[str, Instant] = field(default_factory=dict)  # when the last entry of each kind was made

    def table(self, state: CaseState) -> Roster:
        """Whom the seats speak for in the case: as when it was opened, and with who came or left since (P-25)."""
        return roster_of(state, self.opened_with or self.roster)

    @property
    def day(self) -> date:
        """The local day."""
        return local_day(self.now, self.procedure.timezone)

    def since(self, duty: Duty) -> Instant | None:
        """Since when that is waited for."""
        return max((self.happened[k] for k in BEGAN_WITH[duty] if k in self.happened), default=None)

    def of_seat(self, seat: SeatId) -> tuple[PersonId, ...]:
        """Member and deputies, member first (P-23)."""
        return tuple(h.person for h in holdings_of(seat, self.roster, self.day))

    def of_party(self, party: PartyId) -> tuple[PersonId, ...]:
        """The party's contacts."""
        return holders_of(Office.PARTY_CONTACT, self.roster, self.day, party=party)

    def of_office(self, office: Office) -> tuple[PersonId, ...]:
        """Everyone in the office."""
        held = (o.person for o in self.roster.offices if o.office is office and in_force(o.since, o.until, self.day))
        return tuple(dict.fromkeys(held))

    def of_chair(self, body: BodyId) -> tuple[PersonId, ...]:
        """The chair's seat, its deputies, then the secretariat, which may enter it (P-32)."""
        led = (*self.of_seat(self.procedure.body(body).chair), *self.of_office(Office.SECRETARIAT))
        return tuple(dict.fromkeys(led))
