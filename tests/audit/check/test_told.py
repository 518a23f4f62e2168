"""What a case's entries have said by a moment: plain bookkeeping, entry by entry."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from audit.check.told import Told
from models import acts as a
from models import entries as e
from models.acts import Mark
from models.canonical import EMPTY_HEAD, digest_of, text_digest
from models.entries import Entry, EntryBody
from models.entries.objections import LapseReason
from models.roster import Party
from tests.audit.check.telling import (
    BEGAN,
    CASE,
    COUNTED,
    DAY,
    DIGEST,
    HEARD,
    M1,
    PARTIES,
    PEOPLE,
    PERSON,
    SECOND,
    SMALL,
    H,
    amended,
    asked_in_writing,
    corrected,
    deliberated,
    imported,
    in_writing,
    item,
    lodged,
    position,
    recusal,
    sitting,
    with_numbers,
    written,
)

ONE, TWO = COUNTED[:2]
OBJECTS = a.Objection(grounds="Nei.")
POSTPONED = e.DecisionPostponed(meeting=SECOND, rule="P-12", reason="Utsatt.")
CONTESTED = e.EditorialContested(version=1, text_digest="0" * 64, seat=ONE, reason="Mer enn språk.")
ENDED = e.WrittenProcedureEnded(why=e.WhyNotInWriting.SILENCE, seats=())
VOUCHED = imported(day=date(2031, 2, 1), vouched_by="p-1")


def told(*bodies: EntryBody) -> Told:
    """What a case has said that has these entries."""
    heard = Told(SMALL, PEOPLE, gone_by=[SMALL])
    other = with_numbers(min_gap_days=20)
    for seq, body in enumerate(bodies, start=1):
        entry = Entry(record=CASE, seq=seq, at=BEGAN, prev=EMPTY_HEAD, body=body, hash=f"{seq:064}")
        heard.hear(entry, {digest_of(other): other})
    return heard


def seqs(found: Told) -> tuple[int | None, int | None]:
    """By which entries the case is deliberated, and its item open."""
    drofting, opened = found.drofting, found.item
    return (None if drofting is None else drofting.seq, None if opened is None else opened.seq)


class TestDeliberated:
    """Ready until it is sent back, or its substance changes outside a roll call (P-01, P-14, P-17, P-27)."""

    @pytest.mark.parametrize(
        ("then", "seq"),
        [
            pytest.param((), 1, id="ready"),
            pytest.param((deliberated(outcome=a.ItemOutcome.ANOTHER_ROUND),), None, id="then another round"),
            pytest.param((deliberated(round=2),), 2, id="and again"),
            pytest.param((e.TimeAsked(seat=ONE, reason="x"),), None, id="time asked"),
            pytest.param(
                (e.PathChosen(path=a.PathAfterDisagreement.NEW_DROFTING, reason="x"),), None, id="a new drøfting"
            ),
            pytest.param((e.PathChosen(path=a.PathAfterDisagreement.NEMNDA, reason="x"),), 1, id="another path"),
            pytest.param((amended("Ny."),), 1, id="amended editorially"),
            pytest.param((amended("Ny.", substantial=True),), None, id="amended in substance"),
            pytest.param((CONTESTED,), None, id="said to be of substance"),
            pytest.param((item(), amended("Ny.", substantial=True)), 1, id="amended in substance in the roll call"),
            pytest.param(
                (item(mark=Mark.DROFTING), amended("Ny.", substantial=True)), None, id="in an item of drøfting"
            ),
        ],
    )
    def test_by_the_entry_that_found_it_ready(self, then: tuple[EntryBody, ...], seq: int | None) -> None:
        assert seqs(told(deliberated(), *then))[0] == seq

    @pytest.mark.parametrize(
        ("then", "stands"),
        [
            ((), True),
            ((deliberated(),), False),
            ((deliberated(outcome=a.ItemOutcome.ANOTHER_ROUND),), False),
            ((e.TimeAsked(seat=ONE, reason="x"),), False),
            ((amended("Ny.", substantial=True),), False),
            ((amended("Ny."),), True),
        ],
    )
    def test_or_by_what_was_before_this_record(self, then: tuple[EntryBody, ...], stands: bool) -> None:
        assert (told(VOUCHED, *then).imported is not None) is stands

    def test_nobody_vouches_for_nothing(self) -> None:
        assert told(imported(day=DAY)).imported is None
        assert told(imported(vouched_by="p-1").model_copy(update={"drofting": None})).imported is None


class TestItem:
    """Who sits there, and what of what was said before still holds."""

    CLOSING = (
        deliberated(),
        e.NoConsensus(meeting=SECOND, body="SEKR", objecting=(), written_objections=(), text_digest=DIGEST),
        POSTPONED,
        e.OrienteringGiven(meeting=SECOND),
        e.LeftAgenda(meeting=SECOND, reason="x", rule="P-30"),
    )

    @pytest.mark.parametrize("closing", CLOSING, ids=lambda body: body.kind)
    def test_what_closes_it_closes_the_roll_call(self, closing: EntryBody) -> None:
        found = told(item(), position(ONE), closing)

        assert (found.item, found.positions) == (None, {})

    def test_time_that_is_asked_closes_it_too(self) -> None:
        found = told(item(), position(ONE), e.TimeAsked(seat=ONE, reason="x"))

        assert (found.item, found.positions) == (None, {})

    def test_a_change_of_substance_is_not_undone_by_one_of_words(self) -> None:
        assert told(item(), amended("Ny.", substantial=True), amended("Nyere.")).substantial is True

    def test_what_is_answered_in_writing_outlives_an_item(self) -> None:
        assert list(told(asked_in_writing(), in_writing(ONE), POSTPONED).positions) == [ONE]

    def test_a_new_one_knows_nothing_of_the_one_before(self) -> None:
        opposed = e.LatePapersOpposed(seat=ONE, reason="x")
        before = told(item(), amended("Ny.", substantial=True), opposed)
        after = told(item(), amended("Ny.", substantial=True), opposed, item())

        assert (len(before.amended), before.substantial, before.opposed is not None) == (1, True, True)
        assert (after.amended, after.substantial, after.opposed) == ([], False, None)

    def test_who_sits_there_comes_and_goes(self) -> None:
        def seat(name: str, person: str | None) -> e.CaseAttendanceChanged:
            return e.CaseAttendanceChanged(seat=name, person=person)

        found = told(item(ONE), seat(ONE, None), seat(TWO, "p-9"), seat(HEARD, None))

        assert found.attendance == {TWO: "p-9"}
        assert told(item(ONE), seat(ONE, "p-9")).attendance == {ONE: "p-9"}
        assert told(item(ONE), e.HolderLeftSeat(seat=ONE, person=PERSON[ONE], last_day=DAY)).attendance == {}
        assert told(item(ONE), e.HolderLeftSeat(seat=ONE, person="p-9", last_day=DAY)).attendance == {
            ONE: PERSON[ONE]
        }

    @pytest.mark.parametrize(
        ("opened", "kept"),
        [
            pytest.param(item(TWO), [ONE], id="absent"),
            pytest.param(item(ONE, TWO), [], id="who has written is there"),
            pytest.param(item(TWO, text_digest="1" * 64), [], id="on another text"),
            pytest.param(item(TWO, mark=Mark.DROFTING), [TWO], id="in an item of drøfting nothing counts"),
        ],
    )
    def test_what_an_absent_seat_has_written_counts(self, opened: EntryBody, kept: list[str]) -> None:
        found = told(written(ONE), asked_in_writing(), in_writing(TWO), opened)

        assert list(found.positions) == kept

    def test_what_was_written_does_not_outlive_a_return_to_drofting(self) -> None:
        back = told(written(ONE), e.TimeAsked(seat=ONE, reason="x"))

        assert (back.written, list(told(written(ONE)).written)) == ({}, [ONE])


class TestPapers:
    """The text that went out to a meeting for a beslutning (P-08, P-17)."""

    def test_the_last_that_went_out_for_each_meeting(self) -> None:
        def papers(mark: Mark, text: str) -> e.PapersWentOut:
            return e.PapersWentOut(meeting=SECOND, mark=mark, text_digest=text_digest(text))

        found = told(papers(Mark.BESLUTNING, "a"), papers(Mark.BESLUTNING, "b"), papers(Mark.DROFTING, "c"))

        assert found.papers == {SECOND: text_digest("b")}


class TestSaid:
    """What seats have said, and what makes it unsaid."""

    @pytest.mark.parametrize(
        ("then", "kept"),
        [
            pytest.param((amended("Ny."),), [], id="the text is another"),
            pytest.param((amended("Ny.", positions_kept=True),), [ONE, TWO], id="and positions are kept"),
            pytest.param((amended("Ny.", positions_kept=False),), [], id="and they are not"),
            pytest.param((CONTESTED,), [], id="the change was of substance"),
            pytest.param((recusal(ONE),), [TWO], id="recused"),
            pytest.param((recusal(ONE, disqualified=False),), [ONE, TWO], id="not recused"),
            pytest.param(
                (recusal(ONE).model_copy(update={"person": "p-9"}),), [ONE, TWO], id="somebody else recused"
            ),
            pytest.param((recusal(HEARD),), [ONE, TWO], id="recused, and had said nothing"),
            pytest.param(
                (e.HolderLeftSeat(seat=ONE, person=PERSON[ONE], last_day=DAY),), [TWO], id="the holder left"
            ),
            pytest.param((corrected(2, ONE),), [TWO], id="the seat was another"),
            pytest.param((e.ObjectionWithdrawn(objection=7),), [ONE, TWO], id="another objection withdrawn"),
            pytest.param((ENDED,), [], id="the written way ended"),
            pytest.param((asked_in_writing(),), [], id="asked in writing"),
        ],
    )
    def test_it_stands_until_then(self, then: tuple[EntryBody, ...], kept: list[str]) -> None:
        assert list(told(item(), position(ONE), position(TWO), *then).positions) == kept

    def test_what_is_written_ends_with_whoever_wrote_it(self) -> None:
        assert told(written(ONE), recusal(ONE)).written == {}
        assert list(told(written(ONE), recusal(TWO)).written) == [ONE]

    def test_a_refusal_in_writing_is_no_answer(self) -> None:
        refuses = (in_writing(ONE, accepts_text=False), in_writing(TWO, accepts_procedure=False))

        assert told(asked_in_writing(), *refuses).positions == {}

    def test_a_yes_in_writing_is_a_stance(self) -> None:
        [said] = told(asked_in_writing(), in_writing(ONE)).positions.values()
        [spoken] = told(item(), position(ONE, a.StandAside())).positions.values()

        assert (said.stance, spoken.stance) == (said.body, a.StandAside())

    def test_whether_the_written_way_is_open(self) -> None:
        assert told(asked_in_writing()).asked_in_writing == DIGEST
        assert told(asked_in_writing(), ENDED).asked_in_writing is None

    def test_who_is_recused(self) -> None:
        assert list(told(recusal(ONE)).recused) == [(ONE, PERSON[ONE])]
        assert told(recusal(ONE), recusal(ONE, disqualified=False)).recused == {}


class TestObjections:
    """Which stand: whose, and whether in writing (P-20, P-28)."""

    SPOKEN = position(ONE, OBJECTS, objection=1)

    @pytest.mark.parametrize(
        ("entries", "standing"),
        [
            pytest.param((lodged(1, seat=ONE),), {1: (ONE, True)}, id="by a seat"),
            pytest.param((lodged(1, party="moss"),), {1: (None, True)}, id="by a party"),
            pytest.param((lodged(1, seat=ONE), e.ObjectionWithdrawn(objection=1)), {}, id="withdrawn"),
            pytest.param((lodged(1, seat=ONE), e.ObjectionWithdrawn(objection=2)), {1: (ONE, True)}, id="another"),
            pytest.param(
                (lodged(1, seat=ONE), e.ObjectionResolved(objection=1, text_digest=DIGEST)), {}, id="resolved"
            ),
            pytest.param(
                (lodged(1, seat=ONE), e.ObjectionLapsed(objection=1, because=LapseReason.NEW_ROUND)), {}, id="lapsed"
            ),
            pytest.param((lodged(1, seat=ONE), item(), position(ONE)), {1: (ONE, True)}, id="written stays written"),
            pytest.param((item(), SPOKEN), {1: (ONE, False)}, id="in the roll call"),
            pytest.param((item(), SPOKEN, position(ONE)), {}, id="given up in the roll call"),
            pytest.param((item(), SPOKEN, position(TWO)), {1: (ONE, False)}, id="not by another seat"),
            pytest.param((item(), SPOKEN, position(ONE), corrected(3, ONE)), {1: (ONE, False)}, id="not given up"),
            pytest.param((item(), SPOKEN, position(ONE), corrected(2, ONE)), {}, id="another entry corrected"),
        ],
    )
    def test_until_they_do_not(self, entries: tuple[EntryBody, ...], standing: dict[int, Any]) -> None:
        assert told(*entries).standing == standing

    @pytest.mark.parametrize(
        "ended",
        [e.ObjectionWithdrawn(objection=1), e.ObjectionResolved(objection=1, text_digest=DIGEST)],
        ids=["withdrawn", "resolved"],
    )
    def test_with_one_in_the_roll_call_goes_the_position(self, ended: EntryBody) -> None:
        assert list(told(item(), self.SPOKEN, position(TWO), ended).positions) == [TWO]

    def test_one_that_lapses_leaves_the_position(self) -> None:
        lapsed = e.ObjectionLapsed(objection=1, because=LapseReason.TEXT_REPLACED)

        assert list(told(item(), self.SPOKEN, lapsed).positions) == [ONE]


class TestRepresented:
    """For whom a seat speaks, and whom a body has to hear (P-18, P-22, P-25)."""

    JOINED = e.PartyLetIn(
        party=Party(party="moss", name="Moss", kind=PEOPLE.parties[0].kind),
        group="sykehuset",
        reason="x",
    )

    def test_a_seat_speaks_for_its_group_and_those_let_in(self) -> None:
        assert (told().group_of(ONE), told(self.JOINED).group_of(ONE)) == (M1, M1)
        assert (told().group_of("SEKR-H2"), told(self.JOINED).group_of("SEKR-H2")) == (H, (*H, "moss"))

    def test_a_seat_that_is_heard_or_unknown_speaks_for_nobody(self) -> None:
        [body] = SMALL.bodies
        seats = tuple(s.model_copy(update={"group": "sarpsborg"}) if s.seat == HEARD else s for s in body.seats)
        grouped = SMALL.model_copy(update={"bodies": (body.model_copy(update={"seats": seats}),)})

        assert Told(grouped, PEOPLE).group_of(HEARD) == told().group_of(HEARD) == ()
        assert told().group_of("SEKR-M9") == ()

    @pytest.mark.parametrize(("last", "there"), [(date(2031, 3, 2), False), (DAY, True), (date(2031, 3, 4), True)])
    def test_a_party_is_heard_to_its_last_day(self, last: date, there: bool) -> None:
        left = e.PartyLeftCase(party="hvaler", last_day=last)

        assert told(left).represented("SEKR", DAY) == tuple(p for p in PARTIES if there or p != "hvaler")

    def test_a_case_that_is_moved_goes_by_the_version_it_is_moved_to(self) -> None:
        other = with_numbers(min_gap_days=20)
        found = told(e.ProcedureChanged(procedure=digest_of(other), replaces=digest_of(SMALL), reason="x"))

        assert (found.procedure, found.gone_by) == (other, [SMALL, other])


def test_who_sat_there_is_who_was_said_to() -> None:
    assert told(item(ONE)).attendance == {x.seat: x.person for x in sitting(ONE)}
