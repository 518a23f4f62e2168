"""The auditor's fifteen questions, answered of a decided case by the entries that prove it."""

from __future__ import annotations

import pytest

from audit.called import names_in
from audit.check import Answer, check
from audit.check.roll_calls import roll_calls
from models import acts as a
from models.acts import ConsentWithReservation
from models.evidence import Evidence
from tests.audit.bundle import made
from tests.rules.evidence import evidence_from
from tests.rules.world import World, in_roll_call

TREATED = a.RecusalGround.SPECIAL
NAMES = names_in(made.evidence(), {})


@pytest.fixture(scope="module")
def told() -> tuple[World, Evidence]:
    """A case decided on an amended text, with a withheld paper, somebody recused, and one who reserves."""
    world, case = in_roll_call()
    holder = world.member("SEKR-H2")
    assert holder.person is not None
    world.act(
        case,
        a.DecideRecusal(seat="SEKR-H2", person=holder.person, disqualified=True, ground=TREATED, reason="Slektskap."),
        world.member("SEKR-M1"),
    )
    world.act(
        case,
        a.AddPaper(document="d" * 64, title="Vedlegg", withheld="offl. § 13 jf. fvl. § 13 nr. 2"),
        world.secretariat,
    )
    text = world.state(case).text
    amended = text.text.replace("felles", "samme")
    world.act(case, a.AmendText(proposal=amended, substantial=False, reason="Språk.", rests_on=text.digest))
    world.roll_call(case, {"SEKR-M2": _reserves(world)})
    return world, evidence_from(world, case)


def _reserves(world: World) -> ConsentWithReservation:
    return ConsentWithReservation(parties=("moss",), treated_by="kommunestyret", treated_on=world.day(20).date())


@pytest.fixture(scope="module")
def answers(told: tuple[World, Evidence]) -> dict[int, Answer]:
    """By their numbers."""
    checked = check(told[1])
    assert checked.difference is None, checked.difference
    return {answer.question: answer for answer in checked.answers}


def test_every_question_is_answered_or_said_not_to_apply(answers: dict[int, Answer]) -> None:
    assert sorted(answers) == list(range(1, 16))
    of_what = {3: "In the one that decided, of ", 5: "It was version "}  # they ask what, and not whether
    for number, answer in answers.items():
        assert answer.plain.startswith(of_what.get(number, ("Yes", "No", "Does not apply: ")))
    assert all(bool(answer.words) is answer.applies and all(answer.words) for answer in answers.values())
    assert all(bool(answer.proofs) is answer.applies for answer in answers.values())


def test_every_proof_is_an_entry_by_its_digest(told: tuple[World, Evidence], answers: dict[int, Answer]) -> None:
    entries = {(x.record, x.seq, x.hash) for record in told[1].records for x in record.entries}

    assert {(p.record, p.seq, p.hash) for answer in answers.values() for p in answer.proofs} <= entries


@pytest.mark.parametrize(
    ("question", "said", "kinds"),
    [
        pytest.param(1, "beslutning in meeting-ostfold-SEKR-2031-2", {"drofting_held", "beslutning_made"}, id="1"),
        pytest.param(
            2, "SEKR-M1 (Fredrikstad og Hvaler): p-mj9p, member", {"case_item_opened"}, id="2, seats by name"
        ),
        pytest.param(2, "mandate for Fredrikstad kommune", {"case_item_opened"}, id="2"),
        pytest.param(3, "SEKR-M2 (Mosseregionen): consent with reservation", {"position_taken"}, id="3"),
        pytest.param(4, "does not take part (Slektskap.)", {"recusal_decided"}, id="4"),
        pytest.param(5, "adopted by the community", {"case_registered", "community_founded"}, id="5"),
        pytest.param(6, "amended editorially", {"papers_went_out", "text_amended", "beslutning_made"}, id="6"),
        pytest.param(7, "late paper Vedlegg", {"paper_added"}, id="7"),
        pytest.param(8, "classified by p-kkf9, p-mn3e", {"case_classified"}, id="8"),
        pytest.param(9, "forankring due: 2031-", {"forankring_asked"}, id="9"),
        pytest.param(9, "notice due: 2031-", {"meeting_planned"}, id="9, the notice was due"),
        pytest.param(9, "its notice was to leave 2031-", {"notice_sent"}, id="9, it left"),
        pytest.param(13, "Halden kommune: nothing reported yet", {"follow_up_opened"}, id="13"),
        pytest.param(14, "the last is", {"roster_clock_set"}, id="14"),
        pytest.param(15, "withheld on offl. § 13", {"paper_added"}, id="15"),
    ],
)
def test_an_answer_says_what_the_entries_say(
    told: tuple[World, Evidence], answers: dict[int, Answer], question: int, said: str, kinds: set[str]
) -> None:
    by_hash = {x.hash: x.body.kind for record in told[1].records for x in record.entries}

    assert any(said in words for words in answers[question].words), answers[question].words
    assert kinds <= {by_hash[p.hash] for p in answers[question].proofs}


