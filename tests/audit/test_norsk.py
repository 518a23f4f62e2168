"""A case's story in both standards of Norwegian: of each kind of entry the same facts as in English."""

from __future__ import annotations

import re
import types
import typing
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel

from audit import norsk, story_of_cases, story_of_decisions, story_of_meetings, story_of_seats
from audit.days import written_out
from audit.naming import Names
from audit.norsk import Norsk, recorded
from audit.story import FOLLOWS, tell, who_acted
from audit.timeline import timeline
from models import entries as e
from models.acts import Actor, Derivation
from models.canonical import EMPTY_HEAD
from models.entries import Entry
from models.roster import AuthorityGround, Office
from rules.effects.acts import conclusion_of
from tests.audit.test_timeline import CASE, entries_of
from tests.workflows.kept import manifest

DAY = date(2031, 3, 3)
BOKMAL, NYNORSK = Norsk(Names(), nynorsk=False), Norsk(Names(), nynorsk=True)
OF_CASES = {*story_of_cases.TELL, *story_of_decisions.TELL, *story_of_meetings.TELL, *story_of_seats.TELL}
AROUND = {e.ActRefused, e.RefusalsSummarised, e.RestartedFromRecord, e.ClockStopped}
KINDS: list[type[Any]] = sorted(OF_CASES | AROUND, key=str)


class Example:
    """An entry of a kind in which every text, number and day is one of its own, so that a fact left out is seen."""

    def __init__(self, pick: int, *, sparse: bool) -> None:
        self.pick = pick  # which of several members, and of several forms
        self.sparse = sparse  # without what need not be there
        self.days = 0

    def of(self, kind: type[BaseModel], path: str = "") -> Any:
        """The model, each field by its annotation."""
        if kind is Derivation:
            at = self._moment()
            return Derivation(name="x", rule="T-06", anchor="x", steps=(), day=at.date(), at=at)
        fields = {name: self.value(f.annotation, f"{path}.{name}") for name, f in kind.model_fields.items()}
        return kind.model_construct(**fields)

    def value(self, kind: Any, path: str) -> Any:
        """A value of that annotation."""
        origin, inside = typing.get_origin(kind), typing.get_args(kind)
        if origin is typing.Annotated:
            return self.value(inside[0], path)
        if origin is Literal:
            return inside[self.pick % len(inside)]
        if origin in (typing.Union, types.UnionType):
            some = [part for part in inside if part is not type(None)]
            return None if self.sparse and len(some) < len(inside) else self.value(some[self.pick % len(some)], path)
        if origin is tuple:
            return () if self.sparse else tuple(self.value(inside[0], f"{path}{n}") for n in range(2))
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.of(kind, path)
        if isinstance(kind, type) and issubclass(kind, Enum):
            members = [member for member in kind if member not in (AuthorityGround.MANDATE, AuthorityGround.BY_SEAT)]
            return members[self.pick % len(members)]
        return self._plain(kind, path)

    def _plain(self, kind: Any, path: str) -> Any:
        if kind is bool:
            return not self.sparse
        if kind is int:
            return 700 + len(path)
        if kind is date:
            return self._day()
        if kind in (datetime, AwareDatetime):
            return self._moment()
        assert kind is str, (kind, path)
        return sha256(path.encode()).hexdigest()

    def _moment(self) -> datetime:
        return datetime.combine(self._day(), datetime.min.time(), UTC) + timedelta(hours=9, minutes=self.days)

    def _day(self) -> date:
        self.days += 1
        return DAY + timedelta(days=self.days)


def entry(body: Any, actor: Actor | None = None) -> Entry:
    at = datetime(2031, 3, 3, 9, tzinfo=UTC)
    return Entry.model_construct(record=CASE, seq=1, at=at, prev=EMPTY_HEAD, act=None, actor=actor, body=body)


def facts(words: str) -> set[str]:
    """The texts, numbers, days and hours that a sentence has, whatever its language."""
    words = words.lower()
    for n in range(60):
        day = DAY + timedelta(days=n)
        for language in ("nb", "nn"):
            words = words.replace(written_out(day, language), day.isoformat())
    texts = {found[:12] for found in re.findall(r"[0-9a-f]{12,64}", words)}
    plain = re.sub(r"[0-9a-f]{12,64}", "", words)
    days_and_hours = set(re.findall(r"2031-\d\d-\d\d|\b\d\d:\d\d\b", plain))
    return texts | days_and_hours | set(re.findall(r"\b7\d\d\b", plain))


def test_every_kind_that_a_case_or_a_meeting_enters_has_its_sentence() -> None:
    assert norsk.kinds_told() == OF_CASES | AROUND


