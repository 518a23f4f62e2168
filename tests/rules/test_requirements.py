"""What the law asks of a case before it can be decided, and what no case may carry (P-03, A-04, P-37)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from cli.case_form import FORM
from models import acts as a
from models.acts import Mark
from procedures.shaping import shape
from procedures.tree import read_tree
from rules.case.opening import why_not_register
from tests.rules.world import PROCEDURE, ROSTER, World, deliberated


class TestP03CooperationAgreement:
    """A case about the cooperation agreement is decided when user organisations have taken part."""

    def test_it_leaves_the_agenda_until_they_have(self) -> None:
        world, case = deliberated()
        wanted = world.state(case).placement

        to_agreement = a.SetCaseKind(case_kind=a.CaseKind.COOPERATION_AGREEMENT, reason="Endrer avtalen.")
        said = world.act(case, to_agreement)
        waits = world.state(case).placement
        took = a.Participation(
            who=a.Participant.USERS, organisation="Brukerutvalget", how="Møte om utkastet.", on=date(2031, 1, 5)
        )
        world.act(case, a.RecordParticipation(participation=took))

        assert said.kinds == ["left_agenda", "case_kind_set"]
        assert wanted is not None
        assert waits is None
        assert world.state(case).placement == wanted

    def test_staff_are_not_users(self) -> None:
        world, case = deliberated()
        wanted = world.state(case).placement
        assert wanted is not None
        world.act(case, a.SetCaseKind(case_kind=a.CaseKind.COOPERATION_AGREEMENT, reason="Endrer avtalen."))
        took = a.Participation(who=a.Participant.STAFF, organisation="Fagforbundet", how="Møte.", on=date(2031, 1, 5))

        world.act(case, a.RecordParticipation(participation=took))
        said = world.act(case, a.PlaceCase(meeting=wanted.meeting, mark=Mark.BESLUTNING))

        assert said.rule == "P-03"


class TestP37NoPatients:
    """No text carries a national identity number. The numbers here are synthetic: their month is above 80."""

    @pytest.mark.parametrize("number", ["01810710094", "018107 10094"])
    def test_a_number_whose_check_digits_are_right_is_refused(self, number: str) -> None:
        with pytest.raises(ValidationError, match=r"national identity number.*P-37"):
            a.WithdrawCase(reason=f"Gjelder {number}.")

    @pytest.mark.parametrize("number", ["01810710095", "2026-10-01 00012", "a01810710094", "12345678901"])
    def test_other_digits_are_not(self, number: str) -> None:
        assert number in a.WithdrawCase(reason=f"Gjelder {number}.").reason


class TestP03Attachments:
    """What is attached to the intake form becomes the case's papers, in their order (P-03)."""

    @pytest.mark.parametrize("exempt", [None, "offl. § 13"])
    def test_they_are_its_papers_and_withheld_where_the_case_is_exempt(self, exempt: str | None) -> None:
        attached = tuple(a.Attachment(document=digit * 64, title=f"Vedlegg {digit}") for digit in "12")

        form = a.IntakeForm(attachments=attached, exempt=exempt)
        world, case = World(), "case-ostfold-2031-1"
        world.new(case, "case")
        act = a.RegisterCase(title="T", summary="S", proposal="F", proposer_party="halden", form=form)

        said = world.act(case, act)

        assert said.kinds == ["case_registered", "paper_added", "paper_added"]
        papers = [(p.document, p.title, p.late, p.withheld) for p in world.state(case).papers]
        assert papers == [(one.document, one.title, False, exempt) for one in attached]

    def test_one_document_is_attached_once(self) -> None:
        same = tuple(a.Attachment(document="1" * 64, title=title) for title in ("Utredning", "Regnestykke"))

        act = a.RegisterCase(title="T", summary="S", proposal="F", form=a.IntakeForm(attachments=same))

        refusal = why_not_register(act, PROCEDURE, ROSTER)

        assert refusal is not None
        assert (refusal.rule, refusal.remedy) == ("P-03", "name each document once, with one title")


def test_the_form_that_is_printed_is_one_that_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "sak.yaml"
    file.write_text(FORM, encoding="utf-8")

    act = shape(file.name, read_tree(file), a.RegisterCase)

    assert act.form is not None
    assert act.form.law_points == (2, 6)
    assert act.consequences[0].amounts[0].amount == 1_900_000
