"""What is in a bundle's members, and what has no place there: each refused by its name, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from audit.bundle import content, manifest
from audit.bundle.container import BrokenBundle, UnreadableBundle, written
from audit.bundle.content import address, bundle_in, members_of, record_part, what_is_unknown
from audit.bundle.manifest import FORMAT, MANIFEST, Packed, manifest_of, packed, read_json, unpacked
from audit.bundle.verify import DERIVED, LETTERS, WHOLE, checks_of, read_bundle
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from cli.audit_bundle import content_of
from cli.output import Failed
from models.acts import Consent
from models.canonical import canonical_bytes
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE, MEETING
from tests.audit.bundle.made import HOLDS_KEY

MEMBERS = members_of(made.bundle()).members
RECORDS: list[dict[str, Any]] = json.loads(MEMBERS["records.json"])["records"]
LEAVES = "log/leaves.jsonl"


def read(changes: Mapping[str, bytes | None], about: str = CASE) -> object:
    """The bundle in these members; None: one that is not there."""
    members = {name: inside for name, inside in {**MEMBERS, **changes}.items() if inside is not None}
    return bundle_in(Packed(about, "ostfold", members))


def heads(*records: Any, **more: Any) -> dict[str, bytes | None]:
    """The list of records says this."""
    return {"records.json": canonical_bytes({"records": list(records), **more})}


def leaves(**first: Any) -> dict[str, bytes | None]:
    """The first line of the leaves says this."""
    _, rest = MEMBERS[LEAVES].split(b"\n", 1)
    return {LEAVES: canonical_bytes({"before": [], "start": 0} | first) + b"\n" + rest}


DIGEST, OTHER = address(b"x"), "0" * 64
NEEDED = ("records.json", "messages.jsonl", "README.txt", "log/checkpoint", "log/keys.json", LEAVES)
WRONG: list[tuple[str, dict[str, bytes | None], type[Exception], str]] = [
    ("a member of no kind", {"more.txt": b""}, BrokenBundle, f"more.txt has no place in a bundle about {CASE}"),
    (
        "entries of no record here",
        {"entries/case-x-9.jsonl": b"{}\n"},
        BrokenBundle,
        "entries/case-x-9.jsonl has no place",
    ),
    (
        "a receipt of no record here",
        {"log/receipts/case-x-9.tlog-proof": b"x"},
        BrokenBundle,
        "log/receipts/case-x-9.tlog-proof has no place",
    ),
    ("a text without a digest", {"texts/x.txt": b"x"}, BrokenBundle, "texts/x.txt is not named by a digest"),
    ("a text in another ending", {f"texts/{DIGEST}.md": b"x"}, BrokenBundle, f"{DIGEST}.md is not named by a digest"),
    ("a text with no ending", {f"texts/{DIGEST}": b"x"}, BrokenBundle, f"texts/{DIGEST} is not named by a digest"),
    ("another text", {f"texts/{OTHER}.txt": b"x"}, BrokenBundle, "is not what the digest in its name says"),
    ("a roster in another ending", {f"rosters/{DIGEST}.txt": b"x"}, BrokenBundle, "is not named by a digest"),
    ("another roster", {f"rosters/{OTHER}.json": b"{}"}, BrokenBundle, "is not what the digest in its name says"),
    ("a procedure that is no JSON", {f"procedures/{DIGEST}.json": b"x"}, UnreadableBundle, "it holds no JSON"),
    ("a document without a digest", {"documents/x.pdf": b"x"}, BrokenBundle, "documents/x.pdf is not named by"),
    ("a long ending", {f"documents/{DIGEST}.abcdefghi": b"x"}, BrokenBundle, "is not named by a digest"),
    ("another document", {f"documents/{OTHER}.pdf": b"x"}, BrokenBundle, "is not what the digest in its name says"),
    ("records and more", heads(*RECORDS, more=1), UnreadableBundle, "records.json lists the records"),
    ("no list of records", {"records.json": b'{"records":{}}'}, UnreadableBundle, "records.json lists the records"),
    ("no records", heads(), UnreadableBundle, "records.json lists the records"),
    ("a record that is none", heads("x"), UnreadableBundle, "says of each record its kind, opened_at"),
    ("a record with more", heads({**RECORDS[0], "x": "y"}), UnreadableBundle, "says of each record its kind"),
    ("a record with less", heads({"record": CASE}), UnreadableBundle, "says of each record its kind"),
    ("a record of a number", heads({**RECORDS[0], "kind": 1}), UnreadableBundle, "says of each record its kind"),
    ("a kind that there is not", heads({**RECORDS[0], "kind": "x"}), BrokenBundle, f"the kind of {CASE} is 'x'"),
    ("another kind", heads({**RECORDS[0], "kind": "meeting"}), BrokenBundle, f"the kind of {CASE} is 'meeting'"),
    ("another record first", heads(*RECORDS[::-1]), BrokenBundle, f"does not begin with {CASE}"),
    ("a record twice", heads(*RECORDS, RECORDS[1]), BrokenBundle, "or names a record twice"),
    ("no entry", {f"entries/{MEETING}.jsonl": b""}, BrokenBundle, f"entries/{MEETING}.jsonl holds no entry"),
    ("a line cut off", {"messages.jsonl": b"{}"}, UnreadableBundle, "messages.jsonl ends within a line"),
    ("a line that is none", {f"entries/{CASE}.jsonl": b'{"a":1}\nx\n'}, UnreadableBundle, f"{CASE}.jsonl, line 2"),
    ("no leaves", {LEAVES: b""}, UnreadableBundle, f"{LEAVES}, line 1"),
    ("a start below none", leaves(start=-1), UnreadableBundle, "begins with the place of its first leaf"),
    ("a start that is none", leaves(start=True), UnreadableBundle, "begins with the place of its first leaf"),
    ("a start in words", leaves(start="0"), UnreadableBundle, "begins with the place of its first leaf"),
    ("hashes that are none", leaves(before="x"), UnreadableBundle, "begins with the place of its first leaf"),
    ("a hash that is none", leaves(before=["0" * 63]), UnreadableBundle, "begins with the place of its first leaf"),
    ("a hash in numbers", leaves(before=[1]), UnreadableBundle, "begins with the place of its first leaf"),
    ("more than that", leaves(more=1), UnreadableBundle, "begins with the place of its first leaf"),
    ("a checkpoint in no letters", {"log/checkpoint": b"\xff"}, UnreadableBundle, "log/checkpoint is not UTF-8"),
]


@pytest.mark.parametrize(("changes", "kind", "why"), [pytest.param(*row[1:], id=row[0]) for row in WRONG])
def test_what_has_no_place_is_named(changes: dict[str, bytes | None], kind: type[Exception], why: str) -> None:
    with pytest.raises(kind) as found:
        read(changes)

    assert why in str(found.value)


@pytest.mark.parametrize("name", [*NEEDED, f"entries/{CASE}.jsonl", f"acts/{MEETING}.jsonl"])
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(BrokenBundle, match=f"^{name} is missing$"):
        read({name: None})


def test_what_is_written_is_read_as_it_was() -> None:
    histories = {f"{CASE}/ab.gz": b"\x1f\x8b"}
    documents = {**made.bundle().documents, DIGEST: b"x", f"{address(b'y')}.abcdefgh": b"y"}
    bundle = replace(made.bundle(), histories=histories, documents=documents)
    late = replace(
        bundle, log=replace(bundle.log, start=3, before=(b"a" * 32, b"b" * 32), leaves=bundle.log.leaves[3:])
    )

    for written_one in (bundle, late, replace(bundle, messages=())):
        assert bundle_in(members_of(written_one)) == written_one


def test_a_record_is_written_as_it_is_stored_or_now() -> None:
    record = made.evidence().records[0]
    now, stored = record_part(record), record_part(record, entries=(b"e",), acts=(b"a",))

    assert now.entries == tuple(map(canonical_bytes, record.entries))
    assert now.acts == tuple(map(canonical_bytes, record.acts))
    assert (stored.entries, stored.acts) == ((b"e",), (b"a",))
    assert stored.head == now.head == RECORDS[0]


@pytest.mark.parametrize(("most", "read_so"), [(2, True), (1, False)])
def test_so_many_lines_are_read(monkeypatch: pytest.MonkeyPatch, most: int, read_so: bool) -> None:
    two = replace(made.bundle(), records=made.bundle().records[:1], messages=(b'{"a":1}', b'{"b":1}'))
    members = {"messages.jsonl": members_of(two).members["messages.jsonl"]}
    monkeypatch.setattr(content, "MOST_LINES", 10_000)
    assert read(members)
    monkeypatch.setattr(content, "MOST_LINES", most)

    if read_so:
        assert content._split(members["messages.jsonl"], "messages.jsonl") == two.messages
    else:
        with pytest.raises(UnreadableBundle, match=r"messages\.jsonl has more than 1 lines"):
            content._split(members["messages.jsonl"], "messages.jsonl")


TOLD = sum(
    len(inside)
    for name, inside in MEMBERS.items()
    if not name.startswith(("documents/", "histories/")) and name != LEAVES
)
LINES = sum(inside.count(b"\n") for name, inside in MEMBERS.items() if name.endswith(".jsonl") and name != LEAVES)


@pytest.mark.parametrize(
    ("limit", "most", "why"),
    [
        ("MOST_BYTES_TOLD", TOLD, f"it has {len(MEMBERS[LEAVES])} bytes of leaves, {TOLD} of what is neither"),
        ("MOST_BYTES_OF_LEAVES", len(MEMBERS[LEAVES]), f"it has {len(MEMBERS[LEAVES])} bytes of leaves, {TOLD} of"),
        ("MOST_LINES_TOLD", LINES, f"it has {LINES} entries, acts and messages; at most {LINES - 1} are read"),
    ],
)
def test_so_much_is_read_of_all_members_together(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, why: str
) -> None:
    monkeypatch.setattr(content, limit, most)
    assert read({f"documents/{address(b'x' * 2 * TOLD)}.pdf": b"x" * 2 * TOLD})

    monkeypatch.setattr(content, limit, most - 1)
    with pytest.raises(UnreadableBundle) as found:
        read({})
    assert why in str(found.value)


def test_what_nobody_would_read_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MOST_LINES_TOLD", LINES - 1)

    with pytest.raises(Failed) as found:
        content_of(made.bundle())

    assert (found.value.problem.code, found.value.problem.title) == (
        "too_large",
        f"there is more of {CASE} than a bundle holds",
    )


def test_papers_are_left_in_the_file_and_not_copied() -> None:
    name = f"documents/{address(made.PAPER)}.pdf"

    inside: object = unpacked(packed(Packed(CASE, "ostfold", {**MEMBERS, name: made.PAPER}))).members[name]

    assert isinstance(inside, memoryview)
    assert inside == made.PAPER


def test_where_something_is_unknown_is_the_first_of_it() -> None:
    with pytest.raises(ValidationError) as error:
        Consent.model_validate({"kind": "other", "statement": 5})

    assert what_is_unknown(error.value).startswith("kind: Input should be ")


# --- the manifest -------------------------------------------------------------------------------------------------


def with_manifest(change: Callable[[dict[str, Any]], None]) -> bytes:
    """The file with its manifest changed."""
    found = members_of(made.bundle())
    document = json.loads(manifest_of(found))
    change(document)
    return written({**found.members, MANIFEST: canonical_bytes(document)})


def line(number: int, **update: Any) -> Callable[[dict[str, Any]], None]:
    """One of the members as the manifest lists it."""
    return lambda document: document["members"][number].update(update)


UNREADABLE: list[tuple[str, Callable[[dict[str, Any]], None], str]] = [
    ("an older form", lambda d: d.update(format="saksgang-bundle/0"), f"{FORMAT} is read here"),
    ("no form", lambda d: d.__delitem__("format"), "it is in the form 'None'"),
    ("one thing more", lambda d: d.update(more=1), "says what it is about, of which community"),
    ("not what it is about", lambda d: d.__delitem__("about"), "says what it is about, of which community"),
    ("about a path", lambda d: d.update(about="../x"), "says what it is about, of which community"),
    (
        "of a community that is a path",
        lambda d: d.update(community="/x"),
        "says what it is about, of which community",
    ),
    ("no members", lambda d: d.__delitem__("members"), "says what it is about, of which community"),
    ("about nothing", lambda d: d.update(about=None), "says what it is about, of which community"),
    ("a name that is a list", line(0, name=["a"]), "lists its members by name, digest and size"),
    ("a digest that is a number", line(0, sha256=5), "lists its members by name, digest and size"),
    ("members that are no list", lambda d: d.update(members={}), "lists its members by name, digest and size"),
    ("a member that is none", lambda d: d["members"].append("x"), "lists its members by name, digest and size"),
    ("another size", line(0, size=1), "does not list its members in order, by name, digest and size"),
    ("one thing more of a member", line(0, more=1), "does not list its members in order"),
    ("another order", lambda d: d["members"].reverse(), "does not list its members in order"),
    ("one twice", lambda d: d["members"].append(d["members"][0]), "does not list its members in order"),
]


@pytest.mark.parametrize(("change", "why"), [pytest.param(*row[1:], id=row[0]) for row in UNREADABLE])
def test_a_manifest_that_is_none_is_unreadable(change: Callable[[dict[str, Any]], None], why: str) -> None:
    with pytest.raises(UnreadableBundle) as found:
        unpacked(with_manifest(change))

    assert why in str(found.value)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (line(0, name="x"), "x is missing; the manifest names it"),
        (line(0, sha256="0" * 64), "README.txt is not what its digest in the manifest says"),
        (lambda d: d["members"].__delitem__(0), "README.txt is in the file, and the manifest does not name it"),
    ],
    ids=["missing", "another", "one too many"],
)
def test_members_that_it_does_not_list_are_broken(change: Callable[[dict[str, Any]], None], why: str) -> None:
    with pytest.raises(BrokenBundle) as found:
        unpacked(with_manifest(change))

    assert str(found.value) == why
    assert read_bundle(with_manifest(change)) == Check(WHOLE, BROKEN, why)


def test_a_file_is_what_its_members_are() -> None:
    found = members_of(made.bundle())

    assert unpacked(packed(found)) == Packed(found.about, found.community, dict(found.members))
    assert read_bundle(packed(found)) == made.bundle()


@pytest.mark.parametrize(("most", "sound"), [(7, True), (6, False)])
def test_so_many_bytes_are_read_of_one_object(monkeypatch: pytest.MonkeyPatch, most: int, sound: bool) -> None:
    monkeypatch.setattr(manifest, "MOST_BYTES", most)

    if sound:
        assert read_json(b'{"a":1}', "x") == {"a": 1}
    else:
        with pytest.raises(UnreadableBundle, match="x has 7 bytes; at most 6"):
            read_json(b'{"a":1}', "x")


# --- the whole ----------------------------------------------------------------------------------------------------


class TestVerified:
    """The checks in their order, the rules last, where all that they rest on is sound."""

    def test_from_the_file_to_the_rules(self) -> None:
        first, *_, last, letters = checks_of(made.bundle(), HOLDS_KEY)
        evidence = made.evidence()
        count = sum(len(record.entries) for record in evidence.records)

        assert first == Check(WHOLE, PROVED, f"about {CASE}")
        assert last == Check(DERIVED, PROVED, f"{count} entries of {len(evidence.records)} records, derived anew")
        assert letters == Check(LETTERS, PROVED, "180 messages, derived anew: none more, none less")

    def test_where_something_is_broken_the_rules_are_not_asked(self) -> None:
        broken = forging.with_log(receipts={})
        *_, last, letters = checks_of(broken, HOLDS_KEY)

        assert last == Check(DERIVED, NOT_CHECKED, "what it would rest on is broken")
        assert letters == Check(LETTERS, NOT_CHECKED, "what it would rest on is broken")

    def test_what_the_rules_would_not_have_given(self) -> None:
        forged = forging.relogged(forging.changed(forging.objected), made.KEY)
        *_, last, letters = checks_of(forged, HOLDS_KEY)

        assert (last.what, last.outcome, last.why.startswith(f"{CASE}, entry ")) == (DERIVED, BROKEN, True)
        assert letters == Check(LETTERS, NOT_CHECKED, "what it would rest on is broken")

    def test_what_is_taken_as_recorded_is_said(self) -> None:
        bundle = replace(made.bundle())
        taken = {"unproved": ("one thing", "another"), "letters_unproved": ("a third",)}
        checked = bundle.checked.model_copy(update=taken)
        object.__setattr__(bundle, "checked", checked)

        *_, last, letters = checks_of(bundle, HOLDS_KEY)

        assert last == Check(DERIVED, NOT_CHECKED, "taken as recorded: one thing; another")
        assert letters == Check(LETTERS, NOT_CHECKED, "taken as listed: a third")
