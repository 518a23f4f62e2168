"""The proposed text: who changes it, when, and who can say no, each condition alone (P-09, P-17)."""

from __future__ import annotations

from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Mark
from models.canonical import text_digest
from models.state import CaseStage, Paper, TextVersion
from rules.verdict import Verdict
from tests.rules.asking import (
    HASH,
    SECOND,
    Standing,
    at_the_table,
    kinds,
    placed,
    waiting,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2, GP = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-8fq7", seat="SEKR-GP")


def amend(standing: Standing, by: Who = SECRETARIAT, **but: Any) -> Verdict:
    looked_up = {"actor": but.pop("actor")} if "actor" in but else {}
    fields: dict[str, Any] = {
        "rests_on": standing.state.text.digest,
        "proposal": "Noe annet.",
        "substantial": False,
        "reason": "R",
    }
    return standing.asked(a.AmendText(**(fields | but)), by, **looked_up)


class TestP17Amending:
    """The secretariat or the proposer's seat, on the text as it stands, and not once the papers have left."""

    def test_a_new_version(self) -> None:
        standing = waiting().with_(text=TextVersion(version=3, text="T", digest="a" * 64))

        assert amend(standing).bodies == (
            e.TextAmended(
                version=4,
                proposal="Noe annet.",
                text_digest=text_digest("Noe annet."),
                replaces="a" * 64,
                substantial=False,
                reason="R",
            ),
        )

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            pytest.param({"rests_on": HASH}, ("outdated_text", "P-17"), id="on another text"),
            pytest.param({"proposal": None}, ("nothing_to_change", "P-17"), id="the same text"),
        ],
    )
    def test_on_the_text_as_it_stands(self, but: dict[str, Any], refused: Any) -> None:
        said: dict[str, Any] = {name: value or waiting().state.text.text for name, value in but.items()}

        assert why(amend(waiting(), **said)) == refused

    @pytest.mark.parametrize(
        ("by", "proposer", "refused"),
        [
            pytest.param(M2, "SEKR-M2", None, id="the proposer's seat"),
            pytest.param(M2, "SEKR-M3", ("not_your_office", "P-17"), id="another seat"),
            pytest.param(M2, None, ("not_your_office", "P-17"), id="a seat where a party proposed it"),
            pytest.param(Who(person="p-q22r", party="moss"), None, ("not_your_office", "P-17"), id="no seat, none"),
            pytest.param(SECRETARIAT, "SEKR-M3", None, id="the secretariat"),
        ],
    )
    def test_who(self, by: Who, proposer: str | None, refused: Any) -> None:
        assert why(amend(waiting().with_(proposer_seat=proposer), by)) == refused

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({"placement": placed(Mark.BESLUTNING)}, None, "", id="before the papers leave"),
            pytest.param(
                {"placement": placed(Mark.BESLUTNING, papers_sent=True)},
                ("notice_sent", "P-17"),
                "fixed since the papers went out | bring the change up when the meeting",
                id="after",
            ),
            pytest.param(
                {"stage": CaseStage.TRUKKET},
                ("wrong_stage", "P-17"),
                "the case is withdrawn | take the case over first",
                id="withdrawn",
            ),
        ],
    )
    def test_when(self, but: dict[str, Any], refused: Any, said: str) -> None:
        verdict = amend(waiting().with_(**but))

        assert why(verdict) == refused
        assert said in words(verdict)

    def test_at_the_table_it_can_be_changed(self) -> None:
        sent = at_the_table().with_(placement=placed(Mark.BESLUTNING, papers_sent=True))

        assert kinds(amend(sent, substantial=True)) == ["text_amended"]

    @pytest.mark.parametrize(
        ("mark", "substantial", "deliberated", "refused"),
        [
            pytest.param(Mark.ORIENTERING, True, True, ("wrong_stage", "P-17"), id="where it is only told"),
            pytest.param(Mark.ORIENTERING, False, True, None, id="editorially"),
            pytest.param(Mark.ORIENTERING, True, False, None, id="before any drøfting"),
            pytest.param(Mark.BESLUTNING, True, True, None, id="where it is decided"),
        ],
    )
    def test_not_behind_drofting(self, mark: Mark, refused: Any, *, substantial: bool, deliberated: bool) -> None:
        standing = at_the_table().item(mark=mark)
        standing = standing if deliberated else standing.with_(drofting=None)

        assert why(amend(standing, substantial=substantial)) == refused

    @pytest.mark.parametrize(
        ("substantial", "keeps", "at_table", "kept"),
        [(False, True, True, True), (True, True, True, None), (False, False, True, None), (False, True, False, None)],
    )
    def test_what_was_said_is_kept_only_over_an_editorial_change_in_a_roll_call(
        self, kept: bool | None, *, substantial: bool, keeps: bool, at_table: bool
    ) -> None:
        standing = (at_the_table() if at_table else waiting()).ruled(editorial_change_keeps_positions=keeps)

        [body] = amend(standing, substantial=substantial).bodies[-1:]

        assert isinstance(body, e.TextAmended)
        assert body.positions_kept is kept

    @pytest.mark.parametrize(
        ("but", "substantial", "leaves"),
        [
            pytest.param({}, True, True, id="of substance, after drøfting"),
            pytest.param({}, False, False, id="editorial"),
            pytest.param({"drofting": None}, True, False, id="before drøfting"),
            pytest.param({"placement": None}, True, False, id="on no agenda"),
        ],
    )
    def test_it_leaves_the_agenda(self, but: dict[str, Any], *, substantial: bool, leaves: bool) -> None:
        bodies = amend(waiting().with_(**but), substantial=substantial).bodies

        assert [b for b in bodies if isinstance(b, e.LeftAgenda)] == (
            [e.LeftAgenda(meeting=SECOND, reason="the text was changed in substance after drøfting", rule="P-17")]
            if leaves
            else []
        )


