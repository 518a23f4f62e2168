"""An agreement's coming dates in the reader's language: what each is for, and how it came about (T-06).

English is what the record says; Norwegian says the same from the same facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from audit.agreement_calendar import CalendarDay
from audit.naming import Names
from models.acts import Derivation
from models.agreement_state import AgreementState
from models.periods import Period
from rules.agreement import reminding
from rules.agreement.clocks import AGREED, END, ENTERING_DUE, REPORT_DUE, REVIEW_OVERDUE, REVIEW_REMINDER, TERM
from rules.derivations import Language, derivation_of, plain_day, told

__all__ = ["Language", "days_of", "derivation_of"]

Norwegian = tuple[str, str]  # bokmål, nynorsk

WHAT: Final[Mapping[str, Norwegian]] = {
    END: (
        "oppsigelsen virker: partene er ikke lenger bundet",
        "oppseiinga verkar: partane er ikkje lenger bundne",
    ),
    TERM: ("avtalen slutter på sin egen siste dag", "avtalen sluttar på sin eigen siste dag"),
    AGREED: (
        "dagen partene har avtalt, er over: de er ikke lenger bundet",
        "dagen partane har avtalt, er over: dei er ikkje lenger bundne",
    ),
    REVIEW_REMINDER: ("den årlige gjennomgangen skal forberedes", "den årlege gjennomgangen skal førebuast"),
    REVIEW_OVERDUE: (
        "et år er gått uten gjennomgang; det høyeste organet får beskjed",
        "eit år er gått utan gjennomgang; det høgaste organet får melding",
    ),
    REPORT_DUE: (
        "Helsedirektoratet skal ha avtalen; partene får beskjed",
        "Helsedirektoratet skal ha avtalen; partane får melding",
    ),
    ENTERING_DUE: (
        "departementets frist er ute; de som ikke har inngått avtalen, får beskjed",
        "fristen frå departementet er ute; dei som ikkje har inngått avtalen, får melding",
    ),
    reminding.MILESTONE: (
        "de som forhandler, får beskjed om hva som gjenstår",
        "dei som forhandlar, får melding om kva som står att",
    ),
    reminding.COUNCIL: (
        "ingen kjent møtedag er igjen før avtalen slutter; partene får beskjed",
        "ingen kjend møtedag er att før avtalen sluttar; partane får melding",
    ),
    reminding.REPORT: (
        "det regionale helseforetaket minnes om at Helsedirektoratet skal ha beskjed",
        "det regionale helseføretaket blir minna om at Helsedirektoratet skal ha melding",
    ),
    reminding.RENEWAL: (
        "partene minnes om at avtaletiden går ut, og at ingenting fornyes av seg selv",
        "partane blir minna om at avtaletida går ut, og at ingenting blir fornya av seg sjølv",
    ),
}
HOW: Final[Mapping[str, Norwegian]] = {
    TERM: ("avtalen nevner {day} som siste dag", "avtalen nemner {day} som siste dag"),
    AGREED: ("partene har skriftlig avtalt {day}", "partane har skriftleg avtalt {day}"),
    REVIEW_REMINDER: ("gjennomgangen skal være holdt innen {day}", "gjennomgangen skal vere halden innan {day}"),
    REVIEW_OVERDUE: ("ingen gjennomgang innen {day}", "ingen gjennomgang innan {day}"),
    REPORT_DUE: ("siste dag {day}", "siste dag {day}"),
    ENTERING_DUE: ("departementet har satt {day}", "departementet har sett {day}"),
    reminding.MILESTONE: ("{months} før siste dag, {2}", "{months} før siste dag, {2}"),
    reminding.COUNCIL: (
        "{2} er siste kjente møtedag for {party} før siste dag, {1}",
        "{2} er siste kjende møtedag for {party} før siste dag, {1}",
    ),
    reminding.REPORT: ("påminnelse {1}; målet er {2}", "påminning {1}; målet er {2}"),
    reminding.RENEWAL: ("{months} før siste dag, {1}", "{months} før siste dag, {1}"),
}
"""`{day}`: the date's own day; a number: that part of the clock's name, after its kind."""
MONTHS_IN: Final[Mapping[str, int]] = {reminding.MILESTONE: 1, reminding.RENEWAL: 0}
"""Which part of the name says how many months are left."""


def days_of(state: AgreementState, names: Names, language: Language) -> tuple[CalendarDay, ...]:
    """The dates that come, as days of a calendar."""
    return tuple(
        CalendarDay(
            due.name,
            due.day,
            f"{state.agreement.title}: {_what(state, due, language)}",
            f"{_how(state, due, names, language)} ({due.rule})",
        )
        for due in state.dates
    )


def _what(state: AgreementState, due: Derivation, language: Language) -> str:
    if language == "en":
        return next((clock.consequence for clock in state.clocks if clock.name == due.name), due.name)
    return _chosen(WHAT[_kind(due)], language)


def _how(state: AgreementState, due: Derivation, names: Names, language: Language) -> str:
    if language == "en":
        return "; ".join(step for step in (due.anchor, *due.steps) if step)
    kind, _, rest = due.name.partition(":")
    if kind == END:
        number, _, relation = rest.partition(":")
        end = next(x for x in state.ends if (str(x.notice), x.relation) == (number, relation))
        return "; ".join(derivation_of(end.computation, language))
    parts = rest.split(":", 3)
    left = told(Period(count=int(parts[MONTHS_IN[kind]]), unit="months"), language) if kind in MONTHS_IN else ""
    said = [_as_day(part, language) for part in parts]
    day, party = plain_day(due.day, language), names.party(parts[-1])
    return _chosen(HOW[kind], language).format(*said, day=day, party=party, months=left)


def _kind(due: Derivation) -> str:
    return due.name.partition(":")[0]


def _as_day(part: str, language: Language) -> str:
    """A part of a clock's name; a day in it as people write it."""
    try:
        return plain_day(date.fromisoformat(part), language)
    except ValueError:
        return part


def _chosen(words: Norwegian, language: Language) -> str:
    return words[1] if language == "nn" else words[0]
