"""What the demo's cases say and when its meetings are: the story's YAML, read into values.

Every sentence that becomes part of a record stands in a story's folder, beside the procedure whose bodies and seats
it names; the code only carries it. How it is told to whoever watches stands beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from ruamel.yaml import YAML

from models.acts import (
    ConsentWithReservation,
    Consequence,
    ContributionKind,
    ForankringAnswer,
    RecusalGround,
    Stance,
)
from models.agreement import Agreement
from models.base import BodyId, Count, Frozen, Line, PartyId, PersonId, SeatId, Text
from procedures.loading import DEMO_STORY

Language = Literal["nb", "nn", "en"]

HERE = Path(__file__).parent
CASES = tuple(sorted(file.name for file in DEMO_STORY.glob("case-*.yaml")))
WEDNESDAY = 2
MEETING_HOUR = 9
MEETING_LENGTH = timedelta(hours=3)


class Paper(Frozen):
    """A document that goes out with the notice."""

    file: str
    title: Line

    def content(self) -> bytes:
        """Its bytes, as they are kept and mailed."""
        return (DEMO_STORY / "papers" / self.file).read_bytes()


class Said(Frozen):
    """What a seat says in drøfting."""

    seat: SeatId
    about: ContributionKind
    text: Text
    en: str


class Answered(Frozen):
    """A party's answer, so many days before the last day for answers."""

    party: PartyId
    days_left: Count
    answer: ForankringAnswer
    treated_by: Line
    comment: Text | None = None
    en: str | None = None


class OnWednesday(Frozen):
    """The first, second ... Wednesday of a month of the story's year."""

    month: Count
    wednesday: Count

    def of(self, year: int) -> date:
        """The day in a year."""
        return nth_weekday(year, self.month, WEDNESDAY, self.wednesday)


class Reserved(Frozen):
    """A consent that waits for what a party's council says, and what it says (P-20)."""

    party: PartyId
    treated_by: Line
    treated: OnWednesday
    statement: Text
    reference: Line

    def stance(self, year: int) -> ConsentWithReservation:
        """The position, in a story of that year."""
        return ConsentWithReservation(
            parties=(self.party,),
            treated_by=self.treated_by,
            treated_on=self.treated.of(year),
            statement=self.statement,
        )


class Taken(Frozen):
    """A seat's position; `entered`: said in the room and entered by the secretariat."""

    seat: SeatId
    stance: Stance | None = None  # None: a reservation
    reserved: Reserved | None = None
    entered: bool = False
    en: str | None = None

    def said(self, year: int) -> Stance:
        """The position, in a story of that year."""
        stance = self.stance if self.reserved is None else self.reserved.stance(year)
        assert stance is not None, f"{self.seat} says something"
        return stance


class Deputy(Frozen):
    """A deputy who sits in a seat in one meeting."""

    seat: SeatId
    person: PersonId


class Recused(Frozen):
    """A member who takes no part in this case, why, and who steps in (P-26)."""

    seat: SeatId
    ground: RecusalGround
    reason: Text
    en: str
    deputy: PersonId


class Raised(Frozen):
    """A seat of the lower body demands that the body above decides (P-14)."""

    seat: SeatId
    days_after: Count
    reason: Text
    en: str
    called_off: str  # the lower body's meeting that is left without a case
    called_off_because: Text


class DroftingMaterial(Frozen):
    """One drøfting."""

    meeting: str
    contributions: tuple[Said, ...]
    summary: Text
    summary_en: str
    hasty: SeatId | None = None


class BeslutningMaterial(Frozen):
    """One roll call."""

    meeting: str
    positions: tuple[Taken, ...]
    deputies: tuple[Deputy, ...] = ()
    recused: tuple[Recused, ...] = ()


class Round(Frozen):
    """The two stages, and the parties' own treatment between them."""

    drofting: DroftingMaterial
    raised: Raised | None = None
    forankring: tuple[Answered, ...]
    beslutning: BeslutningMaterial


