"""What the records of a bundle prove by themselves, chains, acts, versions, texts, papers, messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from audit.bundle.content import Bundle, NotKnown, RecordPart, address
from audit.bundle.records import (
    AT_ONCE,
    STATES,
    Erased,
    erased_in,
    papers_named,
    texts_named,
    withheld,
)
from audit.moments import exact
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED
from models import acts as a
from models.canonical import canonical_bytes, digest_of, text_digest
from models.submission import Claim, Submission, submission_digest
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE, END, FIRST_MEETING, MEETING, Json
from tests.audit.bundle.made import FOUNDED, PAPER
from tests.rules.world import PROCEDURE, ROSTER

CHAINS = "every entry is what its digest says, and follows the one before it"
ACTS = "every act is what was submitted, and what its entries name"
VERSIONS = "procedures and rosters are those that were in force"
TEXTS = "the texts are those that entries name by their digests"
PAPERS = "papers and minutes are those that entries name"
MESSAGES = "every message was owed because of an entry here"
RECORDS = [part.record for part in made.bundle().records]
LATER = PROCEDURE.model_copy(update={"version": "2"})
RENEWED = ROSTER.model_copy(update={"offices": ROSTER.offices[:-1]})


def found(bundle: Bundle) -> dict[str, tuple[str, str]]:
    """How each check ended, and why."""
    return {check.what: (check.outcome, check.why) for check in made.of_records(bundle)}


def count(of: Callable[[RecordPart], tuple[bytes, ...]]) -> int:
    """So many in all records."""
    return sum(len(of(part)) for part in made.bundle().records)


def test_every_check_says_what_it_found() -> None:
    assert found(made.bundle()) == {
        CHAINS: (PROVED, f"{count(lambda part: part.entries)} entries of {len(RECORDS)} records"),
        ACTS: (PROVED, f"{count(lambda part: part.acts)} acts"),
        VERSIONS: (PROVED, "1 of the procedure, 1 of the roster"),
        TEXTS: (PROVED, "1 text"),
        PAPERS: (PROVED, "3 documents"),
        MESSAGES: (PROVED, "180 messages: 180 sent; each message's state is the sender's word"),
    }


class TestChains:
    """After a broken chain the rest means nothing."""

    def test_nothing_is_said_of_what_rests_on_it(self) -> None:
        broken = forging.changed(forging.edit(7, hash="0" * 64), reseal=False)

        assert list(found(broken)) == [CHAINS]

    def test_an_entry_that_follows_another_than_the_one_before(self) -> None:
        def follow(entries: list[Json]) -> None:
            unsealed = {name: value for name, value in entries[6].items() if name != "hash"} | {"prev": "0" * 64}
            entries[6] = {**unsealed, "hash": digest_of(unsealed)}

        outcome, why = found(forging.changed(follow, reseal=False))[CHAINS]

        assert (outcome, why) == (
            BROKEN,
            f"entry 7 of {CASE} (drofting held) does not follow the entry before it",
        )

    @pytest.mark.parametrize("update", [{"seq": 8}, {"record": MEETING}])
    def test_an_entry_in_the_place_of_another(self, update: Json) -> None:
        outcome, why = found(forging.changed(lambda entries: entries[6].update(update), reseal=False))[CHAINS]

        said = {"seq": 7, "record": CASE} | update
        assert (outcome, why) == (
            BROKEN,
            f"entry 7 of {CASE}: entry {said['seq']} of {said['record']} stands in its place",
        )


class TestActs:
    """Each as it was submitted, and each entry as its act says."""

    def test_one_in_the_place_of_another(self) -> None:
        for update, said in (({"number": 4}, f"act 4 of {CASE}"), ({"record": MEETING}, f"act 3 of {MEETING}")):
            outcome, why = found(forging.with_acts(lambda acts, more=update: acts[2].update(more)))[ACTS]  # type: ignore[misc]
            assert (outcome, why) == (BROKEN, f"act 3 of {CASE}: {said} stands in its place")

    @pytest.mark.parametrize("number", [0, 99])
    def test_an_entry_that_answers_none(self, number: int) -> None:
        changed = forging.changed(lambda entries: entries[0]["act"].update(number=number))

        assert found(changed)[ACTS] == (
            BROKEN,
            f"entry 1 of {CASE} (case registered) answers act {number}, which is not here",
        )

    @pytest.mark.parametrize("update", [{"act_id": "0" * 32}, {"digest": "0" * 64}])
    def test_an_entry_that_answers_another(self, update: Json) -> None:
        outcome, why = found(forging.changed(lambda entries: entries[0]["act"].update(update)))[ACTS]

        assert (outcome, "answers act " in why) == (BROKEN, True)

    def test_an_actor_that_no_model_takes_is_still_another_than_the_entrys(self) -> None:
        strange = forging.with_acts(lambda acts: acts[1]["actor"].setdefault("offices", []).append("x"))
        entry = next(x["seq"] for x in strange.records[0].told if x.get("act", {}).get("number") == 2)
        outcome, why = found(strange)[ACTS]

        assert (outcome, why.startswith(f"entry {entry} of {CASE} (")) == (BROKEN, True)
        assert why.endswith(f"than act 2 does (acts/{CASE}.jsonl, line 2): they differ in offices")

    def test_what_this_program_does_not_know_is_told_with_member_and_line(self) -> None:
        strange = forging.with_acts(lambda acts: acts[1]["facts"].update(more=1))

        with pytest.raises(NotKnown, match=rf"^this program does not know acts/{CASE}\.jsonl, line 2: facts\.more: "):
            _ = strange.evidence

    def test_what_stands_after_an_entry_of_the_house_is_looked_at_too(self) -> None:
        def between(entries: list[Json]) -> None:
            entries.insert(3, {name: value for name, value in entries[3].items() if name not in ("act", "actor")})
            entries[5]["actor"] = {"person": "p-0000"}

        assert found(forging.changed(between))[ACTS][1].startswith(f"entry 6 of {CASE}")

    def test_what_a_clock_gave_is_of_when_it_was_due(self) -> None:
        told = forging.part_of(made.bundle(), CASE)
        rang = next(r["number"] for r in told.received if r["act"]["kind"] == "deadline_reached")
        entry = next(x["seq"] for x in told.told if x.get("act", {}).get("number") == rang)
        late = forging.with_acts(lambda acts: acts[rang - 1].update(received_at="2031-09-01T08:00:00Z"))
        other = forging.changed(forging.edit(entry, at="2031-09-01T08:00:00Z"))

        assert found(late)[ACTS][0] == PROVED
        assert found(other)[ACTS][1].startswith(f"entry {entry} of {CASE}")


def moving(*versions: str, facts: Any = None) -> Callable[[list[Json]], None]:
    """Acts that would move the case to these versions, refused all of them."""

    def append(acts: list[Json]) -> None:
        for number, version in enumerate(versions):
            act, claim = a.MoveToProcedure(procedure=version, reason="Ny."), Claim(person="p-2h9c")
            name = f"{number:064}"
            more = {
                "act": act.model_dump(mode="json"),
                "act_id": name,
                "actor": claim.model_dump(mode="json", exclude_none=True),
                "digest": submission_digest(CASE, Submission(act_id=name, claim=claim, act=act)),
                "number": len(acts) + 1,
            }
            acts.append({**acts[-1], **more, "facts": {**acts[-1]["facts"], **(facts or {})}})

    return append


def adopted(*bodies: Json, **more: Any) -> Bundle:
    """The community has adopted more."""

    def append(entries: list[Json]) -> None:
        unlinked = {name: value for name, value in entries[-1].items() if name not in ("act", "actor")}
        entries += [{**unlinked, "body": body} for body in bodies]

    return replace(forging.changed(append, record=FOUNDED), **more)


def opened_under(bundle: Bundle, record: str, **versions: str) -> Bundle:
    """One record is opened under other versions."""
    parts = (replace(p, head={**p.head, **versions}) if p.record == record else p for p in bundle.records)
    return replace(bundle, records=tuple(parts))


BOTH = (canonical_bytes(PROCEDURE), canonical_bytes(LATER))
NEW_PROCEDURE = {"kind": "procedure_adopted", "procedure": digest_of(LATER), "reason": "Ny."}
NEW_ROSTER = {"kind": "roster_adopted", "roster": digest_of(RENEWED), "reason": "Ny."}


class TestVersions:
    """Those that are named are here, and no other; each record is opened under what was in force."""

    def test_what_refused_acts_name_may_be_here_or_not(self) -> None:
        bundle = forging.with_acts(moving("0" * 64, digest_of(LATER)))

        assert found(replace(bundle, procedures=BOTH))[VERSIONS] == (PROVED, "2 of the procedure, 1 of the roster")

    def test_what_an_act_brings_has_a_name_that_is_no_digest(self) -> None:
        brings = {"procedure": json.loads(canonical_bytes(LATER))}
        bundle = forging.with_acts(moving(digest_of(LATER), facts=brings))

        assert found(replace(bundle, procedures=BOTH))[VERSIONS] == (PROVED, "2 of the procedure, 1 of the roster")

    def test_what_an_entry_names_is_here(self) -> None:
        last = len(forging.part_of(made.bundle(), FOUNDED).entries) + 1
        named = f"entry {last} of {FOUNDED} names procedure {digest_of(LATER)}, which is not here"

        assert found(adopted(NEW_PROCEDURE))[VERSIONS] == (BROKEN, named)

    def test_what_nobody_names_is_not(self) -> None:
        assert found(replace(made.bundle(), procedures=BOTH))[VERSIONS] == (
            BROKEN,
            f"no record or entry here names procedure {digest_of(LATER)}",
        )

    @pytest.mark.parametrize(("seconds", "sound"), [(0, True), (300, True), (301, False), (-1, False)], ids=str)
    def test_a_record_is_opened_with_its_first_entry(self, seconds: int, sound: bool) -> None:
        first = datetime.fromisoformat(forging.part_of(made.bundle(), MEETING).told[0]["at"])
        opened = (first - timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
        place = RECORDS.index(MEETING)
        outcome, why = found(forging.with_head(place, opened_at=opened))[VERSIONS]

        assert timedelta(minutes=5) == AT_ONCE
        assert (outcome == PROVED) is sound
        assert sound or why.startswith(f"{MEETING} is said to be opened at ")

    def test_a_record_opened_under_what_was_adopted_later(self) -> None:
        both = adopted(
            NEW_PROCEDURE, NEW_ROSTER, procedures=BOTH, rosters=(canonical_bytes(ROSTER), canonical_bytes(RENEWED))
        )

        assert found(both)[VERSIONS] == (PROVED, "2 of the procedure, 2 of the roster")
        for record in (MEETING, FIRST_MEETING):
            renewed = opened_under(both, record, procedure=digest_of(LATER), roster=digest_of(RENEWED))
            assert found(renewed)[VERSIONS][0] == PROVED

    @pytest.mark.parametrize(
        ("of", "digest"),
        [("procedure", digest_of(LATER)), ("roster", digest_of(RENEWED))],
        ids=["procedure", "roster"],
    )
    def test_a_record_opened_under_what_was_never_adopted(self, of: str, digest: str) -> None:
        versions = {"procedures": BOTH, "rosters": (canonical_bytes(ROSTER), canonical_bytes(RENEWED))}
        other = opened_under(replace(made.bundle(), **{f"{of}s": versions[f"{of}s"]}), MEETING, **{of: digest})  # type: ignore[arg-type]

        assert found(other)[VERSIONS] == (
            BROKEN,
            f"{MEETING} was opened under {of} {digest}, which was never adopted",
        )

    @pytest.mark.parametrize("of", ["procedure", "roster"])
    def test_a_case_says_itself_under_what_it_was_opened(self, of: str) -> None:
        adopts = NEW_PROCEDURE if of == "procedure" else NEW_ROSTER
        new = LATER if of == "procedure" else RENEWED
        old = PROCEDURE if of == "procedure" else ROSTER
        bundle = adopted(adopts, **{f"{of}s": (canonical_bytes(old), canonical_bytes(new))})

        assert found(opened_under(bundle, CASE, **{of: digest_of(new)}))[VERSIONS] == (
            BROKEN,
            f"{CASE} was opened under {of} {digest_of(old)} by its entry 1, not {digest_of(new)}",
        )

    def test_without_the_communitys_record_nothing_is_said_of_what_it_adopted(self) -> None:
        less = replace(made.bundle(), records=tuple(p for p in made.bundle().records if p.record != FOUNDED))

        assert found(less)[VERSIONS][0] == PROVED


def told(record: str, *bodies: Any, kind: str = "case") -> RecordPart:
    """A record that says this."""
    entries = (
        {"at": "2031-01-01T08:00:00Z", "body": body, "record": record, "seq": n} for n, body in enumerate(bodies, 1)
    )
    return RecordPart({"record": record, "kind": kind}, tuple(map(canonical_bytes, entries)), ())


class TestTexts:
    """The texts that positions name by their digests, as entries hold them."""

    def test_those_that_are_named_and_held(self) -> None:
        named, held, both = "Navngitt.", "Ikke navngitt.", "Begge deler."
        of_both = text_digest(both)
        part = told(
            CASE,
            {"text_digest": of_both, "proposal": both},
            {"text_digest": text_digest(named)},
            {"proposal": held, "replaces": text_digest(held)},
            {"text_digest": text_digest(of_both)},
            {"parts": [{"text": "I en liste."}], "text_digest": text_digest("I en liste.")},
        )

        assert texts_named(part) == {of_both: both, text_digest("I en liste."): "I en liste."}

    def test_one_missing_and_one_too_many(self) -> None:
        [digest] = made.bundle().texts
        more = {**made.bundle().texts, address(b"x"): b"x"}

        assert found(replace(made.bundle(), texts={}))[TEXTS] == (
            BROKEN,
            f"the text {digest}, which an entry names, is not here",
        )
        assert found(replace(made.bundle(), texts=more))[TEXTS] == (
            BROKEN,
            f"no entry of {CASE} holds the text {address(b'x')}",
        )


class TestPapers:
    """Papers of the case, and minutes of its meetings."""

    A, B, C, D = (str(n) * 64 for n in range(1, 5))

    def test_by_the_entries_that_name_them_first(self) -> None:
        case = told(CASE, {"document": self.A}, {"papers": [self.B, self.A]}, {"text": self.C, "document": "kort"})
        meeting = told(
            MEETING,
            {"kind": "notice_sent", "text": self.D, "document": self.D},
            {"kind": "minutes_drafted", "text": self.C, "html": "kort", "document": self.D},
            {"kind": "minutes_issued", "text": self.C},
            kind="meeting",
        )
        dispute = told("dispute-x-1", {"kind": "minutes_drafted", "text": self.D, "document": self.D}, kind="dispute")

        assert papers_named((case, dispute, meeting)) == {
            self.A: f"entry 1 of {CASE}",
            self.B: f"entry 2 of {CASE}",
            self.C: f"entry 2 of {MEETING}",
        }

    def test_one_that_is_withheld_is_not_called_lost(self) -> None:
        withheld_one = forging.changed(forging.body_of("paper_added", {"withheld": "offl. § 13 jf. fvl. § 13 nr. 2"}))
        documents = {n: c for n, c in made.bundle().documents.items() if address(PAPER) not in n}
        outcome, why = found(replace(withheld_one, documents=documents))[PAPERS]

        assert (outcome, why.startswith("2 of 3 are here; not ")) == (NOT_CHECKED, True)
        assert "; withheld, offl. § 13" in why
        _, kept = found(replace(made.bundle(), documents=documents))[PAPERS]
        assert kept.startswith(f"2 of 3 are here; not {address(PAPER)} (entry ") and kept.endswith(
            "; not in this file)"
        )

    def test_one_that_nothing_names(self) -> None:
        more = {**made.bundle().documents, f"{address(b'x')}.txt": b"x"}

        assert found(replace(made.bundle(), documents=more))[PAPERS] == (
            BROKEN,
            f"no entry here names the document {address(b'x')}",
        )


class TestWithheld:
    """What a record withholds as it stands."""

    @pytest.mark.parametrize(
        ("bodies", "kept"),
        [
            pytest.param(
                [{"kind": "paper_added", "document": "d", "withheld": "offl. § 13"}],
                {"d": "offl. § 13"},
                id="from the first",
            ),
            pytest.param([{"kind": "paper_added", "document": "d"}], {}, id="not"),
            pytest.param([{"kind": "paper_added", "document": "d", "ground": "x"}], {}, id="by another word"),
            pytest.param(
                [{"kind": "paper_withheld", "document": "d", "ground": "offl. § 13"}], {"d": "offl. § 13"}, id="later"
            ),
            pytest.param(
                [{"kind": "paper_withheld", "document": "d", "withheld": "x"}], {}, id="later, by another word"
            ),
            pytest.param([{"kind": "document_read", "document": "d", "ground": "offl. § 13"}], {}, id="only read"),
            pytest.param(
                [
                    {"kind": "paper_withheld", "document": "d", "ground": "g"},
                    {"kind": "paper_released", "document": "d"},
                ],
                {},
                id="released",
            ),
            pytest.param(
                [
                    {"kind": "paper_withheld", "document": "d", "ground": "g"},
                    {"kind": "paper_released", "document": "e"},
                ],
                {"d": "g"},
                id="another released",
            ),
            pytest.param(
                ["x", {"kind": "paper_withheld", "document": "d", "ground": "g"}], {"d": "g"}, id="after none"
            ),
        ],
    )
    def test_with_its_ground(self, bodies: list[Any], kept: dict[str, str]) -> None:
        assert withheld(told(CASE, *bodies)) == kept


class TestErased:
    """Persons of whom nothing but the id is known any more."""

    def test_in_the_order_in_which_they_were(self) -> None:
        first = {
            "kind": "person_erased",
            "person": "p-1",
            "basis": "GDPR art. 17",
            "commitment": "c",
            "documents": ["d"],
        }
        second = {"kind": "person_erased", "person": "p-2", "basis": "GDPR art. 17"}
        others = (
            {"kind": "person_erased", "person": "p-3"},
            {"kind": "person_named", "person": "p-4", "basis": "x"},
            "x",
        )
        bundle = replace(made.bundle(), records=(told(FOUNDED, first, *others, second, kind="community"),))

        at = "2031-01-01T08:00:00Z"
        assert erased_in(bundle) == (
            Erased("p-1", at, "GDPR art. 17", "c", ("d",)),
            Erased("p-2", at, "GDPR art. 17", None, ()),
        )

    def test_one_without_a_time_is_none(self) -> None:
        part = told(FOUNDED, {"kind": "person_erased", "person": "p-1", "basis": "x"})
        timeless = tuple(canonical_bytes({n: v for n, v in entry.items() if n != "at"}) for entry in part.told)

        assert erased_in(replace(made.bundle(), records=(replace(part, entries=timeless),))) == ()


class TestMessages:
    """Each owed because of an entry here, to whom it says, once."""

    @pytest.mark.parametrize(
        ("update", "why"),
        [
            ({"more": 1}, "is not written as messages are"),
            ({"state": "lost"}, "is not written as messages are"),
            ({"seq": "3"}, "is of no kind that there is, or names no entry"),
            ({"seq": True}, "is of no kind that there is, or names no entry"),
            ({"record": 3}, "is of no kind that there is, or names no entry"),
            ({"kind": "love_letter"}, "is of no kind that there is, or names no entry"),
            ({"seq": 0}, f"is owed because of entry 0 of {CASE}, which is not here"),
            ({"seq": END + 1}, f"is owed because of entry {END + 1} of {CASE}, which is not here"),
            ({"record": "case-x-9"}, "is owed because of entry 3 of case-x-9, which is not here"),
            ({"seq": 4}, f"is not what entry 4 of {CASE} owes that recipient"),
            ({"message_id": "x"}, f"is not what entry 3 of {CASE} owes that recipient"),
        ],
        ids=str,
    )
    def test_otherwise_than_messages_are(self, update: Json, why: str) -> None:
        outcome, said = found(forging.with_message(lambda message: message.update(update)))[MESSAGES]

        assert (outcome, said.split(") ", 1)[1]) == (BROKEN, why)

    @pytest.mark.parametrize("gone", ["state", "attempts"])
    def test_with_something_left_out(self, gone: str) -> None:
        outcome, said = found(forging.with_message(lambda message: message.__delitem__(gone)))[MESSAGES]

        assert (outcome, said.endswith("is not written as messages are")) == (BROKEN, True)

    @pytest.mark.parametrize("state", STATES)
    def test_in_any_state_with_or_without_its_time(self, state: str) -> None:
        def change(message: Json) -> None:
            message.update(state=state)
            del message["sent_at"]

        assert found(forging.with_message(change))[MESSAGES][0] == PROVED

    def test_to_nobody_that_this_program_knows(self) -> None:
        other = forging.with_message(lambda message: message.update(recipient={"kind": "moon"}))
        outcome, why = found(other)[MESSAGES]

        assert (outcome, why.startswith("this program does not know messages.jsonl, line 1: ")) == (NOT_CHECKED, True)

    def test_none_at_all(self) -> None:
        """Whether one was owed the rules say."""
        assert found(replace(made.bundle(), messages=()))[MESSAGES] == (PROVED, "none is listed")

    @pytest.mark.parametrize(("seconds", "sound"), [(3600, True), (3601, False)])
    def test_sent_no_earlier_than_two_clocks_differ(self, seconds: int, sound: bool) -> None:
        at = datetime.fromisoformat(forging.part_of(made.bundle(), CASE).told[2]["at"])
        sent = (at - timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
        outcome, why = found(forging.with_message(lambda message: message.update(sent_at=sent)))[MESSAGES]

        assert (outcome == PROVED) is sound
        early = f"is said to be sent at {exact(at - timedelta(seconds=seconds))}; entry 3 of {CASE}"
        assert sound or early in why

    @pytest.mark.parametrize("sent", ["2031-03-04T10:00:00", "i går", 3])
    def test_sent_at_no_moment(self, sent: Any) -> None:
        outcome, why = found(forging.with_message(lambda message: message.update(sent_at=sent)))[MESSAGES]

        assert (outcome, why.endswith("it was sent at no moment")) == (BROKEN, True)

    def test_of_the_first_entry_and_the_last(self) -> None:
        for seq in (1, END):
            outcome, why = found(forging.with_message(lambda message, at=seq: message.update(seq=at)))[MESSAGES]  # type: ignore[misc]
            assert (outcome, why.endswith(f"is not what entry {seq} of {CASE} owes that recipient")) == (BROKEN, True)
