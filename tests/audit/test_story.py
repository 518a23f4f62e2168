"""Every kind of entry has its words, and what people wrote stands as they wrote it."""

from __future__ import annotations

import typing
from datetime import UTC, date, datetime

import pytest

from audit.naming import Names, listed
from audit.story import asked_for, kinds_told, rules_of, tell, who_acted
from models import acts as a
from models import entries as e
from models.acts import Actor, Objection
from models.base import Frozen
from models.canonical import EMPTY_HEAD
from models.entries import Unsealed, seal
from models.roster import Office
from models.rulebook import Refusal
from rules.case.context import BETWEEN_RECORDS

NAMES = Names(
    parties={"halden": "Halden kommune", "moss": "Moss kommune", "rade": "Råde kommune", "vestby": "Vestby kommune"},
    seats={"SEKR-M1": "Fredrikstad og Hvaler"},
    persons={"p-1": "Kari Nordmann"},
)
POSITION = e.PositionTaken(
    seat="SEKR-M1",
    person="p-1",
    counted=True,
    parties=("halden",),
    stance=Objection(grounds="For dyrt."),
    text_digest="0" * 64,
)


def told(body: e.EntryBody, actor: Actor | None = None) -> tuple[str, str, tuple[str, ...]]:
    """One entry's words, who acted, and what is quoted."""
    unsealed = Unsealed(
        record="case-x-2031-1", seq=1, at=datetime(2031, 1, 6, tzinfo=UTC), prev=EMPTY_HEAD, actor=actor, body=body
    )
    [one] = tell([seal(unsealed)], NAMES)
    return one.words, one.by, tuple(one.quoted)


def test_every_kind_of_entry_has_words() -> None:
    kinds: set[type[Frozen]] = set()
    for union in (e.CaseBody, e.MeetingBody, e.AgreementBody, e.DisputeBody, e.CommunityBody):
        kinds |= set(typing.get_args(union))

    assert kinds_told() == kinds


def test_every_act_of_people_is_told_as_something_that_is_done() -> None:
    unions = (a.CaseAct, a.MeetingAct, a.AgreementAct, a.DisputeAct, a.CommunityAct)
    kinds = {kind.model_fields["kind"].default for union in unions for kind in typing.get_args(union)}
    of_people = kinds - {kind.model_fields["kind"].default for kind in BETWEEN_RECORDS}

    assert sorted(kind for kind in of_people if not asked_for(kind).split()[0].endswith("ing")) == []


def test_both_names_stand_where_the_secretariat_entered() -> None:
    actor = Actor(person="p-1", seat="SEKR-M1", rank=1, entered_by="p-2", entered_by_offices=(Office.SECRETARIAT,))

    words, by, quoted = told(POSITION, actor)

    assert words == "SEKR-M1 (Fredrikstad og Hvaler), for Halden kommune: objects (innsigelse)."
    assert by == "Kari Nordmann (p-1), deputy in SEKR-M1; entered by p-2"
    assert quoted == ("Grounds: For dyrt.",)


def test_what_the_house_does_is_told_as_the_procedures() -> None:
    body = e.FollowUpOpened(party="halden", budget_year=2032, due=date(2031, 12, 31))

    assert told(body)[1] == "by itself, as the procedure says"
    assert told(body, Actor(record="case-x-2031-1"))[1] == "by itself, as the procedure says"
    assert told(body, Actor(record="meeting-x-SU-2031-1"))[1] == "by meeting-x-SU-2031-1, by itself"


def test_a_heard_seat_is_never_told_as_counted() -> None:
    words, _, _ = told(POSITION.model_copy(update={"counted": False, "parties": ()}))

    assert "heard, not counted: objects" in words


def test_parties_are_named_by_the_shorter_list() -> None:
    assert NAMES.all_parties(("halden", "moss")) == "Halden kommune and Moss kommune"
    assert NAMES.all_parties(("halden", "moss", "rade", "vestby")) == "all 4 parties"
    assert Names(parties={str(n): f"P{n}" for n in range(6)}).all_parties("01235") == "all 6 parties but P4"
    assert listed([]) == "none"


def test_every_kind_of_entry_says_under_which_rule_it_is_made() -> None:
    """By itself, in what it was refused for, or by what its kind is for."""
    unsealed = Unsealed(
        record="case-x-2031-1", seq=1, at=datetime(2031, 1, 6, tzinfo=UTC), prev=EMPTY_HEAD, body=POSITION
    )
    itself = {"rule", "refusal"}
    without = [
        kind.__name__
        for kind in kinds_told()
        if not itself & set(kind.model_fields)  # type: ignore[attr-defined]
        and not rules_of(seal(unsealed).model_copy(update={"body": kind.model_construct()}))  # type: ignore[attr-defined]
    ]

    assert without == []
    assert rules_of(seal(unsealed)) == ("P-20", "P-18")


def words_of(body: object) -> str:
    """What is said of an entry, of which only what its words need is given."""
    unsealed = Unsealed(
        record="case-x-2031-1", seq=1, at=datetime(2031, 1, 6, tzinfo=UTC), prev=EMPTY_HEAD, body=POSITION
    )
    [one] = tell([seal(unsealed).model_copy(update={"body": body})], NAMES)
    return one.words