@pytest.mark.parametrize("kind", KINDS, ids=[kind.__name__ for kind in KINDS])
def test_it_says_the_same_facts_in_all_three_languages(kind: type[BaseModel]) -> None:
    for pick in range(7):
        for sparse in (False, True):
            told = entry(Example(pick, sparse=sparse).of(kind))
            [english] = tell([told], Names())
            bokmal, nynorsk = (norsk.tell(told, standard) for standard in (BOKMAL, NYNORSK))

            assert bokmal and nynorsk and bokmal != english.words
            assert facts(bokmal) == facts(nynorsk) == facts(english.words), (bokmal, english.words)
            assert not re.search(r"\b(the|is|was|were|and|of|by|not)\b", re.sub("«.*»", "", bokmal + nynorsk))


def test_the_two_standards_are_told_apart() -> None:
    """A sentence that is the same in both is one of names and terms, or was forgotten."""
    told = [entry(Example(0, sparse=False).of(kind)) for kind in OF_CASES]
    alike = {type(x.body).__name__ for x in told if norsk.tell(x, BOKMAL) == norsk.tell(x, NYNORSK)}

    assert alike <= {
        "AuthoritySettled",
        "MeetingItemConcluded",
        "MinutesCommented",
        "MeetingCancelled",
        "WitnessesSeen",
    }


@pytest.mark.parametrize(
    ("actor", "bokmal", "nynorsk"),
    [
        (None, ("av seg selv", "slik prosedyren sier"), ("av seg sjølv", "slik prosedyren seier")),
        (Actor(record="case-x"), ("av case-x", "av seg selv"), ("av case-x", "av seg sjølv")),
        (Actor(person="p-1", seat="M1"), ("p-1", "uten plass i M1"), ("p-1", "utan plass i M1")),
        (Actor(person="p-1", seat="M1", rank=0), ("p-1", "medlem i M1"), ("p-1", "medlem i M1")),
        (
            Actor(person="p-1", seat="M1", rank=2, entered_by="p-2"),
            ("p-1", "vara i M1; ført av p-2"),
            ("p-1", "vara i M1; ført av p-2"),
        ),
        (Actor(person="p-1", party="halden"), ("p-1", "for halden"), ("p-1", "for halden")),
        (Actor(person="p-1", offices=(Office.SECRETARIAT,)), ("p-1", "sekretariatet"), ("p-1", "sekretariatet")),
        (Actor(person="p-1", chairs=("SU",)), ("p-1", "leder av SU"), ("p-1", "leiar av SU")),
        (
            Actor(person="p-1", offices=(Office.SAMHANDLINGSSJEF_HOSPITAL,)),
            ("p-1", "samhandlingssjef for sykehuset"),
            ("p-1", "samhandlingssjef for sjukehuset"),
        ),
    ],
)
def test_who_acted(actor: Actor | None, bokmal: tuple[str, str], nynorsk: tuple[str, str]) -> None:
    told = entry(e.CaseAttendanceChanged(seat="SEKR-M1", person=None), actor)

    assert norsk.who_acted(told, FOLLOWS, BOKMAL) == bokmal
    assert norsk.who_acted(told, FOLLOWS, NYNORSK) == nynorsk
    english = who_acted(told, Names())
    assert [bool(part) for part in english] == [bool(part) for part in bokmal]


@pytest.mark.parametrize(
    "actor", [None, Actor(record="case-x"), Actor(person="p-1")], ids=["nobody", "case", "person"]
)
def test_what_saksgang_gives_as_a_reason_is_told_in_norwegian_and_what_a_person_writes_as_it_was(
    actor: Actor | None,
) -> None:
    text = "the case is withdrawn"
    removed = entry(e.AgendaItemRemoved.model_construct(item=1, case=CASE, reason=text), actor)
    by_a_person = actor is not None and actor.person is not None

    assert recorded.reason(removed, text, BOKMAL) == (text if by_a_person else "saken er trukket")


def test_what_only_follows_from_an_act_is_nobodys() -> None:
    bound = entry(
        e.BindingEffect(party="halden", by_seat="M1", text_digest="0" * 64), Actor(person="p-1", chairs=("SU",))
    )

    assert norsk.who_acted(bound, FOLLOWS, BOKMAL) == ("av seg selv", "på handlingen til p-1, leder av SU")


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_page_of_a_case_has_every_sentence_in_its_language(language: Any) -> None:
    found = timeline(CASE, (entries_of(CASE),), Names(), language)
    english = timeline(CASE, (entries_of(CASE),), Names())

    assert {moment.language for moment in found} == {language}
    assert [(m.seq, m.digest, m.rules, m.text) for m in found] == [
        (m.seq, m.digest, m.rules, m.text) for m in english
    ]
    labels = {quoted.partition(":")[0] for moment in found for quoted in moment.quoted}
    assert labels and not labels & {quoted.partition(":")[0] for m in english for quoted in m.quoted}


