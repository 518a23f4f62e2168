"""Letters left out of a bundle, put in, or addressed otherwise: found by whoever knows the rules, and said where."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from audit.bundle.content import Bundle, listed_in
from audit.bundle.verify import LETTERS, checks_of
from audit.check import check
from audit.check.course import Stood, walk
from audit.check.facts import InForce
from audit.check.found import Differs
from audit.check.owed import listed_as_owed
from audit.outcomes import BROKEN, PROVED
from models.canonical import canonical_bytes, digest_of
from models.evidence import Evidence
from models.roster import Roster
from tests.audit.bundle import made
from tests.audit.bundle.forging import CASE, FIRST_MEETING, Json
from tests.audit.bundle.made import FOUNDED, HOLDS_KEY
from tests.rules.evidence import evidence_from
from tests.rules.world import BEGINS, ROSTER, World

Listing = Callable[[list[Json]], list[Json]]


def listing(change: Listing) -> Bundle:
    """The bundle with other messages listed."""
    changed = change([json.loads(line) for line in made.owed()])
    return replace(made.bundle(), messages=tuple(map(canonical_bytes, changed)))


def only_first(messages: list[Json]) -> list[Json]:
    return messages[:1]


def without(kind: str = "", party: str = "") -> Listing:
    def change(messages: list[Json]) -> list[Json]:
        return [m for m in messages if m["kind"] != kind and m["recipient"].get("party", "") != (party or None)]

    return change


def in_another_capacity(messages: list[Json]) -> list[Json]:
    to = next(m["recipient"] for m in messages if m["recipient"].get("capacity") == "deputy")
    to["capacity"] = "member"
    return messages


def one_more(messages: list[Json]) -> list[Json]:
    return [*messages, made.invented()]


FORGED: dict[str, tuple[Listing, str]] = {
    "all but one removed": (only_first, "owed, and that is not listed"),
    "all removed": (lambda _: [], "owed, and that is not listed"),
    "every notice removed": (without(kind="notice"), f"{FIRST_MEETING}, entry 3: it makes a letter (notice) to "),
    "all to one party removed": (without(party="moss"), "to party:moss owed, and that is not listed"),
    "one put in": (one_more, f"{CASE}, entry 3: a letter (decision_announced) to "),
    "one to a deputy as to a member": (in_another_capacity, "and that is not whom the rules say"),
}


@pytest.mark.parametrize(("change", "says"), FORGED.values(), ids=FORGED)
def test_a_letter_left_out_or_put_in_is_found(change: Listing, says: str) -> None:
    checks = list(checks_of(listing(change), HOLDS_KEY))

    assert [check.what for check in checks if check.outcome != PROVED] == [LETTERS]
    assert checks[-1].outcome == BROKEN
    assert says in checks[-1].why


def given_up(messages: list[Json]) -> list[Json]:
    return [{name: m[name] for name in m if name != "sent_at"} | {"state": "given_up"} for m in messages]


def sent_later(messages: list[Json]) -> list[Json]:
    return [{**m, "sent_at": "2040-01-01T00:00:00Z"} for m in messages]


@pytest.mark.parametrize(
    ("change", "says"), [(given_up, "180 given up"), (sent_later, "180 sent")], ids=["given up", "sent later"]
)
def test_what_becomes_of_a_letter_is_the_senders_word(change: Listing, says: str) -> None:
    """A limit: the log holds what was entered, and not what the mail server answered."""
    checks = list(checks_of(listing(change), HOLDS_KEY))

    assert {check.outcome for check in checks} == {PROVED}
    assert any(f"180 messages: {says}; each message's state is the sender's word" in check.why for check in checks)


def test_nothing_owed_and_nothing_listed_is_proved() -> None:
    world = World()
    evidence = evidence_from(world, world.case())
    bare = evidence.model_copy(update={"records": (evidence.records[0], evidence.records[-1])})

    checked = check(bare, listed={})

    assert (checked.difference, checked.letters, checked.letters_unproved) == (None, None, ())


class TestWhichRoster:
    """Who gets a letter is by the roster in force when the entry was written, which may be a while after its time."""

    LATER: Roster = ROSTER.model_copy(update={"holdings": tuple(h for h in ROSTER.holdings if h.seat != "SEKR-M2")})

    def said(self, *since: tuple[Roster, datetime]) -> tuple[str, ...]:
        """What is told of the letters listed where these rosters were in force, each since then."""
        # Made anew: a copy would bring along what others have asked this evidence for.
        honest = made.evidence()
        parts = {name: getattr(honest, name) for name in Evidence.model_fields}
        evidence = Evidence(**{**parts, "rosters": (ROSTER, self.LATER)})
        courses = {record.record: walk(evidence, record) for record in evidence.records}
        community = courses[FOUNDED]
        founded = community.stood[0]
        community.stood = [
            Stood(
                founded.entry.model_copy(update={"at": at}),
                None,
                founded.after.model_copy(update={"roster": digest_of(roster)}),
            )
            for roster, at in since
        ]
        listed = listed_in(json.loads(line) for line in made.owed())
        return tuple(listed_as_owed(courses, InForce(evidence, community), listed))

    @property
    def ends(self) -> datetime:
        return max(entry.at for record in made.evidence().records for entry in record.entries)

    def test_that_changed_less_than_a_day_before(self) -> None:
        assert self.said((ROSTER, BEGINS), (self.LATER, self.ends - timedelta(hours=12))) == ()
        assert self.said((self.LATER, BEGINS - timedelta(days=1)), (ROSTER, BEGINS + timedelta(hours=12))) == ()

    def test_that_changed_long_before_is_told(self) -> None:
        told = self.said((ROSTER, BEGINS - timedelta(days=9)), (self.LATER, BEGINS - timedelta(days=8)))

        assert told[0].startswith("by which roster the letters of entry ")
        assert all(line.endswith("went: not by one of that day") for line in told)

    def test_that_was_never_in_force_is_found(self) -> None:
        with pytest.raises(Differs, match="is listed, and it makes none such owed"):
            self.said((self.LATER, BEGINS))