def on(day: date, at: datetime | None = None, name: str = "x") -> a.Derivation:
    """A legal date: the end of the day in Norwegian time, but where another moment is given."""
    ends = at or datetime(day.year, day.month, day.day, 23, tzinfo=UTC)
    return a.Derivation(name=name, rule="T-01", anchor="x", steps=(), day=day, at=ends)


def acted(actor: Actor | None, record: str = "case-x-2031-1") -> tuple[str, str]:
    unsealed = Unsealed(
        record=record, seq=1, at=datetime(2031, 1, 6, tzinfo=UTC), prev=EMPTY_HEAD, actor=actor, body=POSITION
    )
    return who_acted(seal(unsealed), NAMES)


KARI = "Kari Nordmann (p-1)"


@pytest.mark.parametrize(
    ("actor", "who", "capacity"),
    [
        (None, "by itself", "as the procedure says"),
        (Actor(), "by itself", "as the procedure says"),
        (Actor(record="case-x-2031-1"), "by itself", "as the procedure says"),
        (Actor(record="meeting-x-SU-2031-1"), "by meeting-x-SU-2031-1", "by itself"),
        (Actor(person="p-1"), KARI, ""),
        (Actor(person="p-1", seat="M1", rank=0), KARI, "member in M1"),
        (Actor(person="p-1", seat="M1", rank=1), KARI, "deputy in M1"),
        (Actor(person="p-1", seat="M1", rank=2), KARI, "deputy in M1"),
        (Actor(person="p-1", seat="M1"), KARI, "no place in M1"),
        (Actor(person="p-1", seat="M1", rank=0, party="moss"), KARI, "member in M1"),
        (Actor(person="p-1", party="moss"), KARI, "for Moss kommune"),
        (Actor(person="p-1", offices=(Office.SECRETARIAT,)), KARI, "secretariat"),
        (Actor(person="p-1", offices=(Office.SECRETARIAT,), chairs=("SU",)), KARI, "secretariat"),
        (Actor(person="p-1", chairs=("SU", "SEKR")), KARI, "chair of SU, SEKR"),
        (
            Actor(person="p-1", offices=tuple(o for o in Office if o is not Office.SECRETARIAT)[:2]),
            KARI,
            ", ".join([o.value.replace("_", " ") for o in Office if o is not Office.SECRETARIAT][:2]),
        ),
        (Actor(person="p-2", entered_by="p-1"), "p-2", f"entered by {KARI}"),
        (Actor(person="p-2", party="moss", entered_by="p-1"), "p-2", f"for Moss kommune; entered by {KARI}"),
    ],
    ids=range(17),
)
def test_who_acted_and_in_what_capacity(actor: Actor | None, who: str, capacity: str) -> None:
    assert acted(actor) == (who, capacity)


def test_what_follows_from_an_act_is_nobodys_own() -> None:
    actor = Actor(person="p-1", party="moss", entered_by="p-2")

    assert told(e.ForankringClosed(unanswered=()), actor)[1] == f"by itself, upon the act of {KARI}, for Moss kommune"


def test_a_line_says_who_entered_it_apart() -> None:
    assert told(POSITION, Actor(person="p-2", entered_by="p-1"))[1] == f"p-2; entered by {KARI}"
    assert told(POSITION, Actor(person="p-2", party="moss"))[1] == "p-2, for Moss kommune"
    assert told(POSITION, Actor(person="p-2"))[1] == "p-2"


def quoted(body: object) -> tuple[str, ...]:
    unsealed = Unsealed(
        record="case-x-2031-1", seq=1, at=datetime(2031, 1, 6, tzinfo=UTC), prev=EMPTY_HEAD, body=POSITION
    )
    [one] = tell([seal(unsealed).model_copy(update={"body": body})], NAMES)
    return tuple(one.quoted)


def test_what_people_wrote_is_quoted_under_what_it_is() -> None:
    stance = a.Consent(statement="Til protokollen.")
    answer = e.ObjectionAnswered.model_construct(objection=1, answer="Vi ser på det.", proposal="Ny tekst.")
    drafted = e.MinutesDrafted.model_construct(text="x", html="y", pdf=None, comments_due=None)

    assert quoted(POSITION) == ("Grounds: For dyrt.",)
    assert quoted(POSITION.model_copy(update={"stance": stance})) == ("Statement: Til protokollen.",)
    assert quoted(answer) == ("Proposed to remove it: Ny tekst.", "Answer: Vi ser på det.")
    assert quoted(drafted) == (), "its texts are digests, said already"
    assert quoted(e.MinutesIssued.model_construct(text="x", html="y", pdf=None)) == ()
    assert quoted(e.StatementDelivered.model_construct(seat="M1", text="Sagt.")) == ("Said: Sagt.",)


def test_the_rule_is_the_one_that_an_entry_names_itself() -> None:
    entry = seal(
        Unsealed(record="case-x-2031-1", seq=1, at=datetime(2031, 1, 6, tzinfo=UTC), prev=EMPTY_HEAD, body=POSITION)
    )
    refused = e.ActRefused.model_construct(refusal=Refusal.model_construct(rule="P-22"))
    postponed = e.DecisionPostponed.model_construct(rule="P-11")

    assert rules_of(entry.model_copy(update={"body": postponed})) == ("P-11",)
    assert rules_of(entry.model_copy(update={"body": refused})) == ("P-22",)
