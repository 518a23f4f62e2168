"""An agreement's dates as a calendar file (RFC 5545): whole days, named so that a date that moves is replaced."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from icalendar import Calendar

from audit.agreement_calendar import agreed_day, calendar_file
from audit.changes import compared, in_short

STAMP = datetime(2027, 1, 11, 13, 0, 7, 999, tzinfo=timezone(timedelta(hours=1)))
DAYS = (
    agreed_day("moss", date(2027, 12, 31), "Siste dag", "Avtalt."),
    agreed_day("halden", date(2028, 2, 29), "Siste dag, Halden", "Avtalt, også."),
)


def written() -> bytes:
    return calendar_file("agreement-x-2027-1", DAYS, sequence=7, stamp=STAMP, domain="x.example")


def test_each_day_is_an_event_that_lasts_the_day_and_takes_nobodys_time() -> None:
    calendar = Calendar.from_ical(written())
    first, second = calendar.events

    assert (calendar["prodid"], calendar["version"], calendar["method"]) == ("-//saksgang//NO", "2.0", "PUBLISH")
    assert first["uid"] == "agreement-x-2027-1/agreed:moss@x.example"
    assert second["uid"] == "agreement-x-2027-1/agreed:halden@x.example"
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (date(2027, 12, 31), date(2028, 1, 1))
    assert (second.decoded("dtstart"), second.decoded("dtend")) == (date(2028, 2, 29), date(2028, 3, 1))
    assert first.decoded("dtstamp") == datetime(2027, 1, 11, 12, 0, 7, tzinfo=UTC)
    assert (first["sequence"], first["transp"]) == (7, "TRANSPARENT")
    assert (second["summary"], second["description"]) == ("Siste dag, Halden", "Avtalt, også.")


def test_the_same_dates_give_the_same_bytes() -> None:
    assert written() == written()
    assert b"DTSTAMP:20270111T120007Z" in written()


def test_what_differs_between_two_texts_is_shown_whole_and_in_short() -> None:
    parts = compared("Møtet er på mandag.", "Møtet er på tirsdag.")

    assert [part.text for part in parts] == ["Møtet er på ", "mandag", "tirsdag", "."]
    assert in_short(parts) == "Møtet er på [-mandag-]{+tirsdag+}."
