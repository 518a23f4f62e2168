"""A health community's way of deciding, as data: bodies, seats, routing and numbers, each with its source.

Nothing here knows a community or a body by name. A case carries the whole procedure it was opened under (P-38).
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.base import BodyId, Count, Frozen, GroupId, Line, RuleId, SeatId, Text
from models.rulebook import Force


class Side(StrEnum):
    """Whom a seat comes from; only municipal and hospital seats can count for consensus (P-18)."""

    MUNICIPAL = "municipal"
    HOSPITAL = "hospital"
    GP = "gp"
    STAFF = "staff"
    USERS = "users"
    ADVISERS = "advisers"  # municipal chief doctors and others who advise


class Names(Frozen):
    """What people read, in both written standards of Norwegian and in English."""

    nb: Line
    nn: Line
    en: Line


class SeatDefinition(Frozen):
    """A place at a body's table; it speaks for the parties of its group (none for seats that are only heard)."""

    seat: SeatId
    names: Names
    side: Side
    group: GroupId | None = None
    counts: bool


class Escalation(Frozen):
    """What becomes of a case that finds no consensus in a body (P-13, P-14, P-15)."""

    ways: tuple[str, ...] = Field(min_length=1)  # what its chair may choose
    default: str  # what is proposed to the chair, who chooses
    force: Force
    source: Line
    last_checked: date


class BodyDefinition(Frozen):
    """A body that meets: which stages it may hold, and who sits in it."""

    body: BodyId
    names: Names
    level: Count  # 1 is nearest the professionals; a higher number is a higher body (P-14)
    deliberates: bool = True
    decides: bool = True
    raises_to: BodyId | None = None  # where its cases are raised to (P-14, P-15); None: it is the highest
    escalation: Escalation | None = None  # of a body that decides
    chair: SeatId
    seats: tuple[SeatDefinition, ...] = Field(min_length=1)


class Routing(Frozen):
    """Who deliberates and who decides, by kind of case (P-04, P-05)."""

    larger_consequences: BodyId
    professional: BodyId
    drofting_default: BodyId
    drofting_direct: tuple[BodyId, ...] = ()  # allowed with a reason that chair and secretariat share
    local: tuple[
        BodyId, ...
    ] = ()  # take a professional case through both stages where it concerns only their parties


class DatedValue(Frozen):
    """A number and the day it applies from. Dated lines are added, never edited (P-38)."""

    since: date
    value: int | bool | str


class Number(Frozen):
    """One adjustable number or switch of the procedure, with what it rests on."""

    name: str
    label: Line
    unit: str
    rule: RuleId
    force: Force
    source: Line
    last_checked: date
    values: tuple[DatedValue, ...] = Field(min_length=1)

    def on(self, day: date) -> int | bool | str:
        """The value in force on a local date.

        Raises:
            LookupError: no value is dated on or before `day`.
        """
        in_force = [dated.value for dated in self.values if dated.since <= day]
        if not in_force:
            raise LookupError(f"{self.name} has no value on {day}: the first is from {self.values[0].since}")
        return in_force[-1]


class Silence(StrEnum):
    """What it means that nobody acted before a clock rang (P-22)."""

    NOT_CONSENT = "not_consent"  # whoever was asked is shown as silent
    CONSENT = "consent"  # only where a law or an agreement says so
    RIGHT_LAPSES = "right_lapses"  # what could have been done can be done no more
    NOBODY_IS_ASKED = "nobody_is_asked"  # the house acts by itself


class ClockDefinition(Frozen):
    """A due time that the procedure starts: the numbers it runs by, what happens, and what silence means."""

    name: str  # what the names of running clocks begin with
    label: Line
    runs_by: tuple[str, ...] = Field(min_length=1)  # names of numbers
    reminds_of: str | None = None  # the clock before which it reminds
    then: str
    silence: Silence
    rule: RuleId
    force: Force
    source: Line
    last_checked: date


class Procedure(Frozen):
    """The whole procedure of one health community in one version."""

    procedure: str
    version: str
    names: Names
    valid_from: date
    source: Text
    timezone: str
    language: str = "nb"  # of minutes and of whoever has chosen none: nb, nn or en
    bodies: tuple[BodyDefinition, ...] = Field(min_length=1)
    routing: Routing
    clocks: tuple[ClockDefinition, ...] = ()
    numbers: tuple[Number, ...]

    def body(self, body: BodyId) -> BodyDefinition:
        """The body of that id.

        Raises:
            LookupError: the procedure has no such body.
        """
        for candidate in self.bodies:
            if candidate.body == body:
                return candidate
        raise LookupError(f"the procedure {self.procedure} has no body {body!r}")

    def seat(self, seat: SeatId) -> SeatDefinition:
        """The seat of that id, in whichever body.

        Raises:
            LookupError: the procedure has no such seat.
        """
        for body in self.bodies:
            for candidate in body.seats:
                if candidate.seat == seat:
                    return candidate
        raise LookupError(f"the procedure {self.procedure} has no seat {seat!r}")

    def body_of(self, seat: SeatId) -> BodyDefinition:
        """The body in which the seat stands; LookupError as `seat`."""
        for body in self.bodies:
            if any(candidate.seat == seat for candidate in body.seats):
                return body
        raise LookupError(f"the procedure {self.procedure} has no seat {seat!r}")

    def number(self, name: str, day: date) -> int:
        """A whole number of the procedure on a date; LookupError where there is none."""
        value = self._value(name, day)
        if isinstance(value, bool) or not isinstance(value, int):
            raise LookupError(f"{name} is not a whole number in the procedure {self.procedure}")
        return value

    def switch(self, name: str, day: date) -> bool:
        """A yes or no of the procedure on a date; LookupError where there is none."""
        value = self._value(name, day)
        if not isinstance(value, bool):
            raise LookupError(f"{name} is not true or false in the procedure {self.procedure}")
        return value

    def choice(self, name: str, day: date) -> str:
        """A named mode of the procedure on a date; LookupError where there is none."""
        value = self._value(name, day)
        if not isinstance(value, str):
            raise LookupError(f"{name} is not a mode in the procedure {self.procedure}")
        return value

    def _value(self, name: str, day: date) -> int | bool | str:
        for number in self.numbers:
            if number.name == name:
                return number.on(day)
        raise LookupError(f"the procedure {self.procedure} has no number {name!r}")