def texts(standing: Standing, *, at: int = 0) -> Standing:
    """Three versions, each an editorial change of the one before; the one of that place was deliberated."""
    versions = tuple(
        TextVersion(version=n, text=d, digest=d * 64, substantial=None if n == 1 else False)
        for n, d in enumerate("123", start=1)
    )
    held = standing.state.drofting
    assert held is not None
    drofting = held.model_copy(update={"text_digest": versions[at].digest})
    return standing.with_(former_texts=versions[:2], text=versions[2], drofting=drofting)


def contest(standing: Standing, by: Who = M2, digest: str = "3" * 64) -> Verdict:
    return standing.asked(a.ContestEditorial(text_digest=digest, reason="R"), by)


class TestP17Contesting:
    """A counted seat says that a change since drøfting was one of substance: then it is."""

    @pytest.mark.parametrize(
        ("digest", "at", "version"),
        [
            ("3" * 64, 0, 3),
            ("2" * 64, 0, 2),
            ("1" * 64, 0, None),
            ("2" * 64, 1, None),
            ("3" * 64, 1, 3),
            ("3" * 64, 2, None),
            (HASH, 0, None),
        ],
    )
    def test_a_change_since_drofting(self, digest: str, at: int, version: int | None) -> None:
        verdict = contest(texts(waiting(), at=at), digest=digest)

        if version is None:
            assert why(verdict) == ("nothing_to_change", "P-17")
        else:
            reason = "a counted seat contested an editorial change; it counts as one of substance"
            assert verdict.bodies == (
                e.LeftAgenda(meeting=SECOND, reason=reason, rule="P-17"),
                e.EditorialContested(version=version, text_digest=digest, seat="SEKR-M2", reason="R"),
            )

    def test_the_same_text_again_after_drofting_is_that_change(self) -> None:
        standing = texts(waiting())
        first, second = standing.state.former_texts
        back = second.model_copy(update={"version": 4, "digest": "1" * 64})
        third = standing.state.text

        verdict = contest(standing.with_(former_texts=(first, second, third), text=back), digest="1" * 64)

        assert why(verdict) == ("nothing_to_change", "P-17"), "what was deliberated stands again"

    def test_the_last_change_that_gave_the_text(self) -> None:
        standing = texts(waiting())
        first, second = standing.state.former_texts
        again = second.model_copy(update={"version": 4})

        contested = contest(
            standing.with_(former_texts=(first, second, standing.state.text), text=again), digest="2" * 64
        ).bodies[-1]

        assert isinstance(contested, e.EditorialContested)
        assert contested.version == 4

    def test_what_is_one_of_substance_already_or_was_never_deliberated(self) -> None:
        standing = texts(waiting())
        text = standing.state.text.model_copy(update={"substantial": True})

        assert why(contest(standing.with_(text=text))) == ("nothing_to_change", "P-17")
        assert why(contest(standing.with_(drofting=None))) == ("nothing_to_change", "P-17")

    @pytest.mark.parametrize("standing", [waiting, at_the_table], ids=["on no agenda", "in the roll call"])
    def test_it_leaves_no_agenda_there(self, standing: Any) -> None:
        there = standing() if standing is at_the_table else standing().with_(placement=None)

        assert kinds(contest(texts(there))) == ["editorial_contested"]

    @pytest.mark.parametrize(
        ("by", "refused"),
        [
            pytest.param(M2, None, id="a counted seat"),
            pytest.param(GP, ("heard_not_counted", "P-17"), id="a seat that is heard"),
            pytest.param(SECRETARIAT, ("unknown_seat", "P-17"), id="no seat"),
            pytest.param(Who(person="p-rh9p", seat="SEKR-M2"), ("no_capacity", "P-23"), id="no holder"),
        ],
    )
    def test_who(self, by: Who, refused: Any) -> None:
        assert why(contest(texts(waiting()), by)) == refused

    @pytest.mark.parametrize(
        ("mark", "by", "refused"),
        [
            (Mark.BESLUTNING, M2, None),
            (Mark.BESLUTNING, GP, ("heard_not_counted", "P-17")),
            (Mark.BESLUTNING, Who(person="p-3peu", seat="SEKR-M3"), ("not_present", "P-22")),
            (Mark.DROFTING, M2, ("wrong_stage", "P-17")),
        ],
    )
    def test_in_an_item_only_where_it_is_decided_and_by_who_sits_there(
        self, mark: Mark, by: Who, refused: Any
    ) -> None:
        verdict = contest(texts(at_the_table().item(mark=mark)), by)

        assert why(verdict) == refused
        assert mark is Mark.BESLUTNING or "an item is open in which nothing is decided" in words(verdict)

    def test_a_withdrawn_case_is_taken_over_first(self) -> None:
        verdict = contest(texts(waiting()).with_(stage=CaseStage.TRUKKET))

        assert words(verdict) == "the case is withdrawn | take the case over first"


