"""What a health community shows to everybody: notices, minutes, and an overview of its cases (P-34). No persons."""

from datetime import date
from typing import Literal

from models.acts import Mark
from models.base import BodyId, CommunityId, Count, Digest, Frozen, Instant, LegalGround, Line, RecordId, Text
from models.state import CaseStage, MeetingStage


class PublicPaper(Frozen):
    """A paper that has been sent; of one that is withheld, only that there is one, and the legal ground."""

    paper: Count  # its number among the case's papers
    title: Line | None = None
    document: Digest | None = None
    withheld: LegalGround | None = None


class PublicDecision(Frozen):
    """What was decided, and where."""

    meeting: RecordId
    text: Text
    text_digest: Digest


class PublicCase(Frozen):
    """A case that is or has been dealt with."""

    case: RecordId
    title: Line
    stage: CaseStage
    drofting_body: BodyId | None = None
    decision_body: BodyId | None = None
    registered_at: Instant
    changed_at: Instant
    meeting: RecordId | None = None  # it waits for this one
    ended: bool
    imported: bool  # what happened before is said, not proved (P-01)
    decided: PublicDecision | None = None
    papers: tuple[PublicPaper, ...] = ()


class PublicItem(Frozen):
    """An item as the notice announced it."""

    item: Count
    case: RecordId
    title: Line
    mark: Mark


class PublicNotice(Frozen):
    """A meeting whose notice has gone out."""

    meeting: RecordId
    body: BodyId
    day: date
    starts_at: Instant
    ends_at: Instant
    place: Line
    stage: MeetingStage
    agenda: tuple[PublicItem, ...]


class PublicMinutes(Frozen):
    """The minutes of a meeting, as drafted or as approved."""

    meeting: RecordId
    body: BodyId
    day: date
    status: Literal["draft", "approved"]
    approved_at: Instant | None = None
    text: Digest
    html: Digest
    pdf: Digest | None = None


class PublicOverview(Frozen):
    """Everything, as of a moment."""

    community: CommunityId
    as_of: Instant
    notices: tuple[PublicNotice, ...]
    minutes: tuple[PublicMinutes, ...]
    cases: tuple[PublicCase, ...]
