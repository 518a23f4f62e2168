"""What is answered of a notice says what is known of its letters: one that is owed has not left by that (6, 7, 9)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from audit.check import Sendings, sendings_in
from models import entries as e
from tests.audit.check.telling import BEGAN, CASE, COUNTED, SECOND, Telling, in_writing, planned

IN_TIME, LATE = "2031-03-03T22:59:00Z", "2031-03-03T23:01:00Z"  # of a last day in Oslo that ends at 23:00 in UTC


def listed(*letters: tuple[str, str, str | None], record: str = SECOND, seq: int) -> Sendings:
    """Letters of an entry, each by kind, state and when it left."""
    lines: list[dict[str, Any]] = [
        {"record": record, "seq": seq, "kind": kind, "state": state} | ({} if at is None else {"sent_at": at})
        for kind, state, at in letters
    ]
    return sendings_in(lines)


def notice_of(told: Telling) -> int:
    """The number of the entry by which the deciding meeting's notice was to leave."""
    return 1 + [isinstance(body, e.NoticeSent) for _, body, _ in told.records[SECOND]].index(True)


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        pytest.param(
            (("notice", "sent", IN_TIME), ("notice", "sent", IN_TIME), ("receipt", "waiting", None)),
            "; each of the 2 letters of the notice is listed as sent (2031-03-03 23:59), which is the sender's word.",
            id="all",
        ),
        pytest.param(
            (("notice", "sent", IN_TIME), ("notice", "given_up", None)),
            "; of 2 letters of the notice 1 is listed as sent and 1 as given up (2031-03-03 23:59), which is the "
            "sender's word.",
            id="some",
        ),
        pytest.param((), "; no letter of the notice is listed.", id="none"),
    ],
)
def test_the_text_decided_is_the_one_to_be_sent_and_what_left_is_told(
    letters: tuple[tuple[str, str, str | None], ...], said: str
) -> None:
    told = Telling()

    plain = told.answers(told.judged(), listed(*letters, seq=notice_of(told)))[6].plain

    assert plain == f"Yes: the text decided is the one that was to be sent out, letter for letter{said}"


def test_where_nobody_says_what_became_of_the_letters_that_is_said() -> None:
    told = Telling()

    assert told.answers(told.judged())[6].plain.endswith(
        "; whether the letters of the notice were sent is not known here."
    )


def test_of_a_decision_in_writing_it_is_what_was_asked() -> None:
    told = Telling().asked_in_writing(*map(in_writing, COUNTED))
    seq = 1 + [isinstance(body, e.WrittenProcedureOpened) for _, body, _ in told.records[CASE]].index(True)
    letters = listed(("written_asked", "sent", IN_TIME), record=CASE, seq=seq)

    said = told.answers(told.judged(), letters)[6].plain

    assert "; the one letter of what was asked in writing is listed as sent " in said


class TestTooLate:
    """Notice that left after its last day is told as such, whatever the entry says (7)."""

    def answered(self, *letters: tuple[str, str, str | None]) -> tuple[str, tuple[str, ...]]:
        told = Telling()
        told.records = {CASE: told.records[CASE][:2], SECOND: [(BEGAN, planned(BEGAN), None)]}
        told.records[SECOND].append((BEGAN, e.NoticeSent(items=(1,)), None))
        answer = told.answers((), listed(*letters, seq=2))[7]
        return answer.plain, answer.words

    def test_on_the_last_day(self) -> None:
        plain, _ = self.answered(("notice", "sent", IN_TIME))

        assert plain.startswith("No, by the entries: papers were in time, as was the day that notice was to leave")

    def test_after_it(self) -> None:
        plain, words = self.answered(("notice", "sent", IN_TIME), ("notice", "sent", LATE))

        assert plain.startswith("No, by the entries. Yes, as the letters are listed: ")
        assert "; 1 left after 2031-03-03, the last day for it" in plain
        assert words[-1].startswith(f"each of the 2 letters of the notice of {SECOND} is listed as sent")

    def test_not_sent_at_all(self) -> None:
        plain, _ = self.answered(("notice", "waiting", None))

        assert plain.startswith("No, by the entries. As the letters are listed: of 1 letter of the notice of ")
        assert "0 are listed as sent and 1 as waiting" in plain


def test_when_the_notice_was_to_leave_and_when_it_did() -> None:
    told = Telling()
    words = told.answers((), listed(("notice", "sent", IN_TIME), seq=notice_of(told)))[9].words

    [line] = [words for words in words if words.startswith(f"{SECOND}: its notice was to leave ")]
    assert line.endswith(
        "; the one letter of the notice is listed as sent (2031-03-03 23:59), which is the sender's word"
    )


@pytest.mark.parametrize("at", ["yesterday", "2031-03-03T10:00:00", 7, None])
def test_a_moment_that_is_none_is_not_told(at: object) -> None:
    """Whatever form the messages are in: another check finds that."""
    [[letter]] = sendings_in([{"record": CASE, "seq": 1, "kind": "notice", "state": "sent", "sent_at": at}]).values()
    assert letter.sent_at is None
    [[letter]] = sendings_in([{"record": CASE, "seq": "1", "sent_at": IN_TIME}]).values()
    assert letter.sent_at == datetime(2031, 3, 3, 22, 59, tzinfo=UTC)
