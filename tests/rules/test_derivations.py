"""How a last day came about is told in each language from the same facts (T-03, T-06, T-07)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from audit.agreement_words import HOW, WHAT, days_of
from audit.naming import Names
from models import acts as a
from models.periods import Anchor, Computation, Moment, Period, Terms
from rules.agreement.clocks import END, RINGS
from rules.derivations import WORDS, Language, derivation_of, plain_day, shortest_of
from rules.legal_dates import why_no_working_day
from rules.periods import compute, moment
from tests.agreements import an_agreement
from tests.rules.agreed import Agreed, brought_in, drafted
from tests.rules.test_endings import say_up

LEAP = Moment(day=date(2028, 2, 29))
ANCHORS: tuple[Anchor, ...] = ("receipt", "dispatch")
YEAR = Period(count=1, unit="years")


def counted(at: Moment = LEAP, period: Period = YEAR, *, anchor: Anchor = "receipt", **more: Any) -> Computation:
    said = {name: more.pop(name) for name in ("clause", "month_end", "extends") if name in more}
    terms = Terms(period=period, anchor=anchor, **said)
    return compute(at, terms, rule="A-10", timezone="Europe/Oslo", **more)


@pytest.mark.parametrize(
    ("computed", "nb", "nn"),
    [
        pytest.param(
            counted(),
            "mottatt 29. feb 2028; ett år; ingen 29. februar i 2029, så siste dag i måneden; "
            "gjelder til 28. feb 2029 kl. 24.00",
            "motteken 29. feb 2028; eitt år; ingen 29. februar i 2029, så siste dag i månaden; "
            "gjeld til 28. feb 2029 kl. 24.00",
            id="a leap day",
        ),
        pytest.param(
            counted(Moment(day=date(2027, 1, 4)), sent=Moment(day=date(2026, 12, 29))),
            "mottatt 4. jan 2027; ett år; regnet fra avsendelse 29. des 2026 ville det vært 29. des 2027; "
            "regnes som gjeldende til den seneste; gjelder til 4. jan 2028 kl. 24.00",
            "motteken 4. jan 2027; eitt år; rekna frå avsending 29. des 2026 ville det vore 29. des 2027; "
            "blir rekna som gjeldande til den seinaste; gjeld til 4. jan 2028 kl. 24.00",
            id="both readings",
        ),
        pytest.param(
            counted(LEAP, Period(count=18, unit="months"), anchor="dispatch", sent=LEAP, clause="§ 9"),
            "sendt 29. feb 2028; 18 måneder, etter § 9; gjelder til 29. aug 2029 kl. 24.00",
            "send 29. feb 2028; 18 månader, etter § 9; gjeld til 29. aug 2029 kl. 24.00",
            id="a clause, from dispatch",
        ),
        pytest.param(
            counted(LEAP, Period(count=3, unit="months"), month_end=True, fixed_end=date(2028, 4, 1)),
            "mottatt 29. feb 2028; tre måneder fra slutten av måneden; det ville vært 31. mai 2028, men "
            "avtalens egen siste dag 1. apr 2028 kommer først; oppsigelsen endrer ingenting; "
            "gjelder til 1. apr 2028 kl. 24.00",
            "motteken 29. feb 2028; tre månader frå slutten av månaden; det ville vore 31. mai 2028, men avtalen sin "
            "eigen siste dag 1. apr 2028 kjem først; oppseiinga endrar ingenting; gjeld til 1. apr 2028 kl. 24.00",
            id="a fixed end first",
        ),
        pytest.param(
            counted(named_end=date(2028, 6, 1)),
            "mottatt 29. feb 2028; ett år; ingen 29. februar i 2029, så siste dag i måneden; advarsel: oppsigelsen "
            "nevner 1. jun 2028, som er for tidlig; regnet som første lovlige dag, 28. feb 2029; "
            "gjelder til 28. feb 2029 kl. 24.00",
            "motteken 29. feb 2028; eitt år; ingen 29. februar i 2029, så siste dag i månaden; åtvaring: oppseiinga "
            "nemner 1. jun 2028, som er for tidleg; rekna som første lovlege dag, 28. feb 2029; "
            "gjeld til 28. feb 2029 kl. 24.00",
            id="too early a day named",
        ),
        pytest.param(
            counted(Moment(day=date(2026, 11, 25)), Period(count=1, unit="months"), anchor="entering", act=True),
            "inngått 25. nov 2026; én måned; frist 25. des 2026 kl. 24.00; 25. des 2026 er ingen virkedag (første "
            "juledag); 26. des 2026 er ingen virkedag (andre juledag); 27. des 2026 er ingen virkedag (søndag); "
            "forlenget til 28. des 2026 kl. 24.00",
            "inngått 25. nov 2026; éin månad; frist 25. des 2026 kl. 24.00; 25. des 2026 er ingen yrkedag (første "
            "juledag); 26. des 2026 er ingen yrkedag (andre juledag); 27. des 2026 er ingen yrkedag (søndag); "
            "forlengd til 28. des 2026 kl. 24.00",
            id="an act over Christmas",
        ),
        pytest.param(
            counted(Moment(day=date(2026, 11, 24)), Period(count=1, unit="months"), anchor="entering", act=True),
            "inngått 24. nov 2026; én måned; frist 24. des 2026 kl. 24.00",
            "inngått 24. nov 2026; éin månad; frist 24. des 2026 kl. 24.00",
            id="an act on a working day",
        ),
        pytest.param(
            counted(Moment(day=date(2027, 3, 1)), extends=True),
            "mottatt 1. mar 2027; ett år; gjelder til 1. mar 2028 kl. 24.00",
            "motteken 1. mar 2027; eitt år; gjeld til 1. mar 2028 kl. 24.00",
            id="an end that would be extended, on a working day",
        ),
        pytest.param(
            counted(Moment(day=date(2027, 3, 1)), named_end=date(2028, 3, 1)),
            "mottatt 1. mar 2027; ett år; gjelder til 1. mar 2028 kl. 24.00",
            "motteken 1. mar 2027; eitt år; gjeld til 1. mar 2028 kl. 24.00",
            id="the very day named",
        ),
        pytest.param(
            counted(moment(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), "Europe/Oslo"), agreed_end=date(2027, 5, 1)),
            "mottatt 1. nov 2026, lokal dato i Europe/Oslo (31. okt 2026 23:30 UTC); ett år; etter fristen "
            "1. nov 2027, men begge parter har bekreftet 1. mai 2027; gjelder til 1. mai 2027 kl. 24.00",
            "motteken 1. nov 2026, lokal dato i Europe/Oslo (31. okt 2026 23:30 UTC); eitt år; etter fristen "
            "1. nov 2027, men begge partar har stadfesta 1. mai 2027; gjeld til 1. mai 2027 kl. 24.00",
            id="an agreed day, an instant of another date",
        ),
    ],
)
def test_norwegian_says_what_english_says(computed: Computation, nb: str, nn: str) -> None:
    assert derivation_of(computed, "en") == computed.derivation
    assert "; ".join(derivation_of(computed, "nb")) == nb
    assert "; ".join(derivation_of(computed, "nn")) == nn


def test_the_period_alone_is_counted_from_dispatch_where_the_terms_say_so() -> None:
    received, sent = Moment(day=date(2027, 1, 4)), Moment(day=date(2026, 12, 29))

    by_receipt, by_dispatch = (counted(received, sent=sent, anchor=anchor) for anchor in ANCHORS)

    assert (shortest_of(by_receipt), shortest_of(by_dispatch)) == (date(2028, 1, 4), date(2027, 12, 29))


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_day_off_has_a_name(language: Language) -> None:
    days = (date(2027, 1, 1) + timedelta(days=n) for n in range(365 * 6))
    off = {name for day in days if (why := why_no_working_day(day)) for name in why.split("; ")}

    assert off == WORDS[language].days_off.keys()


def test_every_clock_has_its_words() -> None:
    assert WHAT.keys() == RINGS.keys()
    assert HOW.keys() | {END} == RINGS.keys()


def ahead(agreed: Agreed, language: Language) -> dict[str, tuple[str, str]]:
    """The days of its calendar: for what, and how they came about."""
    names = Names(parties={"halden": "Halden kommune"})
    days = days_of(agreed.it, names, language)
    return {day.name: (day.summary.removeprefix("Samarbeidsavtale: "), day.description) for day in days}


def test_the_calendar_of_a_notice_in_norwegian() -> None:
    agreed = brought_in(an_agreement("halden", valid_to=date(2029, 6, 30)), today=date(2027, 1, 11))
    say_up(agreed, "halden")
    agreed.do(a.RecordCouncilDates(party="halden", dates=(date(2027, 6, 17),)))

    nb, nn = ahead(agreed, "nb"), ahead(agreed, "nn")

    assert nb["end:1:halden"] == (
        "oppsigelsen virker: partene er ikke lenger bundet",
        "mottatt 11. jan 2027; ett år; gjelder til 11. jan 2028 kl. 24.00 (A-10)",
    )
    assert nn["milestone:1:1:2028-01-11"][1] == "éin månad før siste dag, 11. jan 2028 (A-12)"
    assert nb["council:1:2028-01-11:2027-06-17:halden"][1] == (
        "17. jun 2027 er siste kjente møtedag for Halden kommune før siste dag, 11. jan 2028 (A-12)"
    )
    assert nb["report:1:1:2027-01-25"][1] == "påminnelse 1; målet er 25. jan 2027 (A-11)"
    assert nb["renewal:9:2029-06-30"][1] == "ni måneder før siste dag, 30. jun 2029 (A-18)"
    assert nn["term:2029-06-30"][1] == "avtalen nemner 30. jun 2029 som siste dag (T-08)"
    assert nn["review-overdue:2027"][1] == "ingen gjennomgang innan 31. des 2027 (A-08)"
    assert {name: how for name, (_, how) in ahead(agreed, "en").items()} == {
        d.name: f"{'; '.join((d.anchor, *d.steps))} ({d.rule})" for d in agreed.it.dates
    }


def test_the_calendar_of_a_draft_in_norwegian() -> None:
    agreed = drafted(an_agreement("halden", valid_from=None, ministry_deadline=date(2027, 3, 1)))

    assert ahead(agreed, "nb") == {
        "entering-due": (
            "departementets frist er ute; de som ikke har inngått avtalen, får beskjed",
            "departementet har satt 1. mar 2027 (A-06)",
        )
    }


def test_a_day_is_written_as_the_language_does() -> None:
    assert [plain_day(date(2027, 5, 17), language) for language in ("nb", "nn", "en")] == [
        "17. mai 2027",
        "17. mai 2027",
        "17 May 2027",
    ]