class TestP17P09InTheRollCall:
    """One counted seat is enough: for time after a change of substance, and against late papers."""

    TIME, LATE = a.AskForTime(reason="R"), a.ObjectToLatePapers(reason="R")

    @pytest.mark.parametrize(
        ("but", "by", "found"),
        [
            pytest.param({"changed_in_substance": True}, M2, ["time_asked"], id="changed in substance"),
            pytest.param({}, M2, ("wrong_stage", "P-17"), id="not changed"),
            pytest.param(
                {"changed_in_substance": True, "mark": Mark.DROFTING}, M2, ("wrong_stage", "P-17"), id="drøfting"
            ),
            pytest.param({"changed_in_substance": True}, GP, ("heard_not_counted", "P-17"), id="only heard"),
        ],
    )
    def test_time(self, but: dict[str, Any], by: Who, found: Any) -> None:
        verdict = at_the_table().item(**but).asked(self.TIME, by)

        assert (why(verdict) or kinds(verdict)) == found
        assert why(at_the_table().with_(item=None).asked(self.TIME, by)) == ("wrong_stage", "P-17")

    @pytest.mark.parametrize(
        ("mark", "late", "by", "found"),
        [
            pytest.param(
                Mark.BESLUTNING, (False, True), M2, ["late_papers_opposed", "decision_postponed"], id="late"
            ),
            pytest.param(Mark.BESLUTNING, (False,), M2, ("wrong_stage", "P-09"), id="in time"),
            pytest.param(Mark.DROFTING, (True,), M2, ("wrong_stage", "P-09"), id="never stops drøfting"),
            pytest.param(Mark.BESLUTNING, (True,), GP, ("heard_not_counted", "P-09"), id="only heard"),
        ],
    )
    def test_late_papers(self, mark: Mark, late: tuple[bool, ...], by: Who, found: Any) -> None:
        papers = tuple(Paper(document=HASH, title="T", late=one) for one in late)

        verdict = at_the_table().item(mark=mark).with_(papers=papers).asked(self.LATE, by)

        assert (why(verdict) or kinds(verdict)) == found
        assert why(at_the_table().with_(item=None, papers=papers).asked(self.LATE, by)) == ("wrong_stage", "P-09")
