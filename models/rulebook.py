"""What a rule is, and what a refusal by a rule says."""

from enum import StrEnum

from models.base import Frozen, RuleId
from models.texts import TextPart


class Force(StrEnum):
    """What stands behind a rule."""

    LAW = "law"
    AGREEMENT = "agreement"
    NATIONAL = "national agreement"
    PRACTICE = "published practice"
    RECOMMENDED = "recommended"
    CHOICE = "our choice"


class Rule(Frozen):
    """One rule of the procedure, as the parties would read it."""

    id: RuleId
    title: str
    text: str
    source: str
    force: Force


class RefusalCode(StrEnum):
    """Why an act was refused. The rule, the reason and the remedy stand beside it in the refusal."""

    UNKNOWN_SEAT = "unknown_seat"
    UNKNOWN_PARTY = "unknown_party"
    UNKNOWN_BODY = "unknown_body"
    UNKNOWN_PROCEDURE = "unknown_procedure"
    NO_CAPACITY = "no_capacity"
    RECUSED = "recused"
    NOT_YOUR_OFFICE = "not_your_office"
    HEARD_NOT_COUNTED = "heard_not_counted"
    NOT_PRESENT = "not_present"
    WRONG_STAGE = "wrong_stage"
    NOT_DELIBERATED = "not_deliberated"
    TOO_SOON = "too_soon"
    WRONG_BODY = "wrong_body"
    NOT_MARKED = "not_marked"
    NOTICE_SENT = "notice_sent"
    NOTICE_TOO_SHORT = "notice_too_short"
    OUTDATED_TEXT = "outdated_text"
    OUTDATED_VERSION = "outdated_version"
    UNHEARD_SEATS = "unheard_seats"
    ROLL_CALL_CLOSED = "roll_call_closed"
    NO_REASON = "no_reason"
    INCOMPLETE = "incomplete"
    NOT_AGREED = "not_agreed"
    NOT_YOURS = "not_yours"
    NOTHING_TO_CHANGE = "nothing_to_change"
    INHERITED_UNCONFIRMED = "inherited_unconfirmed"
    OBJECTION_STANDS = "objection_stands"
    TOO_LATE = "too_late"
    ANOTHER_MEETING = "another_meeting"
    PARTY_UNCOVERED = "party_uncovered"
    ANOTHER_ITEM_OPEN = "another_item_open"
    ITEMS_LEFT = "items_left"
    ONE_PERSON_TWO_SEATS = "one_person_two_seats"
    ENDED = "ended"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_PAPER = "unknown_paper"
    WITHHELD = "withheld"
    NOT_A_MEETING_DAY = "not_a_meeting_day"
    RECEIPT_BEFORE_DISPATCH = "receipt_before_dispatch"
    DISPATCH_UNKNOWN = "dispatch_unknown"
    BEYOND_CALENDAR = "beyond_calendar"
    CONSENT_MISSING = "consent_missing"
    NOT_ANONYMISED = "not_anonymised"
    TOO_LARGE = "too_large"


class Refusal(Frozen):
    """The rules' no: which rule, why, and what is allowed now. Stored, mailed and printed as it is."""

    code: RefusalCode
    rule: RuleId
    detail: str
    remedy: str
    difference: tuple[TextPart, ...] | None = None  # from the text it rested on to the one that stands (P-17)