def test_every_label_of_what_people_wrote_is_known() -> None:
    any_entry = entry(Example(0, sparse=False).of(e.CaseClosed))
    from audit.story import _PROPOSALS, _QUOTED  # noqa: PLC0415

    labels = {*_QUOTED.values(), *(word for words in _PROPOSALS.values() for word in words.values()), "Statement"}

    assert [
        label for label in sorted(labels) if norsk.label(any_entry, f"{label}: x", BOKMAL).startswith(f"{label}: ")
    ] == []
    assert norsk.label(any_entry, "Reason: Reason: x", NYNORSK) == "Grunngjeving: Reason: x"


def test_lists_of_parties_are_said_as_in_english() -> None:
    names = Names(parties={f"p{n}": f"Part {n}" for n in range(6)})
    bokmal, nynorsk = Norsk(names, nynorsk=False), Norsk(names, nynorsk=True)

    assert (bokmal.parties(()), bokmal.parties(("p0",))) == ("ingen", "Part 0")
    assert bokmal.parties(("p0", "p1", "p2")) == "Part 0, Part 1 og Part 2"
    assert bokmal.parties(names.parties) == "alle 6 partene"
    assert nynorsk.parties([*names.parties][1:]) == "alle 6 partane unntatt Part 0"
    assert bokmal.due(datetime(2031, 3, 3, 23, tzinfo=UTC)) == "3. mars 2031 24:00"
    assert bokmal.due(datetime(2031, 3, 3, 9, tzinfo=UTC)) == "3. mars 2031 10:00"


ROOM = "the next meeting with room for notice"
ENGLISH = re.compile(r"\b(the|is|was|by|with|of|nothing|ready|goes|decided|given|moved)\b")


def placed(by: Actor | None) -> Entry:
    """A case on an agenda, put there by somebody or by a record."""
    body = Example(0, sparse=False).of(e.PlacedOnAgenda).model_copy(update={"reason": ROOM})
    return entry(body).model_copy(update={"actor": by})


def test_a_reason_that_saksgang_enters_is_told_in_norwegian_and_what_somebody_wrote_is_not() -> None:
    of_itself, of_somebody = placed(Actor(record=CASE)), placed(Actor(person="p-1"))

    assert norsk.label(of_itself, f"Reason: {ROOM}", BOKMAL) == (
        "Begrunnelse: det neste møtet det er tid til å kalle inn til"
    )
    assert norsk.label(of_somebody, f"Reason: {ROOM}", BOKMAL) == f"Begrunnelse: {ROOM}"
    left = Example(0, sparse=False).of(e.LeftAgenda)
    for rule, said in (("P-30", "saka er trekt"), ("P-12", "the case is withdrawn")):
        told = entry(left.model_copy(update={"rule": rule}))
        assert norsk.label(told, "Reason: the case is withdrawn", NYNORSK) == f"Grunngjeving: {said}"


def test_whatever_saksgang_has_entered_of_kept_cases_is_told_in_norwegian() -> None:
    """How items ended, and why cases came on agendas and left them: of each history that is kept."""
    kinds = (e.MeetingItemConcluded, e.PlacedOnAgenda, e.LeftAgenda, e.DecisionPostponed, e.AgendaItemRemoved)
    entries = {x.hash: x for kept in manifest() for x in kept.entries() if isinstance(x.body, kinds)}
    said = set()
    for found in entries.values():
        reason = getattr(found.body, "reason", None)
        said |= {norsk.tell(found, t) or "" for t in (BOKMAL, NYNORSK)}
        said |= {norsk.label(found, f"Reason: {reason}", t) for t in (BOKMAL, NYNORSK) if reason}

    assert {words for words in said if ENGLISH.search(words)} == set()
    assert any("besluttet ved konsensus" in words for words in said)
    assert any("avgjord ved konsensus" in words for words in said)


def test_how_each_entry_ends_an_item_has_words() -> None:
    ends = [Example(pick, sparse=sparse).of(kind) for kind in KINDS for pick in range(3) for sparse in (False, True)]
    said = {conclusion for body in ends if (conclusion := conclusion_of(entry(body))) is not None}

    assert len(said) >= 7
    assert [x for x in said if not x.startswith("utsatt: ") and recorded.conclusion(x, BOKMAL) == x] == []
    assert recorded.conclusion("utsatt: Ingen kunne møte.", NYNORSK) == "utsett: Ingen kunne møte."
