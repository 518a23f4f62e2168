"""What the text asks of a beslutning before it is made (P-01, P-06, P-08, P-12, P-31), condition by condition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import entries as e
from models.acts import Mark
from models.canonical import digest_of
from tests.audit.check.telling import (
    BEGAN,
    CASE,
    COUNTED,
    FIRST,
    PARTIES,
    PERSON,
    SECOND,
    SMALL,
    Telling,
    all_in_writing,
    by_numbers,
    day,
    days,
    decided,
    deliberated,
    found_in,
    imported,
    item,
    moved,
    position,
    with_numbers,
)

ELSEWHERE = "meeting-ostfold-SEKR-2031-9"
OTHER_CASE = "case-ostfold-2031-7"
Honest = Callable[[], Telling]


def short(apart: int = 7, notice: int = 7, agrees: tuple[str, ...] = COUNTED) -> Telling:
    """Decided in a meeting called at short notice, so many days after drøfting and notice, if these seats consent."""
    answers = (e.ShortNoticeAnswered(seat=s, person=PERSON[s], agrees=s in agrees) for s in COUNTED)
    return (
        Telling()
        .says(e.DroftingHeld, day=day(-apart))
        .dated(e.NoticeSent, days(-notice), of=SECOND)
        .says(e.MeetingPlanned, of=SECOND, extraordinary="Haster.")
        .after(e.MeetingPlanned, *answers, of=SECOND)
    )


def moved_to(**values: int | bool | str) -> Telling:
    """The case has been moved to another version of the procedure."""
    other = with_numbers(SMALL.model_copy(update={"version": "2"}), **values)
    telling = Telling(versions=[other])
    changed = e.ProcedureChanged(procedure=digest_of(other), replaces=digest_of(SMALL), reason="Ny.")
    return telling.after(e.DroftingHeld, changed)


def with_import(**drofting: Any) -> Telling:
    """A case whose drøfting was before this record began."""
    return Telling().before(e.DroftingHeld, imported(**drofting)).without(e.DroftingHeld)


NOT_BEFORE: list[tuple[str, Honest, str, str, str]] = [
    ("never deliberated", lambda: Telling().without(e.DroftingHeld), "P-01", "beslutning_made", "no drøfting"),
    (
        "sent back after it",
        lambda: Telling().after(e.DroftingHeld, e.TimeAsked(seat="SEKR-M1", reason="Ny.")),
        "P-01",
        "beslutning_made",
        "no drøfting",
    ),
    (
        "both in one meeting",
        lambda: Telling().says(e.DroftingHeld, meeting=SECOND),
        "P-01",
        "beslutning_made",
        "in the same meeting",
    ),
    (
        "in a meeting that is not here",
        lambda: Telling().says(e.DroftingHeld, meeting=ELSEWHERE),
        "P-01",
        "beslutning_made",
        f"{ELSEWHERE}, is not in the evidence",
    ),
    (
        "in a meeting that took up another case",
        lambda: Telling().says(e.MeetingItemOpened, of=FIRST, case=OTHER_CASE),
        "P-01",
        "drofting_held",
        "not for drøfting",
    ),
    (
        "in a meeting that was told of it only",
        lambda: Telling().says(e.MeetingItemOpened, of=FIRST, mark=Mark.ORIENTERING),
        "P-01",
        "drofting_held",
        "not for drøfting",
    ),
    (
        "not ended when the other began",
        lambda: Telling().dated(e.DroftingHeld, BEGAN),
        "P-01",
        "beslutning_made",
        "had not ended",
    ),
    ("thirteen days before", lambda: Telling().says(e.DroftingHeld, day=day(-13)), "P-12", "beslutning_made", "13"),
    (
        "by a day that the meeting did not have",
        lambda: Telling().says(e.DroftingHeld, day=day(-13)).says(e.BeslutningMade, day=day(5)),
        "P-12",
        "beslutning_made",
        "13 days lie between",
    ),
    ("six days before a short one", lambda: short(apart=6), "P-12", "beslutning_made", "6 days lie between"),
    (
        "on the day itself, where no days are asked for",
        lambda: by_numbers(min_gap_days=0).says(e.DroftingHeld, day=day(0)),
        "P-12",
        "beslutning_made",
        "0 days lie between",
    ),
    (
        "thirteen days, by an earlier version that asks for fourteen",
        lambda: moved_to(min_gap_days=20).says(e.DroftingHeld, day=day(-13)),
        "P-12",
        "beslutning_made",
        "and 14 are asked for",
    ),
    ("imported, nobody vouches", lambda: with_import(day=day(-14)), "P-01", "beslutning_made", "no drøfting"),
    ("imported, thirteen days", lambda: with_import(day=day(-13), vouched_by="p-1"), "P-12", "beslutning_made", "13"),
    ("imported, no day", lambda: with_import(vouched_by="p-1"), "P-12", "beslutning_made", "days lie between"),
    (
        "imported without one",
        lambda: with_import().says(e.CaseImported, drofting=None),
        "P-01",
        "beslutning_made",
        "no drøfting",
    ),
]

AGENDA = e.AgendaItemAdded(item=1, case=CASE, title="Sak", mark=Mark.ORIENTERING, text_digest="0" * 64)
LATE_EVENING = datetime(2031, 2, 17, 23, 30, tzinfo=UTC)  # past midnight where the community is
NOT_CALLED: list[tuple[str, Honest, str, str, str]] = [
    ("no item open", lambda: Telling().without(e.CaseItemOpened), "P-08", "beslutning_made", "no item was open"),
    (
        "decided twice in one item",
        lambda: Telling().after(e.BeslutningMade, decided()),
        "P-08",
        "beslutning_made",
        "no item was open",
    ),
    (
        "the item marked drøfting",
        lambda: Telling().says(e.CaseItemOpened, mark=Mark.DROFTING),
        "P-08",
        "case_item_opened",
        f"of {SECOND}, marked drofting",
    ),
    (
        "the item of another meeting",
        lambda: Telling().says(e.CaseItemOpened, meeting=FIRST),
        "P-08",
        "case_item_opened",
        f"of {FIRST}",
    ),
    (
        "a meeting that is not here",
        lambda: Telling().says(e.BeslutningMade, meeting=ELSEWHERE).says(e.CaseItemOpened, meeting=ELSEWHERE),
        "P-08",
        "beslutning_made",
        f"{ELSEWHERE} is not in the evidence",
    ),
    (
        "a meeting never opened",
        lambda: Telling().without(e.MeetingOpened, of=SECOND),
        "P-06",
        "beslutning_made",
        "was never opened",
    ),
    (
        "the agenda has another case there",
        lambda: Telling().says(e.AgendaItemAdded, of=SECOND, case=OTHER_CASE),
        "P-08",
        "notice_sent",
        "does not mark the case beslutning",
    ),
    (
        "the agenda marks it orientering",
        lambda: Telling().says(e.AgendaItemAdded, of=SECOND, mark=Mark.ORIENTERING),
        "P-08",
        "notice_sent",
        "does not mark the case beslutning",
    ),
    (
        "the agenda has it as another item",
        lambda: Telling().says(e.AgendaItemAdded, of=SECOND, item=2),
        "P-08",
        "notice_sent",
        "does not mark the case beslutning",
    ),
    (
        "the notice left it out",
        lambda: Telling().says(e.NoticeSent, of=SECOND, items=(2,)),
        "P-08",
        "notice_sent",
        "went out without the case",
    ),
    ("no notice", lambda: Telling().without(e.NoticeSent, of=SECOND), "P-06", "beslutning_made", "no notice of"),
    (
        "a notice when it had begun",
        lambda: (
            Telling().without(e.NoticeSent, of=SECOND).after(e.MeetingOpened, e.NoticeSent(items=(1,)), of=SECOND)
        ),
        "P-06",
        "beslutning_made",
        "no notice of",
    ),
    (
        "a notice for another time",
        lambda: Telling().after(e.NoticeSent, moved(BEGAN), of=SECOND),
        "P-06",
        "beslutning_made",
        "no notice of",
    ),
    (
        "thirteen days' notice",
        lambda: Telling().dated(e.NoticeSent, days(-13), of=SECOND),
        "P-06",
        "notice_sent",
        "less than 14 days",
    ),
    (
        "thirteen days and half an hour, by the local day",
        lambda: Telling().dated(e.NoticeSent, LATE_EVENING, of=SECOND),
        "P-06",
        "notice_sent",
        "is of 2031-02-18",
    ),
    (
        "in time, and again too late",
        lambda: Telling().after(e.NoticeSent, e.NoticeSent(items=(1,)), of=SECOND, at=days(-13)),
        "P-06",
        "notice_sent",
        "less than 14 days",
    ),
    ("six days' notice of a short one", lambda: short(notice=6), "P-06", "notice_sent", "less than 7 days"),
    ("short, one against", lambda: short(agrees=COUNTED[1:]), "P-31", "beslutning_made", "consent of SEKR-M1"),
    (
        "short, one not asked",
        lambda: short().without(e.ShortNoticeAnswered, of=SECOND),
        "P-31",
        "beslutning_made",
        "consent of SEKR-H2",
    ),
    (
        "short, consented to before it was moved",
        lambda: short().before(e.AgendaItemAdded, moved(BEGAN), of=SECOND),
        "P-31",
        "beslutning_made",
        "consent of SEKR-M1, SEKR-M4, SEKR-H1, SEKR-H2",
    ),
]


@pytest.mark.parametrize(
    ("telling", "rule", "kind", "words"),
    [pytest.param(*row[1:], id=row[0]) for row in (*NOT_BEFORE, *NOT_CALLED)],
)
def test_it_is_found_at_that_entry_under_that_rule(telling: Honest, rule: str, kind: str, words: str) -> None:
    found_rule, found_kind, found_words = found_in(telling())

    assert (found_rule, found_kind) == (rule, kind), found_words
    assert words in found_words


def test_a_meeting_of_which_nothing_is_told_was_never_opened() -> None:
    telling = Telling()
    telling.records[SECOND] = []

    assert found_in(telling)[::2] == ("P-06", f"{SECOND} was never opened")


def again() -> Telling:
    """Decided, taken up once more, and decided again."""
    return Telling().after(e.BeslutningMade, item(), *(position(seat) for seat in COUNTED), decided())


def _told_of_before() -> Telling:
    opened = e.MeetingItemOpened(item=1, case=CASE, mark=Mark.ORIENTERING, attendance=())
    return Telling().before(e.MeetingItemOpened, opened, of=FIRST)


HONEST: list[tuple[str, Honest]] = [
    ("as it is", Telling),
    ("taken up for information first", _told_of_before),
    ("drøfting ended the moment before", lambda: Telling().dated(e.DroftingHeld, BEGAN - timedelta(seconds=1))),
    (
        "moved to a later day",
        lambda: (
            Telling().says(e.MeetingPlanned, of=SECOND, day=day(-5)).after(e.MeetingPlanned, moved(BEGAN), of=SECOND)
        ),
    ),
    (
        "moved, and a notice after that",
        lambda: Telling().before(e.NoticeSent, e.NoticeSent(items=()), moved(BEGAN), of=SECOND),
    ),
    ("called at short notice with the consent of all", short),
    ("short, moved, and consented to then", lambda: short().before(e.ShortNoticeAnswered, moved(BEGAN), of=SECOND)),
    (
        "the day before, where no days are asked for",
        lambda: by_numbers(min_gap_days=0).says(e.DroftingHeld, day=day(-1)),
    ),
    ("fourteen days, moved to a version that asks for twenty", lambda: moved_to(min_gap_days=20)),
    (
        "ten days, moved to a version that asks for ten",
        lambda: moved_to(min_gap_days=10).says(e.DroftingHeld, day=day(-10)),
    ),
    ("imported and vouched for", lambda: with_import(day=day(-14), vouched_by="p-1")),
    ("imported, and deliberated anew", lambda: Telling().before(e.DroftingHeld, imported(vouched_by="p-1"))),
    ("on the agenda for information first", lambda: Telling().before(e.AgendaItemAdded, AGENDA, of=SECOND)),
    (
        "notice the evening before, where it is past midnight",
        lambda: Telling().dated(e.NoticeSent, LATE_EVENING - timedelta(days=1), of=SECOND),
    ),
    ("in writing", all_in_writing),
    ("decided again in another item", again),
]


@pytest.mark.parametrize("telling", [pytest.param(make, id=name) for name, make in HONEST])
def test_what_was_decided_rightly_passes(telling: Honest) -> None:
    found = telling().judged()[-1]

    assert (found.made.body.kind, set(found.bound), found.waiting) == ("beslutning_made", set(PARTIES), ())


def test_what_it_rests_on_is_named_by_its_entries() -> None:
    [found] = Telling().judged()

    assert found.drofting is not None and found.drofting.body == deliberated()
    assert found.opened is not None and found.opened.body == item()
    assert found.notice is not None and found.notice.body == e.NoticeSent(items=(1,))
    assert [getattr(entry.body, "seat", "") for entry in found.positions] == list(COUNTED)
    assert found.bound == PARTIES


def test_what_it_does_not_rest_on_is_not_named() -> None:
    [of_import] = with_import(day=day(-14), vouched_by="p-1").judged()
    [by_letter] = all_in_writing().judged()

    assert of_import.drofting is None and of_import.opened is not None
    assert (by_letter.opened, by_letter.notice) == (None, None)


def test_a_case_decided_twice_is_judged_twice() -> None:
    first, second = again().judged()

    assert first.made.seq < second.made.seq
    assert [entry.seq for entry in second.positions] == list(range(second.made.seq - len(COUNTED), second.made.seq))
