"""Who may be erased, by whom, and what stays: an id that stands for nobody, and a digest that says nothing."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, timedelta

import pytest

from cli.person import check_command
from models import acts as a
from models import entries as e
from models.acts import Actor
from models.canonical import canonical_bytes
from models.persons import KeptOfPerson, PersonCommitment, commitment_of
from models.roster import PersonCard
from models.rulebook import Refusal
from models.state import ErasedPerson
from register.persons import KeptCard
from rules.persons import why_not_erase, why_not_known_again
from rules.verdict import Verdict
from tests.rules.desk import Desk
from tests.rules.world import BEGINS, ROSTER

GONE = "p-gone"
MEMBER = next(h for h in ROSTER.holdings if h.seat == "SEKR-M3" and h.rank == 0)
CARD = PersonCard(person=GONE, name="Åse Vaglen-Øye", email="aase.vo@halden.example", phone="+47 91 23 45 67")
COMMITMENT = commitment_of(CARD, b"s" * 32)
BASIS = "personvernforordningen art. 17 nr. 1 a"
ERASE = a.ErasePerson(person=GONE, basis=BASIS, commitment=COMMITMENT, documents=("d" * 64,))
KNOWN = KeptOfPerson(card=CARD, commitment=COMMITMENT, waiting=0)


def held_until(day: date | None) -> Desk:
    """The person has a seat, to the last day given."""
    held = MEMBER.model_copy(update={"person": GONE, "until": day})
    return Desk(ROSTER.model_copy(update={"holdings": (*ROSTER.holdings, held)}))


def said(verdict: Verdict) -> tuple[str, str, str]:
    assert verdict.refusal is not None
    return verdict.refusal.rule, verdict.refusal.detail, verdict.refusal.remedy


class TestErased:
    """The secretariat erases a person on a basis, once; the entry says what went and what stays."""

    def test_the_entry_names_id_basis_digest_and_documents_and_nothing_else(self) -> None:
        desk = Desk()

        verdict = desk.do(ERASE)

        erased = next(body for body in verdict.bodies if isinstance(body, e.PersonErased))
        assert erased == e.PersonErased(person=GONE, basis=BASIS, commitment=COMMITMENT, documents=("d" * 64,))
        assert [(p.person, p.basis) for p in desk.it.erased or ()] == [(GONE, BASIS)]

    def test_only_by_the_secretariat(self) -> None:
        verdict = Desk().do(ERASE, Actor(person=MEMBER.person, seat=MEMBER.seat, rank=0))

        assert said(verdict) == ("ENGINE", "only the secretariat can erase a person", "ask the secretariat to do it")

    @pytest.mark.parametrize("days", [None, 0, 30], ids=["without end", "to this day", "for a month"])
    def test_not_while_the_person_has_a_seat(self, days: int | None) -> None:
        desk = held_until(None if days is None else BEGINS.date() + timedelta(days=days))

        rule, detail, remedy = said(desk.do(ERASE))

        assert rule == "P-23"
        assert "has a place in SEKR-M3" in detail
        assert "`roster left`" in remedy

    def test_the_day_after_the_last(self) -> None:
        desk = held_until(BEGINS.date() - timedelta(days=1))

        assert desk.do(ERASE).refusal is None

    def test_not_while_the_person_has_an_office(self) -> None:
        office = ROSTER.offices[0].model_copy(update={"person": GONE, "until": None})
        desk = Desk(ROSTER.model_copy(update={"offices": (*ROSTER.offices, office)}))

        rule, detail, _ = said(desk.do(ERASE))

        assert (rule, office.office.value in detail) == ("P-23", True)

    def test_an_office_that_is_over_is_no_place(self) -> None:
        over = ROSTER.offices[0].model_copy(update={"person": GONE, "until": BEGINS.date() - timedelta(days=1)})

        assert Desk(ROSTER.model_copy(update={"offices": (*ROSTER.offices, over)})).do(ERASE).refusal is None

    def test_not_twice(self) -> None:
        desk = Desk()
        desk.do(ERASE)

        rule, detail, remedy = said(desk.do(ERASE))

        assert (rule, remedy) == ("ENGINE", "nothing more is needed")
        assert f"{GONE} has been erased" in detail


class TestAtTheDoor:
    """What nobody could look up who holds the records alone is asked before the act is taken in."""

    @staticmethod
    def asked(
        found: KeptOfPerson | None, basis: str = BASIS, erased: tuple[ErasedPerson, ...] = ()
    ) -> Refusal | None:
        return why_not_erase(found, erased, GONE, basis)

    def test_of_whom_something_is_kept_and_nothing_waits(self) -> None:
        assert self.asked(KNOWN) is None

    @pytest.mark.parametrize(
        ("found", "rule", "detail", "remedy"),
        [
            pytest.param(
                KNOWN.model_copy(update={"waiting": 2}), "P-07", "2 messages to or about p-gone have not left",
                "wait until they have; `mail list --state waiting --state claimed` shows them", id="mail waits",
            ),
            pytest.param(
                KNOWN.model_copy(update={"asked_in": ("dispute-ostfold-2031-1",)}), "N-08",
                "the papers of dispute-ostfold-2031-1 name p-gone as the one whom the nemnda asks",
                "wait until the dispute has ended", id="the nemnda is to ask them",
            ),
            pytest.param(
                None, "ENGINE", "nothing is kept of p-gone", "`person list` shows of whom something is", id="nothing",
            ),
        ],
    )  # fmt: skip
    def test_not_yet(self, found: KeptOfPerson | None, rule: str, detail: str, remedy: str) -> None:
        refusal = self.asked(found)

        assert refusal is not None
        assert (refusal.rule, refusal.detail, refusal.remedy) == (rule, detail, remedy)

    def test_not_twice(self) -> None:
        refusal = self.asked(None, erased=(ErasedPerson(person=GONE, at=BEGINS, basis=BASIS),))

        assert refusal is not None
        assert refusal.remedy == "nothing more is needed"


class TestTheBasis:
    """What stays for good does not say whom it is about but by the id."""

    @pytest.mark.parametrize(
        "basis",
        [
            "Åse Vaglen-Øye har bedt om det",
            "på oppfordring fra VAGLEN",
            "e-post fra aase.vo@halden.example 3. mars",
            "ringte fra 912 34 567",
            "ringte fra +4791234567",
        ],
    )
    def test_that_names_the_person_is_refused(self, basis: str) -> None:
        refusal = why_not_erase(KNOWN, (), GONE, basis)

        assert refusal is not None
        assert (refusal.rule, GONE in refusal.remedy) == ("ENGINE", True)

    def test_a_short_name_is_a_name_all_the_same(self) -> None:
        card = CARD.model_copy(update={"name": "Bo Li", "phone": None})
        found = KNOWN.model_copy(update={"card": card})

        assert why_not_erase(found, (), GONE, "Bo Li har bedt om det") is not None
        assert why_not_erase(found, (), GONE, "har bedt om det, sak 2031/5") is None

    @pytest.mark.parametrize("basis", [BASIS, f"{GONE} har bedt om det 3. mars 2031", "vedtak 2031/91234, sak 567"])
    def test_that_names_a_paragraph_is_not(self, basis: str) -> None:
        assert why_not_erase(KNOWN, (), GONE, basis) is None


class TestEntered:
    """An id is bound to a card once it is kept, and never to another after it is erased."""

    ENTER = a.EnterPersons(persons=(PersonCommitment(person=GONE, commitment=COMMITMENT),))

    def test_by_whoever_founds_and_then_by_the_secretariat(self) -> None:
        somebody = Actor(person="p-kkf9")

        with_founding = Desk().do(self.ENTER, somebody, number=2)
        later = Desk().do(self.ENTER, somebody, number=3)
        by_secretariat = Desk().do(self.ENTER, number=3)

        assert with_founding.bodies[0] == e.PersonsEntered(persons=self.ENTER.persons) == by_secretariat.bodies[0]
        assert said(later)[1] == "only the secretariat can enter persons"

    def test_who_was_erased_does_not_come_back_under_the_id(self) -> None:
        desk = Desk()
        desk.do(ERASE)

        rule, detail, remedy = said(desk.do(self.ENTER))
        at_the_door = why_not_known_again(desk.it.erased or (), ["p-2h9c", GONE])

        assert (rule, detail) == ("ENGINE", f"{GONE} has been erased, and its id stands for nobody else")
        assert "a new id" in remedy
        assert at_the_door is not None
        assert at_the_door.detail == detail
        assert why_not_known_again(desk.it.erased or (), ["p-2h9c"]) is None


class TestTheDigest:
    """It says whose an id is to whoever has card and salt, and nothing to anybody else."""

    def test_is_over_salt_and_canonical_card(self) -> None:
        card = PersonCard(person="p-1", name="Kari", email="k@x.no")
        # printf of the salt and the card, through sha256sum
        assert canonical_bytes(card) == b'{"email":"k@x.no","language":"nb","name":"Kari","person":"p-1"}'
        assert commitment_of(card, bytes(32)) == "2a159c2099d37f8accfb12b9314467f3efe693a9940c24503cf14c2946367bd2"

    @pytest.mark.parametrize("field", ["person", "name", "email", "language", "phone"])
    def test_any_other_card_or_salt_gives_another(self, field: str) -> None:
        other = CARD.model_copy(update={field: "nn"})

        assert commitment_of(other, b"s" * 32) != COMMITMENT
        assert commitment_of(CARD, b"t" * 32) != COMMITMENT

    @pytest.mark.skipif(shutil.which("basenc") is None, reason="it takes GNU coreutils")
    @pytest.mark.parametrize("name", ["Åse Vaglen-Øye", "O'Brien \\ %s"])
    def test_is_what_the_command_that_is_shown_gives(self, name: str) -> None:
        card, salt = CARD.model_copy(update={"name": name}), bytes(range(224, 256))
        kept = KeptCard(card, salt, commitment_of(card, salt))

        said = subprocess.run(["/bin/sh", "-c", check_command(kept)], capture_output=True, text=True, check=True)

        assert said.stdout == f"{kept.commitment}  -\n"
