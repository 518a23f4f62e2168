"""Papers withheld from the public: by whom, on what ground, and who reads them all the same (P-34, P-37)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models import acts as a
from models import entries as e
from models.canonical import text_digest
from models.roster import Office
from tests.rules.world import World

PAPER = text_digest("utredning")
OTHER = text_digest("regneark")
GROUND = "offl. § 13 jf. fvl. § 13 første ledd nr. 2"


def with_withheld_paper() -> tuple[World, str]:
    world = World()
    case = world.case()
    world.act(case, a.AddPaper(document=OTHER, title="Regneark"))
    world.act(case, a.AddPaper(document=PAPER, title="Utredning", withheld=GROUND))
    return world, case


class TestGround:
    """A paper is withheld on a legal ground, never just so."""

    @pytest.mark.parametrize(
        "ground",
        ["offl. § 13", "fvl. § 13", "offentleglova § 14 andre ledd", "lov om samiske språk §§ 1-2", GROUND],
    )
    def test_a_law_and_its_paragraph(self, ground: str) -> None:
        assert a.WithholdPaper(document=PAPER, ground=ground).ground == ground

    @pytest.mark.parametrize("ground", ["taushetsplikt", "§ 13", "fordi", "13", "offl. paragraf tretten", "offl. §"])
    def test_anything_else_is_no_ground(self, ground: str) -> None:
        with pytest.raises(ValidationError, match="is no legal ground; name the law and the paragraph"):
            a.WithholdPaper(document=PAPER, ground=ground)


class TestWithheld:
    """The secretariat withholds and releases (P-34)."""

    def test_withheld_released_and_withheld_on_another_ground(self) -> None:
        world, case = with_withheld_paper()

        kinds = [
            world.act(case, a.WithholdPaper(document=OTHER, ground="offl. § 14")).kinds,
            world.act(case, a.WithholdPaper(document=OTHER, ground="offl. § 13")).kinds,
            world.act(case, a.ReleasePaper(document=OTHER, reason="Klausulen er ute")).kinds,
        ]

        assert kinds == [["paper_withheld"], ["paper_withheld"], ["paper_released"]]
        assert [p.withheld for p in world.state(case).papers] == [None, GROUND]

    def test_nobody_else_and_nothing_twice(self) -> None:
        world, case = with_withheld_paper()
        withhold = a.WithholdPaper(document=OTHER, ground=GROUND)

        assert world.act(case, withhold, world.member("SEKR-M1")).rule == "ENGINE"
        assert world.act(case, a.WithholdPaper(document=PAPER, ground=GROUND)).rule == "P-34"
        assert world.act(case, a.ReleasePaper(document=OTHER, reason="x")).rule == "P-34"
        assert world.act(case, a.WithholdPaper(document=text_digest("x"), ground=GROUND)).rule == "P-34"

    def test_it_changes_nothing_that_a_position_rests_on(self) -> None:
        world, case = with_withheld_paper()
        before = world.state(case).version

        world.act(case, a.WithholdPaper(document=OTHER, ground=GROUND))

        assert world.state(case).version == before


class TestReading:
    """Each reading is an entry: who, in what capacity, which document; and so is each refused one (P-34, P-37)."""

    def test_the_secretariat_a_seat_of_the_bodies_and_a_contact_read(self) -> None:
        world, case = with_withheld_paper()
        read = a.ReadDocument(document=PAPER)
        readers = [world.act(case, read), *(world.act(case, read, by) for by in (
            world.member("SEKR-M1"), world.member("SEKR-GP"), world.member("SEKR-M1", 1), world.contact("halden"),
        ))]  # fmt: skip

        bodies = [entry.body for said in readers for entry in said.entries]

        assert [(b.capacity, b.seat, b.party) for b in bodies if isinstance(b, e.DocumentRead)] == [
            ("secretariat", None, None),
            ("seat", "SEKR-M1", None),
            ("seat", "SEKR-GP", None),
            ("seat", "SEKR-M1", None),
            ("party", None, "halden"),
        ]
        assert {b.ground for b in bodies if isinstance(b, e.DocumentRead)} == {GROUND}

    def test_a_seat_of_another_body_somebody_else_and_who_reads_for_another_are_refused_on_record(self) -> None:
        world, case = with_withheld_paper()
        read = a.ReadDocument(document=PAPER)
        secretariat = next(o.person for o in world.roster.offices if o.office is Office.SECRETARIAT)
        member = world.member("SEKR-M1")
        tried = [
            world.member("SU-M1"),
            member.model_copy(update={"seat": "SEKR-M2"}),
            member.model_copy(update={"seat": None}),
            member.model_copy(update={"seat": None, "party": "halden"}),
            member.model_copy(update={"entered_by": secretariat}),
        ]

        said = [world.act(case, read, by) for by in tried]

        assert [(one.rule, one.kinds) for one in said] == [("P-34", ["act_refused"])] * len(tried)
        assert f"read {PAPER[:12]}" in said[-1].entries[-1].body.refusal.detail  # type: ignore[union-attr]

    def test_what_is_open_needs_no_reading(self) -> None:
        world, case = with_withheld_paper()

        said = world.act(case, a.ReadDocument(document=OTHER))

        assert (said.rule, said.kinds) == ("P-34", ["act_refused"])

    def test_a_contact_of_a_party_the_case_does_not_concern(self) -> None:
        world = World()
        case = world.case()
        record = world.records[case]
        assert record.case is not None
        record.case = record.case.model_copy(update={"affected": ("moss",), "proposer_party": None})
        world.act(case, a.AddPaper(document=PAPER, title="Utredning", withheld=GROUND))

        assert world.act(case, a.ReadDocument(document=PAPER), world.contact("halden")).rule == "P-34"
        assert world.act(case, a.ReadDocument(document=PAPER), world.contact("moss")).rule is None
