"""How a last day came about, step by step, in both standards of Norwegian and in English (T-03, T-06, T-07).

From the computation's facts alone: English is what is recorded with it, and the others say the same of the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from models.periods import Anchor, Computation, Moment, Period, Terms, Unit
from rules.legal_dates import why_no_working_day

Language = Literal["nb", "nn", "en"]


@dataclass(frozen=True)
class Words:
    """One language's words for a computation."""

    months: tuple[str, ...]
    numbers: tuple[str, ...]  # from two on
    units: Mapping[Unit, tuple[str, str]]  # one of it; several
    day: str
    began: Mapping[Anchor, str]
    local: str
    clause: str
    month_end: str
    missing: str
    by_receipt: str
    by_dispatch: str
    later: str
    agreed: str
    too_early: str
    named: str
    due: str
    no_working_day: str
    extended: str
    overtaken: str
    in_force: str
    days_off: Mapping[str, str]

    def plain_day(self, day: date) -> str:
        """`29 Feb 2028`."""
        return self.day.format(day=day.day, month=self.months[day.month - 1][:3], year=day.year)

    def told(self, period: Period) -> str:
        """`one year`, `three months`, `18 months`."""
        one, several = self.units[period.unit]
        if period.count == 1:
            return one
        number = dict(enumerate(self.numbers, start=2)).get(period.count, str(period.count))
        return f"{number} {several}"

    def off(self, why: str) -> str:
        """A holiday's name, or two that fall together."""
        return "; ".join(self.days_off.get(name, name) for name in why.split("; "))


# The same in bokmål and nynorsk.
_MONTHS: Final = (
    "januar", "februar", "mars", "april", "mai", "juni", "juli",
    "august", "september", "oktober", "november", "desember",
)  # fmt: skip
_NUMBERS: Final = ("to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv")

WORDS: Final[Mapping[Language, Words]] = {
    "en": Words(
        months=("January", "February", "March", "April", "May", "June", "July",
                "August", "September", "October", "November", "December"),
        numbers=("two", "three", "four", "five", "six",
                 "seven", "eight", "nine", "ten", "eleven", "twelve"),
        units={"months": ("one month", "months"), "years": ("one year", "years")},
        day="{day} {month} {year}",
        began={"receipt": "received {day}", "dispatch": "sent {day}", "entering": "entered into {day}"},
        local="local date in {timezone} ({at})",
        clause=", by {clause}",
        month_end="{period} from the end of the month{clause}",
        missing="no {day} {month} in {year}, so the last day of the month",
        by_receipt="by receipt on {day} it would be {last}",
        by_dispatch="by dispatch on {day} it would be {last}",
        later="treated as in force until the later",
        agreed="by the period {last}, but both parties have confirmed {agreed}",
        too_early="warning: the notice names {named}, which is too early; taken as the earliest day allowed, {last}",
        named="{last} at the earliest; the notice names {named}",
        due="due {day} 24:00",
        no_working_day="{day} is no working day ({why})",
        extended="extended to {day} 24:00",
        overtaken="that would be {day}, but the fixed end {fixed} comes first; the notice changes nothing",
        in_force="in force to {day} 24:00",
        days_off={},
    ),
    "nb": Words(
        months=_MONTHS,
        numbers=_NUMBERS,
        units={"months": ("én måned", "måneder"), "years": ("ett år", "år")},
        day="{day}. {month} {year}",
        began={"receipt": "mottatt {day}", "dispatch": "sendt {day}", "entering": "inngått {day}"},
        local="lokal dato i {timezone} ({at})",
        clause=", etter {clause}",
        month_end="{period} fra slutten av måneden{clause}",
        missing="ingen {day}. {month} i {year}, så siste dag i måneden",
        by_receipt="regnet fra mottak {day} ville det vært {last}",
        by_dispatch="regnet fra avsendelse {day} ville det vært {last}",
        later="regnes som gjeldende til den seneste",
        agreed="etter fristen {last}, men begge parter har bekreftet {agreed}",
        too_early="advarsel: oppsigelsen nevner {named}, som er for tidlig; regnet som første lovlige dag, {last}",
        named="tidligst {last}; oppsigelsen nevner {named}",
        due="frist {day} kl. 24.00",
        no_working_day="{day} er ingen virkedag ({why})",
        extended="forlenget til {day} kl. 24.00",
        overtaken="det ville vært {day}, men avtalens egen siste dag {fixed} kommer først; "
                  "oppsigelsen endrer ingenting",
        in_force="gjelder til {day} kl. 24.00",
        days_off={
            "New Year's Day": "første nyttårsdag", "Maundy Thursday": "skjærtorsdag", "Good Friday": "langfredag",
            "Easter Sunday": "første påskedag", "Easter Monday": "andre påskedag", "Labor Day": "1. mai",
            "Constitution Day": "17. mai", "Ascension Day": "Kristi himmelfartsdag",
            "Pentecost": "første pinsedag", "Pentecost Monday": "andre pinsedag",
            "Christmas Day": "første juledag", "Second Day of Christmas": "andre juledag",
            "Saturday": "lørdag", "Sunday": "søndag",
        },
    ),
    "nn": Words(
        months=_MONTHS,
        numbers=_NUMBERS,
        units={"months": ("éin månad", "månader"), "years": ("eitt år", "år")},
        day="{day}. {month} {year}",
        began={"receipt": "motteken {day}", "dispatch": "send {day}", "entering": "inngått {day}"},
        local="lokal dato i {timezone} ({at})",
        clause=", etter {clause}",
        month_end="{period} frå slutten av månaden{clause}",
        missing="ingen {day}. {month} i {year}, så siste dag i månaden",
        by_receipt="rekna frå mottak {day} ville det vore {last}",
        by_dispatch="rekna frå avsending {day} ville det vore {last}",
        later="blir rekna som gjeldande til den seinaste",
        agreed="etter fristen {last}, men begge partar har stadfesta {agreed}",
        too_early="åtvaring: oppseiinga nemner {named}, som er for tidleg; rekna som første lovlege dag, {last}",
        named="tidlegast {last}; oppseiinga nemner {named}",
        due="frist {day} kl. 24.00",
        no_working_day="{day} er ingen yrkedag ({why})",
        extended="forlengd til {day} kl. 24.00",
        overtaken="det ville vore {day}, men avtalen sin eigen siste dag {fixed} kjem først; "
                  "oppseiinga endrar ingenting",
        in_force="gjeld til {day} kl. 24.00",
        days_off={
            "New Year's Day": "første nyttårsdag", "Maundy Thursday": "skjertorsdag", "Good Friday": "langfredag",
            "Easter Sunday": "første påskedag", "Easter Monday": "andre påskedag", "Labor Day": "1. mai",
            "Constitution Day": "17. mai", "Ascension Day": "Kristi himmelfartsdag",
            "Pentecost": "første pinsedag", "Pentecost Monday": "andre pinsedag",
            "Christmas Day": "første juledag", "Second Day of Christmas": "andre juledag",
            "Saturday": "laurdag", "Sunday": "søndag",
        },
    ),
}  # fmt: skip


