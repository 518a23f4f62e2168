"""Whatever is changed in a bundle is found, and the message says what and where; each case says what is held.

The manifest is made anew in every case, so what finds it is never the container: it is the chain, the log, the key,
or what somebody has kept from before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from audit.bundle.content import Bundle
from audit.bundle.logged import Held, checks_of_log
from audit.bundle.make import make_log
from audit.log.trust import followed, trust_in, trust_in_one
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check, Proof, outcome_of
from models import acts as a
from models.messages import MessageKind, ToOffice, ToParty, message_id
from models.roster import OutsideOffice
from models.submission import Claim, Submission, submission_digest
from tests.audit.bundle import forging, made
from tests.audit.bundle.forgeries import (
    FORGERIES,
    Forgery,
    replaced_document,
    verified,
)
from tests.audit.bundle.forgeries_of_log import THIRD_KEY, all_anew, forked
from tests.audit.bundle.forging import CASE, DECISION, END, FIRST_MEETING, SIZE, Json, changed, with_member
from tests.audit.bundle.made import HOLDS_KEY, KEY, OTHER_KEY


def test_there_are_forgeries_enough() -> None:
    assert len(FORGERIES) >= 40


def test_what_nobody_has_changed_is_not_broken_to_whoever_holds_anything() -> None:
    for held in (Held(), HOLDS_KEY, forging.holds_checkpoint(100), forging.holds_receipt(DECISION)):
        checks = verified(made.bundle(), held)

        assert [check for check in checks if check.outcome == BROKEN] == []


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found_and_the_message_says_where(forgery: Forgery) -> None:
    checks = verified(forgery.make(), forgery.held())
    first = next(check for check in checks if check.outcome == BROKEN)

    assert outcome_of(checks) is Proof.BROKEN
    for words in forgery.says:
        assert words in f"{first.what}: {first.why}"


def test_any_field_of_any_entry_is_found_with_all_hashes_computed_anew() -> None:
    """Whoever holds the key and nothing else is told which entry it is; each field once of each kind of entry."""
    entries = forging.part_of(made.bundle(), CASE).told
    tried: set[tuple[Any, ...]] = set()
    for seq, entry in enumerate(entries, start=1):
        for path in fields(entry):
            sort = (entry["body"]["kind"], *(step for step in path if isinstance(step, str)))
            if sort in tried:
                continue
            tried.add(sort)
            forged = changed(partial(edited, seq, path))
            first = next(check for check in checks_of_log(forged, HOLDS_KEY) if check.outcome == BROKEN)

            assert first.why.startswith(f"entry {seq} of {CASE} ("), (seq, path, first.why)
            assert "is not the one in the log" in first.why, (seq, path)
    assert len(tried) > 100


def fields(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every field of an entry that holds a value, but for those that chaining anew gives back."""
    if isinstance(value, dict):
        for name, part in value.items():
            if path or name not in ("hash", "prev", "seq"):
                yield from fields(part, (*path, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from fields(part, (*path, number))
    else:
        yield path


def edited(seq: int, path: tuple[Any, ...], entries: list[Json]) -> None:
    """The field says something else of the same sort."""
    *way, last = path
    within: Any = entries[seq - 1]
    for step in way:
        within = within[step]
    match within[last]:
        case bool() as was:
            within[last] = not was
        case int() as number:
            within[last] = number + 1
        case str() as text:
            within[last] = text[:-1] + ("0" if text[-1:] != "0" else "1")
        case other:
            raise AssertionError(other)


# --- what is found by not being proved, and what is not found -----------------------------------------------------


def only(checks: list[Check], outcome: str) -> list[str]:
    """What ended so, in words."""
    return [f"{check.what}: {check.why}" for check in checks if check.outcome == outcome]


def older(size: int) -> Bundle:
    """The bundle with a checkpoint of when the log had so many leaves."""
    bundle = made.bundle()
    leaves = forging.leaves_of(bundle)[:size]
    log = make_log(bundle.about, bundle.records, leaves, made.signed(leaves), bundle.log.keys)
    return replace(bundle, log=log)


@pytest.mark.parametrize(
    ("make", "held", "says"),
    [
        pytest.param(
            lambda: replaced_document(".html", None),
            HOLDS_KEY,
            f"entry 8 of {FIRST_MEETING}; not in this file",
            id="minutes removed",
        ),
        pytest.param(
            lambda: with_member("README.txt", b"Stol paa meg."),
            HOLDS_KEY,
            "the README is the one",
            id="README changed",
        ),
        pytest.param(made.bundle, Held(), "no key was given", id="no key given"),
        pytest.param(
            lambda: older(100),
            replace(HOLDS_KEY, checkpoints=(("a letter", made.bundle().log.checkpoint),)),
            "the bundle ends at",
            id="a log that ends before the letter's: rolled back, or only older",
        ),
        pytest.param(
            lambda: older(100),
            replace(HOLDS_KEY, receipts=forging.holds_receipt(END).receipts),
            "it came after the bundle",
            id="a log that ends before the receipt's",
        ),
        pytest.param(lambda: older(100), HOLDS_KEY, "no checkpoint has them yet", id="entries not signed yet"),
        pytest.param(
            made.bundle,
            replace(HOLDS_KEY, checkpoints=(("a letter", made.signed(forked(90), OTHER_KEY, size=100)),)),
            "it may be invented",
            id="a letter that somebody has invented",
        ),
    ],
)
def test_what_cannot_be_told_is_never_called_proved(
    make: Callable[[], Bundle | bytes], held: Held, says: str
) -> None:
    checks = verified(make(), held)

    assert outcome_of(checks) is Proof.NOT_FULLY_CHECKED
    assert any(says in words for words in only(checks, NOT_CHECKED)), only(checks, NOT_CHECKED)


def test_the_right_key_deceives_whoever_kept_nothing() -> None:
    """A limit, and the reason why every letter carries a checkpoint: the log alone says what its signer says."""
    checks = list(checks_of_log(all_anew(KEY), HOLDS_KEY))

    assert {check.outcome for check in checks} == {PROVED}


# --- what is no forgery -------------------------------------------------------------------------------------------


def test_a_letter_to_an_office_outside_the_community_is_read() -> None:
    office = {"kind": "office", "office": OutsideOffice.RHF.value}
    name = message_id(f"{CASE}:3", MessageKind.POSTPONED, ToOffice(office=OutsideOffice.RHF))
    other = forging.with_message(
        lambda message: message.update(recipient=office, kind=MessageKind.POSTPONED.value, message_id=name)
    )

    checks = {check.what: check.outcome for check in made.of_records(other)}

    assert checks["every message was owed because of an entry here"] == PROVED


def test_how_many_letters_are_said_to_be_in_which_state_is_told() -> None:
    name = message_id(f"{CASE}:4", MessageKind.DECISION_ANNOUNCED, ToParty(party="moss"))
    other = forging.with_message(lambda message: message.update(state="given_up", seq=4, message_id=name))
    two = replace(other, messages=(*forging.with_message(lambda _: None).messages, *other.messages))

    told = {check.what: check.why for check in made.of_records(two)}

    why = "2 messages: 1 sent, 1 given up; each message's state is the sender's word"
    assert told["every message was owed because of an entry here"] == why


def test_an_act_that_was_refused_may_name_a_version_that_there_never_was() -> None:
    def append(acts: list[Json]) -> None:
        act = a.MoveToProcedure(procedure="0" * 64, reason="Feil versjon.")
        claim, name = Claim(person="p-2h9c"), "f" * 64
        acts.append(
            {
                **acts[-1],
                "act": act.model_dump(mode="json"),
                "act_id": name,
                "actor": claim.model_dump(mode="json", exclude_none=True),
                "digest": submission_digest(CASE, Submission(act_id=name, claim=claim, act=act)),
                "number": len(acts) + 1,
            }
        )

    outcomes = {check.outcome for check in made.of_records(forging.with_acts(append))}

    assert outcomes == {PROVED}


class TestKeys:
    """A key that follows another is believed where the one that is held vouches for it."""

    TRUST = followed(trust_in(KEY.public), KEY, OTHER_KEY, 60)

    def rotated(self) -> Bundle:
        return forging.relogged(made.bundle(), OTHER_KEY, keys=self.TRUST.written())

    @pytest.mark.parametrize("held", [TRUST, trust_in(KEY.public), trust_in_one(OTHER_KEY.public)])
    def test_by_the_file_by_the_first_key_and_by_the_second(self, held: Any) -> None:
        assert {check.outcome for check in checks_of_log(self.rotated(), Held(trust=held))} == {PROVED}

    def test_a_bundle_from_before_the_change_is_proved_by_the_file_of_after(self) -> None:
        before = forging.relogged(made.bundle(), KEY)
        later = followed(trust_in(KEY.public), KEY, OTHER_KEY, SIZE)

        assert {check.outcome for check in checks_of_log(before, Held(trust=later))} == {PROVED}

    def test_by_a_third_key_nothing_is(self) -> None:
        first = next(
            c for c in checks_of_log(self.rotated(), Held(trust=trust_in(THIRD_KEY.public))) if c.outcome == BROKEN
        )

        assert "(3dc75bb8), and neither go on from the other" in first.why

    def test_what_the_first_key_signs_afterwards_is_not_believed(self) -> None:
        late = forging.relogged(made.bundle(), KEY, keys=self.TRUST.written())

        broken = [check for check in checks_of_log(late, Held(trust=self.TRUST)) if check.outcome == BROKEN]

        assert [check.what for check in broken] == ["the checkpoint is signed by the log"]
        assert "was followed by another at 60 leaves" in broken[0].why