@pytest.mark.parametrize("question", [10, 11, 12])
def test_what_does_not_apply_says_why(answers: dict[int, Answer], question: int) -> None:
    assert not answers[question].applies
    assert answers[question].plain == "Does not apply: no agreement belongs to this case's story."


def test_of_a_case_that_is_not_decided_nothing_is_said_to_bind() -> None:
    world, case = in_roll_call()

    found = {x.question: x for x in check(evidence_from(world, case)).answers}

    assert [found[n].applies for n in (1, 6, 13)] == [False, False, False]
    assert found[1].plain == "Does not apply: nothing is decided in this case."


def test_where_something_differs_no_question_is_answered(told: tuple[World, Evidence]) -> None:
    world, evidence = told
    records = tuple(r for r in evidence.records if r.kind != "community")

    checked = check(evidence.model_copy(update={"records": records}))

    assert world.records and checked.answers == ()
    assert checked.difference is not None and checked.difference.rule == "P-38"


def test_each_roll_call_is_told_by_itself_with_what_it_came_to() -> None:
    world, case = in_roll_call()
    world.roll_call(case, {"SEKR-M4": a.Objection(grounds="Kostnaden er ikke i planen.", would_be_removed_by="Tak.")})
    text = world.state(case).text

    [call] = roll_calls(world.records[case].entries, NAMES)

    heading, *said = call.words
    assert f"on text {text.digest[:12]}; no consensus, so nothing is decided (entry " in heading
    assert [line for line in said if "objection" in line] == [line for line in said if "SEKR-M4 (Sarpsborg)" in line]
    assert len(said) == len(call.entries) == 10


def test_before_anybody_has_been_called_no_notice_is_said_to_have_been_in_time() -> None:
    world = World()
    case = world.case()

    found = {x.question: x for x in check(evidence_from(world, case)).answers}

    assert found[7].plain.startswith("No, so far: no notice was to leave yet, nothing was postponed")
    assert (found[3].applies, found[3].plain) == (False, "Does not apply: no counted seat has taken one.")


def test_what_is_computed_twice_alike_is_told_once(answers: dict[int, Answer]) -> None:
    assert len(set(answers[9].words)) == len(answers[9].words)
    assert not any("UTC" in words or " 1 days" in words for answer in answers.values() for words in answer.words)


def test_a_date_that_fell_away_is_not_told_like_one_that_was_kept() -> None:
    """A meeting is called off before its notice: nothing waits any more for what was counted from its day."""
    world = World()
    first, second, _third = (world.meeting("SEKR", day) for day in (28, 56, 84))
    case = world.case()
    world.deliberate(case, first)
    world.act(second, a.CancelMeeting(reason="For få kan møte."))
    words = {x.question: x for x in check(evidence_from(world, case)).answers}[9].words

    [off] = [line for line in words if line.startswith(f"{second}: notice due: ")]
    rounds = [line for line in words if line.startswith("forankring due: ")]
    assert off.endswith(": meeting cancelled") and "; it fell away 2031-" in off
    assert ["it fell away" in line for line in rounds] == [True, False]
    assert not any("it fell away" in line for line in words if line.startswith(f"{first}: "))


def test_a_reservation_that_is_answered_waits_no_more() -> None:
    """Its clock bears the party's id behind the date's name."""
    world, case = in_roll_call()
    day = world.day(70).date()
    reserves = ConsentWithReservation(parties=("moss",), treated_by="kommunestyret", treated_on=day)
    world.roll_call(case, {"SEKR-M2": reserves})
    yes = a.AnswerReservation(
        party="moss", approved=True, treated_by="kommunestyret", treated_on=world.now.date(), reference="PS 1"
    )
    before = {x.question: x for x in check(evidence_from(world, case)).answers}[9].words
    world.act(case, yes, world.contact("moss"))
    after = {x.question: x for x in check(evidence_from(world, case)).answers}[9].words

    told = [[line for line in words if line.startswith("reservation due: ")] for words in (before, after)]
    assert [["it fell away" in line for line in lines] for lines in told] == [[False], [True]]
    assert told[1][0].endswith(": reservation answered")
