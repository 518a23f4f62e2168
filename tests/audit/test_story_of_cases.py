"""What is said of a case's way to its decision: what stands in an entry is told, and what does not is not."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace as Said
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import (
    ContributionKind,
    ForankringAnswer,
    ItemOutcome,
    KnownPosition,
    Mark,
    PathAfterDisagreement,
    RaiseTrigger,
)
from models.acts.requirements import JointAnswers
from models.state import CaseStage
from tests.audit.test_story import on, words_of

SEAT, HERE, HIGHER = "SEKR-M1", "SEKR", "SU"
NAMED = "SEKR-M1 (Fredrikstad og Hvaler)"
D, E_ = "d" * 64, "e" * 64
SHORT, WAS = "d" * 12, "e" * 12
DAY = date(2031, 3, 10)
MEETING = "meeting-x-SEKR-2031-1"
TWO, FOUR = ("halden", "moss"), ("halden", "moss", "rade", "vestby")


def registered(**said: Any) -> e.CaseRegistered:
    given: dict[str, Any] = {
        "title": "Felles prosedyre",
        "proposer_seat": None,
        "proposer_party": None,
        "consequences": (),
        "parents": (),
        "from_proposal": None,
        "agreement": None,
        "notice": None,
        "affected": TWO,
        "text_digest": D,
    }
    return e.CaseRegistered.model_construct(**(given | said))


REGISTERED = (
    "The case is registered (meldt): Felles prosedyre. Proposed by {}; it concerns Halden kommune and Moss kommune. "
    f"Text {SHORT}."
)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, REGISTERED.format("the secretariat")),
        ({"proposer_seat": SEAT}, REGISTERED.format(NAMED)),
        ({"proposer_party": "moss"}, REGISTERED.format("Moss kommune")),
        (
            {
                "consequences": (
                    Said(party="moss", economic="dyrt", administrative=None),
                    Said(party="halden", economic="mye", administrative="to stillinger"),
                )
            },
            REGISTERED.format("the secretariat")
            + " Consequences: Moss kommune: dyrt; Halden kommune: mye and to stillinger.",
        ),
        (
            {"parents": (Said(record="case-x-2030-1", head=E_),)},
            REGISTERED.format("the secretariat") + f" It comes from case-x-2030-1 ({WAS}).",
        ),
        (
            {"from_proposal": 4},
            REGISTERED.format("the secretariat") + " It takes up proposal 4 from outside.",
        ),
        (
            {"agreement": "agreement-x-2031-1", "notice": 2},
            REGISTERED.format("the secretariat") + " Notice 2 on agreement-x-2031-1 opened it.",
        ),
        (
            {"from_proposal": 4, "agreement": "agreement-x-2031-1", "notice": 2},
            REGISTERED.format("the secretariat")
            + " It takes up proposal 4 from outside. Notice 2 on agreement-x-2031-1 opened it.",
        ),
    ],
    ids=range(8),
)
def test_a_case_begins(said: dict[str, Any], words: str) -> None:
    assert words_of(registered(**said)) == words


IMPORTED = (
    "Imported, not proved: Gammel sak, there called 30/4, as til drofting. It concerns Halden kommune. "
    f"Text {SHORT}, version {{}}."
)
HELD = "Drøfting is said to have been held in {} on 2031-03-10, round 2; Kari Nordmann (p-1) vouches for it."


@pytest.mark.parametrize(
    ("held", "positions", "earlier", "words"),
    [
        (None, (), (), IMPORTED.format(1)),
        (None, (), (D, D), IMPORTED.format(3)),
        (
            Said(meeting="SEKR 3/30", body=HERE, day=DAY, round=2, vouched_by="p-1"),
            (),
            (),
            f"{IMPORTED.format(1)} {HELD.format('SEKR 3/30, SEKR')}",
        ),
        (
            Said(meeting=None, body=HERE, day=DAY, round=2, vouched_by="p-1"),
            (),
            (),
            f"{IMPORTED.format(1)} {HELD.format('SEKR')}",
        ),
        (
            None,
            (
                Said(seat=SEAT, party=None, position=KnownPosition.STAND_ASIDE, on=DAY, words="Greit"),
                Said(seat=None, party="moss", position=KnownPosition.CONSENT, on=None, words=None),
            ),
            (),
            (
                f"{IMPORTED.format(1)} Known before: {NAMED}, stand aside on 2031-03-10: Greit. "
                "Known before: Moss kommune, consent."
            ),
        ),
    ],
    ids=range(5),
)
def test_a_case_is_imported(held: object, positions: object, earlier: object, words: str) -> None:
    body = e.CaseImported.model_construct(
        title="Gammel sak",
        reference="30/4",
        stage=CaseStage.TIL_DROFTING,
        affected=("halden",),
        text_digest=D,
        earlier_texts=earlier,
        drofting=held,
        positions=positions,
    )

    assert words_of(body) == words


@pytest.mark.parametrize(
    ("economic", "administrative", "doubt", "agreed", "words"),
    [
        (False, False, False, (), "no larger consequences. Drøfting in SEKR, beslutning in SU."),
        (True, False, False, (), "larger economic consequences. Drøfting in SEKR, beslutning in SU."),
        (False, True, True, (), "larger administrative consequences and doubt. Drøfting in SEKR, beslutning in SU."),
        (
            False,
            False,
            False,
            ("p-1",),
            "no larger consequences. Drøfting in SEKR, beslutning in SU. Agreed by Kari Nordmann (p-1).",
        ),
    ],
)
def test_a_case_is_classified(
    economic: bool, administrative: bool, doubt: bool, agreed: tuple[str, ...], words: str
) -> None:
    body = e.CaseClassified.model_construct(
        larger_economic=economic,
        larger_administrative=administrative,
        in_doubt=doubt,
        agreed_by=agreed,
        drofting_body=HERE,
        decision_body=HIGHER,
    )

    assert words_of(body) == f"Classified: {words}"


PRESENT = (Said(seat=SEAT, person="p-1"),)
ITEM = f"on text {SHORT}. Present: SEKR-M1."
ASKED = f"Forankring: Halden kommune and Moss kommune are asked to take text {SHORT} home and answer by "


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            e.TextAmended.model_construct(
                substantial=True, positions_kept=None, version=2, text_digest=D, replaces=E_
            ),
            f"The text was changed in substance: version 2, {SHORT} (was {WAS}).",
        ),
        (
            e.TextAmended.model_construct(
                substantial=False, positions_kept=True, version=2, text_digest=D, replaces=E_
            ),
            (
                f"The text was changed editorially: version 2, {SHORT} (was {WAS}). "
                "What was said on the version before stands."
            ),
        ),
        (
            e.CaseItemOpened.model_construct(
                attendance=PRESENT, mark=Mark.BESLUTNING, uncovered=None, meeting=MEETING, item=2, text_digest=D
            ),
            f"{MEETING} opened item 2: the roll call is open, {ITEM}",
        ),
        (
            e.CaseItemOpened.model_construct(
                attendance=PRESENT, mark=Mark.DROFTING, uncovered=("moss",), meeting=MEETING, item=2, text_digest=D
            ),
            (
                f"{MEETING} opened item 2: for drøfting, {ITEM} Nobody speaks for Moss kommune in this "
                "item, unless a "
                "deputy comes."
            ),
        ),
        (e.CaseAttendanceChanged.model_construct(seat=SEAT, person=None), "SEKR-M1 stands empty from here."),
        (
            e.CaseAttendanceChanged.model_construct(seat=SEAT, person="p-1"),
            "Kari Nordmann (p-1) sits in SEKR-M1 from here.",
        ),
        (
            e.ForankringReminded.model_construct(parties=("moss",)),
            "Forankring: Moss kommune was reminded; it had not answered.",
        ),
        (
            e.ForankringReminded.model_construct(parties=TWO),
            "Forankring: Halden kommune and Moss kommune were reminded; they had not answered.",
        ),
        (
            e.ForankringClosed.model_construct(unanswered=()),
            "Forankring is closed: everyone asked has answered.",
        ),
        (
            e.ForankringClosed.model_construct(unanswered=FOUR),
            "Forankring is closed. No answer from all 4 parties; that stands as silence, never as consent.",
        ),
        (
            e.PathChosen.model_construct(path=PathAfterDisagreement.NEW_DROFTING, drofting_body=None),
            "The chair chose the way on: new drøfting.",
        ),
        (
            e.PathChosen.model_construct(path=PathAfterDisagreement.NEW_DROFTING, drofting_body=HERE),
            "The chair chose the way on: new drøfting in SEKR.",
        ),
        (
            e.PathChosen.model_construct(path=PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT),
            "The chair chose to close the case without agreement.",
        ),
        (
            e.PathChosen.model_construct(path=PathAfterDisagreement.RAISE),
            "The chair chose to raise the case to the body above.",
        ),
        (
            e.PathChosen.model_construct(path=PathAfterDisagreement.NEMNDA),
            (
                "The chair leaves it to the parties: each may bring its dispute to Tvisteløsningsnemnda. "
                "Until one does, "
                "another way may be chosen."
            ),
        ),
        (
            e.FollowUpYearEnded.model_construct(unbudgeted=(), budget_year=2032, body=HIGHER),
            "The year has ended; no cost of the decision is without a budget for 2032.",
        ),
        (
            e.FollowUpYearEnded.model_construct(unbudgeted=("moss",), budget_year=2032, body=HIGHER),
            (
                "The year has ended, and the decision's costs are in no budget for 2032: Moss kommune. "
                "Flagged to SU; "
                "the decision stands unchanged."
            ),
        ),
        (
            e.CaseRaised.model_construct(
                trigger=RaiseTrigger.DEMAND,
                new_drofting=True,
                drofting_body=HIGHER,
                from_body=HERE,
                decision_body=HIGHER,
                agreed_by=(),
            ),
            "Løftet from SEKR to SU: a counted seat demanded it. A new drøfting is held in SU.",
        ),
        (
            e.CaseRaised.model_construct(
                trigger=RaiseTrigger.CHAIR,
                new_drofting=False,
                drofting_body=HIGHER,
                from_body=HERE,
                decision_body=HIGHER,
                agreed_by=("p-1",),
            ),
            "Løftet from SEKR to SU: the chair decided so. The drøfting held counts. Agreed by Kari Nordmann (p-1).",
        ),
        (
            e.PaperAdded.model_construct(late=False, title="Notat", document=D, withheld=None),
            f"Paper: Notat ({SHORT}).",
        ),
        (
            e.PaperAdded.model_construct(late=True, title="Notat", document=D, withheld="offl. § 13"),
            f"Late paper, after the notice: Notat ({SHORT}). Withheld from the public: offl. § 13.",
        ),
        (
            e.InputGiven.model_construct(party="moss", replaces=None),
            "Moss kommune gave input; it binds nobody.",
        ),
        (
            e.InputGiven.model_construct(party="moss", replaces=True),
            "Moss kommune gave input, in place of what it said before; it binds nobody.",
        ),
        (e.InvolvementClosed.model_construct(unanswered=()), "Input is closed: all spoke."),
        (
            e.InvolvementClosed.model_construct(unanswered=("moss",)),
            "Input is closed; Moss kommune said nothing, which is not consent.",
        ),
        (
            e.FollowUpOpened.model_construct(party="moss", budget_year=2032, due=DAY, costs=None),
            "Follow-up for Moss kommune: into the budget of 2032, by 2031-03-10.",
        ),
        (
            e.FollowUpOpened.model_construct(party="moss", budget_year=2032, due=DAY, costs=True),
            (
                "Follow-up for Moss kommune: into the budget of 2032, by 2031-03-10. The case names what it "
                "costs the "
                "party."
            ),
        ),
        (
            e.ForankringAsked.model_construct(parties=TWO, due=on(DAY), reminders=(on(DAY), on(DAY)), text_digest=D),
            (
                f"{ASKED}2031-03-10 24:00 Norwegian time. Reminders: 2031-03-10 and 2031-03-10. "
                "Silence is never consent."
            ),
        ),
        (
            e.JointMeasureAnswered.model_construct(answers=JointAnswers.model_construct()),
            "Answered of what the law asks of a joint measure (hol. § 6-2): none.",
        ),
        (
            e.FollowUpDue.model_construct(budget_year=2032, due=on(DAY), reminders=()),
            (
                "What is decided shall be in budgets and plans for 2032 by 2031-03-10 24:00 Norwegian time. "
                "Reminders: "
                "none."
            ),
        ),
    ],
)
def test_each_step_is_told_as_it_was(body: object, words: str) -> None:
    assert words_of(body) == words


def test_what_the_law_asks_of_a_joint_measure_is_told_by_what_was_answered() -> None:
    names = list(JointAnswers.model_fields)[:2]
    answers = JointAnswers.model_construct(
        **dict.fromkeys(JointAnswers.model_fields, None) | dict.fromkeys(names, "x")
    )

    told = words_of(e.JointMeasureAnswered.model_construct(answers=answers))

    assert told.endswith(f": {names[0]} and {names[1]}.")


@pytest.mark.parametrize(
    ("about", "words"),
    [
        (ContributionKind.VIEW, "gave a view"),
        (ContributionKind.QUESTION, "asked a question"),
        (ContributionKind.STUDY, "asked for more study"),
        (ContributionKind.CONSEQUENCE, "named a consequence"),
        (ContributionKind.PROPOSAL, "made a proposal"),
    ],
)
def test_what_is_said_in_drofting_binds_nobody(about: ContributionKind, words: str) -> None:
    assert words_of(e.Contributed.model_construct(seat=SEAT, about=about)) == (
        f"{NAMED} {words} in drøfting; it binds nobody."
    )


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (ItemOutcome.READY, "ready for beslutning in a following meeting"),
        (ItemOutcome.ANOTHER_ROUND, "it needs another round"),
        (ItemOutcome.INFORMED, "informed"),
        (ItemOutcome.POSTPONED, "postponed"),
    ],
)
def test_what_a_drofting_came_to(outcome: ItemOutcome, words: str) -> None:
    body = e.DroftingHeld.model_construct(outcome=outcome, body=HERE, day=DAY, meeting=MEETING, round=2)

    assert words_of(body) == f"Drøfting held in SEKR on 2031-03-10 ({MEETING}), round 2: {words}. Nobody is bound."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (ForankringAnswer.SUPPORTS, "supports the text"),
        (ForankringAnswer.SUPPORTS_WITH_COMMENTS, "supports the text, with comments"),
        (ForankringAnswer.DOES_NOT_SUPPORT, "does not support the text"),
    ],
)
def test_what_a_party_answers_at_home(answer: ForankringAnswer, words: str) -> None:
    body = e.ForankringAnswered.model_construct(
        party="moss", answer=answer, treated_by="kommunestyret", treated_on=DAY
    )

    assert words_of(body) == (
        f"Forankring: Moss kommune {words} (treated by kommunestyret, 2031-03-10). It informs and binds nobody."
    )


NOTHING: dict[str, Any] = dict.fromkeys(
    ("status", "unit", "budget_year", "due", "reference", "costs", "goal", "risk")
)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"status": next(iter(a.FollowUpStatus))}, next(iter(a.FollowUpStatus)).value.replace("_", " ")),
        ({"unit": "helse"}, "responsible: helse"),
        ({"budget_year": 2032}, "budget year 2032"),
        ({"due": DAY}, "due 2031-03-10"),
        ({"reference": "sak 4"}, "by sak 4"),
        ({"costs": True}, "it costs something"),
        ({"costs": False}, "it costs nothing"),
        ({"goal": "x"}, "its goal"),
        ({"risk": "x"}, "its risk"),
        ({"unit": "helse", "costs": False, "risk": "x"}, "responsible: helse, it costs nothing, its risk"),
    ],
    ids=range(10),
)
def test_what_a_party_reports_of_its_follow_up(said: dict[str, Any], words: str) -> None:
    body = e.FollowUpReported.model_construct(party="moss", **(NOTHING | said))

    assert words_of(body) == f"Follow-up of Moss kommune: {words}."
