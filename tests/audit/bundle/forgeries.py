"""Forgeries of a bundle: what is done, what the verifier holds, and what the message must say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from audit.bundle.content import Bundle, address
from audit.bundle.logged import Held
from audit.bundle.verify import DERIVED, WHOLE
from audit.outcomes import Check
from tests.audit.bundle import forging, made
from tests.audit.bundle.forgeries_of_log import LOG, RIGHT_KEY
from tests.audit.bundle.forging import (
    CASE,
    DECISION,
    END,
    FIRST_MEETING,
    MEETING,
    POSITION,
    Json,
    backdate,
    body,
    changed,
    double,
    drop,
    edit,
    from_another_record,
    insert,
    merge,
    objected,
    swap,
    with_acts,
    with_head,
    with_member,
    with_message,
)
from tests.audit.bundle.made import HOLDS_KEY


@dataclass(frozen=True)
class Forgery:
    """What is done, what the verifier holds, and what the first broken check says."""

    make: Callable[[], Bundle | bytes]
    says: tuple[str, ...]
    held: Callable[[], Held] = lambda: HOLDS_KEY


def verified(forgery: Bundle | bytes, held: Held) -> list[Check]:
    return made.verified(forgery if isinstance(forgery, bytes) else forging.file(forgery), held)


# --- a record changed, and its hashes left or computed anew -------------------------------------------------------

LEFT: dict[str, tuple[Any, ...]] = {  # hashes as they were: the chain finds it; whoever has the bundle alone does
    "an entry dropped": (drop(5), "entry 5 of " + CASE, "entry 6 of"),
    "an entry doubled": (double(5), "entry 6 of " + CASE, "entry 5 of"),
    "entries in another order": (swap(5, 6), "entry 5 of " + CASE, "entry 6 of"),
    "an entry put in": (insert, "entry 28 of " + CASE, "entry 27 of"),
    "an entry backdated": (backdate(POSITION), f"entry {POSITION} of {CASE} (position taken)", "not what its digest"),
    "a position changed": (objected, f"entry {POSITION} of {CASE} (position taken)", "not what its digest says"),
    "an entry of another record": (from_another_record, "entry 5 of " + CASE, f"entry 3 of {MEETING}"),
    "a link of the chain changed": (edit(7, prev="0" * 64), f"entry 7 of {CASE}", "not what its digest says"),
    "the digest changed": (edit(7, hash="0" * 64), f"entry 7 of {CASE} (drofting held)", "not what its digest says"),
}
ANEW: dict[
    str, tuple[Any, ...]
] = {  # every hash of the record computed anew: the log finds it, and says at which leaf
    "an entry dropped": (drop(10), f"entry 10 of {CASE} (forankring reminded) is not the one in the log"),
    "the decision dropped": (drop(DECISION), f"entry {DECISION} of {CASE} (follow up due) is not the one in the log"),
    "an entry doubled": (double(27), f"entry 28 of {CASE} (binding effect) is not the one in the log"),
    "entries in another order": (swap(27, 28), f"entry 27 of {CASE} (binding effect) is not the one in the log"),
    "an entry put in": (insert, f"entry 28 of {CASE} (binding effect) is not the one in the log"),
    "what the engine did, backdated": (
        backdate(27),
        f"entry 27 of {CASE} (binding effect) is not the one in the log",
    ),
    "a position backdated": (backdate(POSITION), f"entry {POSITION} of {CASE} (position taken) is of 2030"),
    "all of it backdated": (backdate(), f"entry 1 of {CASE} (case registered) is of 2030"),
    "a position changed": (objected, f"entry {POSITION} of {CASE} (position taken) is not the one in the log"),
    "two positions made one": (merge, f"entry {POSITION} of {CASE} (position taken) is not the one in the log"),
    "the title changed": (body(1, title="En annen sak"), f"entry 1 of {CASE} (case registered) is not the one"),
    "the outcome changed": (body(DECISION, consenting=[]), f"entry {DECISION} of {CASE} (beslutning made) is not"),
    "an entry dropped that letters and papers rest on": (
        drop(3),
        f"entry 3 of {CASE} (",
        "is not the one in the log",
    ),
    "a party less": (body(41, parties=[]), f"entry 41 of {CASE} (announced) is not the one in the log"),
    "who acted changed": (edit(POSITION, actor={"person": "p-2h9c"}), f"entry {POSITION} of {CASE}", "somebody else"),
    "which act changed": (
        lambda entries: entries[POSITION - 1]["act"].update(act_id="0" * 64),
        f"entry {POSITION} of {CASE}",
        "answers act 0000",
    ),
    "its end cut off": (drop(41, END), f"is entry 41 of {CASE}; the bundle ends with entry 40"),
    "all but its beginning cut off": (drop(4, END), f"is entry 4 of {CASE}; the bundle ends with entry 3"),
}


def records_changed() -> Iterator[Any]:
    """Each as a parameter; its name says what the verifier holds."""
    for name, (change, *said) in LEFT.items():
        made_so = partial(changed, change, reseal=False)
        yield pytest.param(Forgery(made_so, tuple(said), Held), id=f"hashes left, holds nothing: {name}")
    for name, (change, *said) in ANEW.items():
        yield pytest.param(Forgery(partial(changed, change), tuple(said)), id=f"hashes anew, holds the key: {name}")
    for record, end in ((MEETING, 8), (FIRST_MEETING, 9)):
        cut = Forgery(
            partial(changed, drop(end), record=record),
            (f"entry {end} of {record}; the bundle ends with entry {end - 1}",),
        )
        yield pytest.param(cut, id=f"hashes anew, holds the key: the end of {record} cut off")
    met = Forgery(
        partial(changed, body(6, conclusion="none"), record=MEETING),
        (f"entry 6 of {MEETING} (meeting item concluded) is not the one in the log",),
    )
    yield pytest.param(met, id="hashes anew, holds the key: the meeting's conclusion")


# --- acts, versions, texts, papers, messages ----------------------------------------------------------------------


def act(number: int, **update: Any) -> forging.Change:
    return lambda acts: acts[number - 1].update(update)


def another_name(document: Json) -> None:
    document["names"]["nb"] += " (endret)"


def another_holder(document: Json) -> None:
    document["holdings"][0]["person"] = "p-2h9c"


def replaced_document(ending: str, content: bytes | None) -> bytes:
    """A paper or minutes replaced under its old name, or under that of what takes its place."""
    name = next(name for name in made.bundle().documents if name.endswith(ending))
    return with_member(f"documents/{name}", content)


def another_document(ending: str, content: bytes) -> Bundle:
    bundle = made.bundle()
    kept = {name: inside for name, inside in bundle.documents.items() if not name.endswith(ending)}
    return replace(bundle, documents={**kept, f"{address(content)}.{ending}": content})


def another_text() -> Bundle:
    text = b"Partene avviser den felles prosedyren."
    return replace(made.bundle(), texts={address(text): text})


TEXT = next(iter(made.bundle().texts))
BESIDE: dict[str, tuple[Any, ...]] = {
    "what was submitted changed": (
        lambda: with_acts(lambda acts: acts[13]["act"].update(stance={"kind": "stand_aside"})),
        (f"act 14 of {CASE} (take position) is not what was submitted",),
    ),
    "who submitted it changed": (
        lambda: with_acts(lambda acts: acts[13]["actor"].update(person="p-2h9c")),
        (f"act 14 of {CASE}", "not what was submitted"),
    ),
    "in which office changed": (
        lambda: with_acts(lambda acts: acts[0]["actor"].update(offices=[])),
        (f"entry 1 of {CASE}", "somebody else acted"),
    ),
    "when it came changed": (
        lambda: with_acts(act(14, received_at="2031-01-03T08:00:00Z")),
        (f"entry {POSITION} of {CASE}", "act 14 came 2031-01-03"),
    ),
    "its digest changed": (lambda: with_acts(act(14, digest="0" * 64)), (f"act 14 of {CASE}", "not what was")),
    "the last act dropped": (
        lambda: with_acts(drop(24)),
        (f"entry 25 of {CASE}", "answers act 24, which is not here"),
    ),
    "an act doubled": (lambda: with_acts(double(3)), (f"act 4 of {CASE}: act 3 of {CASE} stands in its place",)),
    "acts in another order": (lambda: with_acts(swap(14, 15)), (f"act 14 of {CASE}: act 15 of",)),
    "the procedure swapped": (
        lambda: forging.with_version("procedure", another_name),
        (f"{CASE} was opened under procedure {made.bundle().records[0].head['procedure']} by its entry 1",),
    ),
    "the roster swapped": (
        lambda: forging.with_version("roster", another_holder),
        (f"{CASE} was opened under roster {made.bundle().records[0].head['roster']} by its entry 1",),
    ),
    "the procedure changed under its name": (
        lambda: with_member(
            f"procedures/{address(made.bundle().procedures[0])}.json",
            made.bundle().procedures[0].replace(b"14", b"10"),
        ),
        ("procedures/", "is not what the digest in its name says"),
    ),
    "the procedure left out": (lambda: replace(made.bundle(), procedures=()), ("names procedure", "not here")),
    "the roster left out": (lambda: replace(made.bundle(), rosters=()), ("names roster", "which is not here")),
    "a version nobody names put in": (
        lambda: replace(made.bundle(), rosters=forging.with_version("roster", another_holder).rosters),
        ("no record or entry here names roster",),
    ),
    "the record opened under another moment's versions": (
        lambda: with_head(2, procedure=made.bundle().records[2].head["roster"]),
        (f"{MEETING} as opened names procedure", "not here"),
    ),
    "a record opened at another time": (
        lambda: with_head(2, opened_at="2030-01-06T08:00:00Z"),
        (f"{MEETING} is said to be opened at 2030-01-06", "entry 1 is of 2031"),
    ),
    "a record of another kind": (
        lambda: with_head(2, kind="dispute"),
        (WHOLE, f"records.json: the kind of {MEETING}"),
    ),
    "the day on which an act came": (
        lambda: with_acts(lambda acts: acts[13]["facts"].update(day="2031-03-02")),
        (DERIVED, f"{CASE}"),
    ),
    "a due date that was looked up": (
        lambda: with_acts(lambda acts: acts[7]["facts"]["dates"][0].update(day="2031-02-20")),
        (DERIVED, f"{CASE}"),
    ),
    "what was known of a meeting": (
        lambda: with_acts(lambda acts: acts[7]["facts"]["meeting"].update(starts_at="2031-03-04T08:00:00Z")),
        (DERIVED, f"{CASE}"),
    ),
    "the text swapped": (
        lambda: with_member(f"texts/{TEXT}.txt", b"Noe annet."),
        (f"texts/{TEXT}.txt is not what the digest in its name says",),
    ),
    "the text swapped with its name": (
        another_text,
        (f"the text {TEXT}, which an entry names, is not here",),
    ),
    "the minutes swapped": (
        lambda: replaced_document(".txt", b"Protokoll\nSaken ble avvist.\n"),
        ("documents/", "is not what the digest in its name says"),
    ),
    "the minutes swapped with their name": (
        lambda: another_document("txt", b"Protokoll\nSaken ble avvist.\n"),
        ("no entry here names the document",),
    ),
    "the paper swapped with its name": (
        lambda: another_document("pdf", b"%PDF-1.7 et annet"),
        ("no entry here names the document",),
    ),
    "a message to somebody else": (
        lambda: with_message(lambda message: message["recipient"].update(party="halden")),
        ("message 1", f"is not what entry 3 of {CASE} owes that recipient"),
    ),
    "a message of another kind": (
        lambda: with_message(lambda message: message.update(kind="postponed")),
        ("message 1", "is not what entry 3"),
    ),
    "a message sent before what it tells of": (
        lambda: with_message(lambda message: message.update(sent_at="2020-01-01T08:00:00Z")),
        ("message 1", f"sent at 2020-01-01 09:00:00 Norwegian time; entry 3 of {CASE}, which owes it, is of 20"),
    ),
    "a message because of an entry that is not here": (
        lambda: with_message(lambda message: message.update(seq=99)),
        ("message 1", f"entry 99 of {CASE}, which is not here"),
    ),
    "a message twice": (
        lambda: replace(made.bundle(), messages=made.bundle().messages * 2),
        ("message 181", "stands here twice"),
    ),
}


def others() -> Iterator[Any]:
    for name, (make, says) in BESIDE.items():
        yield pytest.param(Forgery(make, says, Held), id=f"holds nothing: {name}")
    for name, (make, says) in LOG.items():
        yield pytest.param(Forgery(make, says), id=f"holds the key: {name}")
    for name, (make, says, held) in RIGHT_KEY.items():
        yield pytest.param(Forgery(make, says, held), id=f"right key: {name}")


FORGERIES = [*records_changed(), *others()]