def plain_day(day: date, language: Language = "en") -> str:
    """`29 Feb 2028`; `29. feb 2028`."""
    return WORDS[language].plain_day(day)


def told(period: Period, language: Language = "en") -> str:
    """`one year`, `three months`, `18 months`."""
    return WORDS[language].told(period)


def exactly(at: datetime, language: Language = "en") -> str:
    """An instant to the minute, in UTC."""
    return f"{plain_day(at.date(), language)} {at:%H:%M} UTC"


def skipped(day: date, until: date, language: Language = "en") -> tuple[str, ...]:
    """The days that are no working days from one on to another, and why (T-09)."""
    w, said = WORDS[language], []
    while day < until:
        why = why_no_working_day(day)
        said += [] if why is None else [w.no_working_day.format(day=w.plain_day(day), why=w.off(why))]
        day += timedelta(days=1)
    return tuple(said)


def shortest_of(known: Computation) -> date:
    """The last day by the period alone, whatever was named, agreed or fixed."""
    dispatch = known.by_dispatch if known.terms.anchor == "dispatch" else None
    return dispatch or known.by_receipt


def derivation_of(known: Computation, language: Language) -> tuple[str, ...]:
    """The steps of a computation, in order, from its facts; the derivation it has already is not read."""
    return tuple(_steps(known, WORDS[language], language))


def _steps(known: Computation, w: Words, language: Language) -> Iterator[str]:
    terms, act, shortest = known.terms, known.act is True, shortest_of(known)
    counted = known.sent if terms.anchor == "dispatch" and known.sent is not None else known.received
    yield _began(terms.anchor, counted, known.timezone, w, language)
    yield from _counted(counted, terms, shortest, w)
    yield from _other_reading(known, w)
    yield from _chosen(shortest, known.named_end, known.agreed_end, w)
    if act:
        yield w.due.format(day=w.plain_day(known.last_day))
    moved = known.extended_day
    if moved is not None and moved > known.last_day:
        yield from skipped(known.last_day, moved, language)
        yield w.extended.format(day=w.plain_day(moved))
    counts = known.last_day if act or moved is None else moved
    if not known.effective:
        assert known.fixed_end is not None
        yield w.overtaken.format(day=w.plain_day(counts), fixed=w.plain_day(known.fixed_end))
    if not act:
        yield w.in_force.format(day=w.plain_day(known.in_force_to))


def _began(anchor: Anchor, counted: Moment, timezone: str, w: Words, language: Language) -> str:
    said = w.began[anchor].format(day=w.plain_day(counted.day))
    if counted.at is not None and counted.at.date() != counted.day:
        return f"{said}, {w.local.format(timezone=timezone, at=exactly(counted.at, language))}"
    return said


def _counted(counted: Moment, terms: Terms, last: date, w: Words) -> Iterator[str]:
    clause = "" if terms.clause is None else w.clause.format(clause=terms.clause)
    if terms.month_end:
        yield w.month_end.format(period=w.told(terms.period), clause=clause)
        return
    yield f"{w.told(terms.period)}{clause}"
    if last.day != counted.day.day:
        yield w.missing.format(day=counted.day.day, month=w.months[last.month - 1], year=last.year)


def _other_reading(known: Computation, w: Words) -> Iterator[str]:
    if known.by_dispatch is None or known.by_dispatch == known.by_receipt:
        return
    assert known.sent is not None
    if known.terms.anchor == "dispatch":
        yield w.by_receipt.format(day=w.plain_day(known.received.day), last=w.plain_day(known.by_receipt))
        return
    yield w.by_dispatch.format(day=w.plain_day(known.sent.day), last=w.plain_day(known.by_dispatch))
    yield w.later


def _chosen(shortest: date, named: date | None, agreed: date | None, w: Words) -> Iterator[str]:
    last = w.plain_day(shortest)
    if agreed is not None:
        yield w.agreed.format(last=last, agreed=w.plain_day(agreed))
    elif named is not None and named != shortest:
        sentence = w.too_early if named < shortest else w.named
        yield sentence.format(last=last, named=w.plain_day(named))