class PathMaterial(Frozen):
    """What the chair chooses after no consensus."""

    person: PersonId
    days_after: Count
    drofting_body: BodyId
    reason: Text
    reason_en: str
    amended_proposal: Text


class CaseMaterial(Frozen):
    """One case from melding to the last roll call."""

    title: Line
    en: str
    proposer_party: PartyId
    summary: Text
    proposal: Text
    consequences: tuple[Consequence, ...]
    larger_economic: bool
    larger_administrative: bool
    classification_reason: Text
    paper: Paper
    rounds: tuple[Round, ...] = Field(min_length=1)
    path: PathMaterial | None = None


class Begins(Frozen):
    """The day the story begins: the first, second ... Monday of a month."""

    month: Count
    monday: Count
    hour: Count


class MeetingMaterial(Frozen):
    """A meeting on the first, second ... Wednesday of a month."""

    key: str
    body: BodyId
    month: Count
    wednesday: Count
    place: Line


class Year(Frozen):
    """The story's calendar."""

    begins: Begins
    meetings: tuple[MeetingMaterial, ...]

    def first_moment(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first beginning of the story after now."""
        begins = self.begins
        for year in (now.year, now.year + 1):
            day = nth_weekday(year, begins.month, 0, begins.monday)
            moment = datetime.combine(day, time(begins.hour), zone)
            if moment > now:
                return moment
        raise ValueError(f"no beginning within a year of {now}")

    @staticmethod
    def starts_at(meeting: MeetingMaterial, year: int, zone: ZoneInfo) -> datetime:
        """When a meeting of the story's year starts."""
        day = nth_weekday(year, meeting.month, WEDNESDAY, meeting.wednesday)
        return datetime.combine(day, time(MEETING_HOUR), zone)


class ResolutionMaterial(Frozen):
    """What a council or board resolved; the story says on which day."""

    body: Line
    case_number: Line


class DisputeMaterial(Frozen):
    """What the nemnda is asked, and what it came to."""

    title: Line
    question: Text
    question_en: str
    waived: Text
    reference: Line
    summary: Text
    summary_en: str
    authority: ResolutionMaterial
    consent: ResolutionMaterial


class UsersMaterial(Frozen):
    """How users took part."""

    organisation: Line
    how: Text


class ApprovalMaterial(Frozen):
    """A party that approves and signs the new agreement."""

    party: PartyId
    body: Line
    case_number: Line
    office: Line


class AgreementMaterial(Frozen):
    """An agreement that is said up, and the one that follows it."""

    by: PartyId
    to: PartyId
    old: Agreement
    new: Agreement
    notice: ResolutionMaterial
    report: Paper
    withdrawal: Text
    withdrawal_en: str
    refusal: ResolutionMaterial
    dispute: DisputeMaterial
    paper: Paper
    users: UsersMaterial
    approvals: tuple[ApprovalMaterial, ...]
    published: Line


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The first, second ... of a weekday (0: Monday) in a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def read_case(file: str) -> CaseMaterial:
    """One of the demo's cases."""
    return CaseMaterial.model_validate_json(_as_json(file))


def read_agreement() -> AgreementMaterial:
    """The demo's agreement."""
    return AgreementMaterial.model_validate_json(_as_json("agreement.yaml"))


def read_year() -> Year:
    """The demo's calendar."""
    return Year.model_validate_json(_as_json("year.yaml"))


def read_words(language: Language) -> Mapping[str, str]:
    """The sentences of the tale in a language."""
    file = f"tale.{language}.yaml"
    words: dict[str, str] = _read(HERE / file) | _read(DEMO_STORY / file)
    return words


def _as_json(file: str) -> str:
    # JSON, since our values are strict: what YAML calls a list is a tuple there, and a word is a member of an enum.
    return json.dumps(_read(DEMO_STORY / file))


def _read(file: Path) -> Any:
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))
