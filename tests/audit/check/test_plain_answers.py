"""What an answer begins with: yes or no, for somebody who knows the procedure and not this program."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from audit.check.answers_of_deciding import positions
from audit.check.asked import Asked, Said
from models import acts as a
from models import entries as e
from models.acts import Actor, FollowUpStatus
from models.agreement import ApprovalResult, Resolution, Signatory
from models.canonical import digest_of
from models.entries import EntryBody
from tests.agreements import an_agreement
from tests.audit.check.telling import (
    BEGAN,
    CASE,
    DAY,
    DIGEST,
    PERSON,
    SECOND,
    SMALL,
    Telling,
    amended,
    asked_in_writing,
    corrected,
    days,
    decided,
    imported,
    in_writing,
    item,
    planned,
    position,
    recusal,
)

AGREEMENT = "agreement-ostfold-1"
DOCUMENT = "d" * 64
ONE, TWO, THREE = "SEKR-M1", "SEKR-M4", "SEKR-H1"
OBJECTS = a.Objection(grounds="Nei.", would_be_removed_by="Tak.")
NONE = e.NoConsensus(meeting=SECOND, body="SEKR", objecting=(ONE,), written_objections=(), text_digest=DIGEST)
DONE, PLANNED, DROPPED = FollowUpStatus.DONE, FollowUpStatus.PLANNED, FollowUpStatus.DROPPED


def plain(question: int, *bodies: EntryBody, of: str = CASE) -> str:
    """How a question is answered of a record that says this, and little else."""
    told = Telling()
    told.records = {CASE: told.records[CASE][:2]}
    told.records.setdefault(of, [])
    told.records[of] = told.records[of] + [(BEGAN, body, None) for body in bodies]
    return told.answers()[question].plain


def of_the_decision(question: int, told: Telling) -> str:
    """How a question is answered of a case that is decided."""
    return told.answers(told.judged())[question].plain


class TestDeliberatedBefore:
    """Yes, or vouched for; never a yes that nothing shows (1)."""

    def test_in_another_meeting(self) -> None:
        assert of_the_decision(1, Telling()) == (
            "Yes: the case was deliberated before it was decided, in another meeting."
        )

    def test_before_the_case_came_here(self) -> None:
        told = Telling().before(e.DroftingHeld, imported(day=days(-14).date(), vouched_by="p-1"))

        assert of_the_decision(1, told.without(e.DroftingHeld)).startswith("Not proved: somebody vouches")


class TestPresent:
    """How often it was taken up, and whether anybody came or left (2)."""

    def test_once(self) -> None:
        assert "who sat in which seat the one time the case was taken up" in plain(2, item())

    def test_twice_and_somebody_left(self) -> None:
        said = plain(2, item(), item(), e.CaseAttendanceChanged(seat=ONE, person=None))

        assert "each of the 2 times" in said
        assert said.endswith("1 change of who sat there while it was treated is entered too.")


class TestPositions:
    """Whether one was changed, and what was said where it was decided (3)."""

    def test_of_a_case_that_is_decided(self) -> None:
        said = plain(
            3, item(), position(ONE), position(TWO, a.StandAside()), decided(), item(), position(ONE, OBJECTS), NONE
        )

        assert said == (
            "In the one that decided, of 2 counted seats that answered, 1 consented and 1 stood aside. "
            "Nobody changed a position within a roll call."
        )

    def test_of_one_that_is_not(self) -> None:
        assert "In the last one, of 1 counted seat that answered, 1 objected." in plain(
            3, item(), position(ONE, OBJECTS), NONE
        )

    def test_who_had_said_something_else_in_an_earlier_one(self) -> None:
        said = plain(3, item(), position(ONE, OBJECTS), position(TWO), NONE, item(), position(ONE), position(TWO))

        assert f"2 consented. {ONE} had answered otherwise in an earlier one. " in said

    def test_a_position_changed_while_the_item_was_open_counts_once(self) -> None:
        said = plain(3, item(), position(ONE, OBJECTS), position(ONE, changed=True))

        assert said == (
            "In the last one, of 1 counted seat that answered, 1 consented. 1 position was changed in a roll call."
        )

    def test_a_slip_of_the_pen_is_nobodys_position(self) -> None:
        said = plain(3, item(), position(ONE), position(TWO, OBJECTS), corrected(5, TWO), position(THREE))

        assert said.endswith("of 2 counted seats that answered, 2 consented. 1 slip of the pen was corrected.")

    def test_what_was_entered_for_the_member(self) -> None:
        told = Telling()
        told.records = {CASE: [(BEGAN, body, None) for body in (item(), position(ONE), position(TWO))]}
        evidence = told.evidence()
        *others, last = evidence.records[0].entries
        entered = last.model_copy(update={"actor": Actor(person=PERSON[TWO], entered_by="p-9")})
        record = evidence.records[0].model_copy(update={"entries": (*others, entered)})
        said = positions(Asked(evidence.model_copy(update={"records": (record,)}), {}, ()))

        assert isinstance(said, Said)
        assert "1 of these was entered by the secretariat in the member's name. " in said.plain

    def test_in_writing(self) -> None:
        said = plain(3, asked_in_writing(), in_writing(ONE), in_writing(TWO, accepts_text=False))

        assert "1 yes to the text, and to deciding in writing and 1 no to the text. " in said

    def test_what_became_of_the_minutes_that_name_who_said_what(self) -> None:
        draft = e.MinutesDrafted(text="1" * 64, html="2" * 64)
        approved = e.MinutesApproved(meeting="meeting-ostfold-SEKR-2031-3", day=DAY)
        told = Telling()

        assert told.answers()[3].plain.endswith(
            f"{SECOND}, which decided, are not written, as far as the record goes."
        )
        told.after(e.MeetingOpened, draft, of=SECOND)
        assert "are a draft as far as the record goes: no following meeting has" in told.answers()[3].plain
        told.after(e.MinutesDrafted, approved, of=SECOND)
        assert told.answers()[3].plain.endswith("which decided, were approved in meeting-ostfold-SEKR-2031-3.")
        assert (SECOND, 6) in {(proof.record, proof.seq) for proof in told.answers()[3].proofs}


@pytest.mark.parametrize(
    ("bodies", "said"),
    [
        ((recusal(ONE),), "Yes: p-m1 did not take part, as the body decided."),
        ((recusal(ONE, disqualified=False),), "No: the body found nobody disqualified."),
    ],
)
def test_who_was_disqualified(bodies: tuple[EntryBody, ...], said: str) -> None:
    """As the body decided (4)."""
    assert plain(4, *bodies) == said


def test_what_no_body_has_settled_is_said_to_be_unsettled() -> None:
    asked = e.RecusalNotified(seat=TWO, person=PERSON[TWO], ground=a.RecusalGround.SPECIAL, reason="Slekt.")

    assert plain(4, asked) == "Not settled: p-m4 said that they may be, and no body has decided it."
    assert plain(4, recusal(ONE), asked).endswith(
        "as the body decided. p-m4 said that they may be, and no body has decided it."
    )
    assert plain(4, asked, recusal(TWO, disqualified=False)) == "No: the body found nobody disqualified."


def test_whether_the_rules_were_changed_meanwhile() -> None:
    """The version that the case goes by (5)."""
    moved = e.ProcedureChanged(procedure=digest_of(SMALL), replaces="0" * 64, reason="Ny.")

    assert plain(5).startswith(f"It was version {SMALL.version} of {SMALL.procedure}, from the first entry to the")
    assert plain(5, moved).endswith(f" of {SMALL.procedure}; it was changed 1 time, on record with who and why.")


class TestTheSameText:
    """Yes only where the text that was sent out is the one decided (6)."""

    def test_sent_and_decided(self) -> None:
        assert of_the_decision(6, Telling()).startswith(
            "Yes: the text decided is the one that was to be sent out, letter for letter; "
        )

    def test_amended_after_it_was_sent_out(self) -> None:
        change = amended("Nytt.", positions_kept=True)
        told = Telling().after(e.PositionTaken, change)
        told.says(e.BeslutningMade, proposal="Nytt.", text_digest=change.text_digest)

        assert of_the_decision(6, told).startswith(
            "No: it was amended 1 time after it was to be sent out, on record with the reason; "
        )


@pytest.mark.parametrize(
    ("of", "bodies", "said"),
    [
        (CASE, (e.PaperAdded(document=DOCUMENT, title="T", late=True),), "Yes: 1 paper was late."),
        (
            CASE,
            (e.DecisionPostponed(meeting=SECOND, rule="P-12", reason="x"), e.LatePapersOpposed(seat=ONE, reason="x")),
            "Yes: 1 seat opposed that they were treated and 1 decision was postponed.",
        ),
        (
            CASE,
            (asked_in_writing(), e.WrittenProcedureEnded(why=e.WhyNotInWriting.SILENCE, seats=())),
            "Yes: 1 decision was asked for in writing.",
        ),
        (
            SECOND,
            (
                planned(BEGAN, extraordinary="Brann."),
                e.ShortNoticeAnswered(seat=ONE, person="p-1", agrees=True),
                e.ShortNoticeAnswered(seat=TWO, person="p-2", agrees=False),
            ),
            "Yes: 1 meeting was called at short notice and 1 of 2 seats that answered consented to the short notice.",
        ),
    ],
)
def test_what_was_unusual(of: str, bodies: tuple[EntryBody, ...], said: str) -> None:
    """How often each of it happened (7)."""
    assert plain(7, *bodies, of=of) == said


class TestRouted:
    """Whether another body than the first was to decide it in the end (8)."""

    SORTED: ClassVar[dict[str, Any]] = {
        "larger_economic": False,
        "larger_administrative": False,
        "in_doubt": False,
        "drofting_body": "SEKR",
        "reason": "Faglig.",
        "agreed_by": ("p-1", "p-2"),
    }

    def test_where_it_was_put_first(self) -> None:
        first = e.CaseClassified(decision_body="SEKR", **self.SORTED)

        assert plain(8, first) == "No, it was not moved: SEKR was to decide it from the first."
        demanded = e.HigherBodyDemanded(seat=ONE, decision_body="SU", reason="Stort.")
        assert plain(8, first, demanded) == "Yes, it was moved: SEKR and then SU were to decide it."
        split = e.CaseMoved(how=a.MoveKind.SPLIT, into=("case-x-2", "case-x-3"), reason="To saker.")
        assert plain(8, first, split) == (
            "Yes, it was moved: SEKR was to decide it; it went on in case-x-2 and case-x-3."
        )

    def test_what_was_brought_in_with_its_body_is_not_called_unclassified(self) -> None:
        before = imported(day=DAY, vouched_by="p-1").model_copy(
            update={"drofting_body": "SEKR", "decision_body": "SU"}
        )

        assert plain(8, before) == "No, it was not moved: SU was to decide it from the first."
        assert (
            plain(8, before.model_copy(update={"decision_body": None})) == "Does not apply: it is not classified yet."
        )


def test_how_many_dates_were_reckoned() -> None:
    """Each date once (9)."""
    one = plain(9, planned(BEGAN), e.NoticeSent(items=()), of=SECOND)

    assert one == (
        "Yes, it is shown: the one date stands with its rule and how it was counted, and counted anew it comes out "
        "the same."
    )
    assert plain(9, e.NoticeSent(items=()), of=SECOND) == "Does not apply: no legal date was computed."


TOLD = e.AgreementReported(relations=("r",), on=DAY, way="sent", where="x")
REMINDED = e.NoticeReportReminded(notice=1, reminder=1, target=DAY)
RESOLUTION = Resolution(body="kommunestyret", on=DAY, case_number="7/31", document=DOCUMENT)
APPROVED = e.ApprovalRecorded(party="halden", version=1, result=ApprovalResult.APPROVED, resolution=RESOLUTION)
REJECTED = APPROVED.model_copy(update={"result": ApprovalResult.REJECTED})


def _signed(*, approved: bool) -> e.AgreementSigned:
    by = Signatory(office="ordfører", person="p-1")
    return e.AgreementSigned(party="halden", relations=("r",), version=1, signed_on=DAY, by=by, approved=approved)


@pytest.mark.parametrize(
    ("question", "bodies", "said"),
    [
        (10, (TOLD,), "Yes: it was told 1 time, on 2031-03-03."),
        (10, (TOLD, REMINDED), "Yes: it was told 1 time, on 2031-03-03. 1 time it was noted that this was still"),
        (10, (REMINDED,), "No: nothing is entered that it was told. 1 time it was noted that this was still to be"),
        (11, (APPROVED, REJECTED), "No signature yet; 1 approval of a council or board is entered."),
        (11, (APPROVED, _signed(approved=True)), "Yes: the signature came after the approval."),
        (11, (_signed(approved=True),) * 2, "Yes: each of the 2 signatures came after the approval."),
        (
            11,
            (_signed(approved=False), _signed(approved=True)),
            "No, not always: 1 of 2 signatures came before the approval, and completed nothing.",
        ),
        (12, (e.UsersHeard(organisation="FFO", how="Møte", on=DAY),), "Yes: FFO took part."),
    ],
)
def test_agreements(question: int, bodies: tuple[EntryBody, ...], said: str) -> None:
    """The state, the councils and the users (10-12)."""
    assert plain(question, *bodies, of=AGREEMENT).startswith(said)


IMPORTED = e.AgreementImported(agreement=an_agreement("halden"), relations=())


def test_of_an_agreement_that_was_brought_in_no_council_is_said_to_be_missing() -> None:
    """It was approved, signed and made before: what was done then, no entry tells, and none says that it was not."""
    state, councils, users = (plain(question, IMPORTED, of=AGREEMENT) for question in (10, 11, 12))

    assert councils == (
        f"Does not apply: {AGREEMENT} was brought in, already in force: approvals and signatures are from before "
        "that, and no entry tells of them."
    )
    assert users == (
        f"Does not apply: {AGREEMENT} was brought in, already in force: it was made before that, and no entry tells "
        "who took part."
    )
    assert state.endswith(": it was sent before that, if it was, and no notice of termination is entered.")
    assert plain(10, IMPORTED, REMINDED, of=AGREEMENT).startswith("No: nothing is entered that it was told.")
    assert plain(11, IMPORTED, _signed(approved=True), of=AGREEMENT).startswith("Yes: ")


def test_that_staff_took_part_is_no_yes_for_the_users() -> None:
    staff = e.ParticipationRecorded(
        participation=a.Participation(who=a.Participant.STAFF, organisation="NSF", how="Møte", on=DAY)
    )

    assert plain(12, staff) == "No: others took part, and no users' organisation."


class TestCarriedOut:
    """How many parties have come how far (13)."""

    def told(self, *reports: tuple[str, FollowUpStatus]) -> str:
        """Of two parties that are bound."""
        opened = (e.FollowUpOpened(party=party, budget_year=2032, due=DAY) for party in ("halden", "moss"))
        return plain(13, *opened, *(e.FollowUpReported(party=party, status=status) for party, status in reports))

    def test_by_all_by_some_and_by_none(self) -> None:
        assert self.told() == "No, not yet: of 2 parties that are bound, 2 reported nothing yet."
        assert self.told(("moss", DONE), ("halden", DONE)) == "Yes, all of it: 2 parties reported it carried out."
        assert self.told(("moss", PLANNED), ("moss", DONE), ("halden", DROPPED)) == (
            "In part: of 2 parties that are bound, 1 reported it carried out and 1 reported it dropped."
        )
        assert self.told(("moss", PLANNED)).startswith("No, not yet: of 2 parties that are bound, 1 reported it pla")

    def test_whose_costs_were_in_no_budget(self) -> None:
        ended = e.FollowUpYearEnded(body="SEKR", budget_year=2032, unbudgeted=("halden",))
        opened = e.FollowUpOpened(party="halden", budget_year=2032, due=DAY)

        assert plain(13, opened, ended).endswith(" The costs of 1 party were in no budget for 2032.")
        assert "budget" not in plain(13, opened, ended.model_copy(update={"unbudgeted": ()}))


class TestWithheld:
    """Whether anybody has read it (15)."""

    PAPER = e.PaperAdded(document=DOCUMENT, title="Vedlegg", late=False, withheld="offl. § 14")
    READ = e.DocumentRead(document=DOCUMENT, ground="offl. § 14", capacity="seat", seat=ONE)

    def test_read_or_not(self) -> None:
        assert plain(15, self.PAPER).startswith("No, nobody: no reading is entered of 1 paper that was withheld")
        assert plain(15, self.PAPER, self.READ).startswith("Yes, it is on record: 1 reading of 1 paper that was")
