"""What is put into a bundle in another form, or left out of it, speaks for nothing else; none of it is proved."""

from __future__ import annotations

import errno
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.bundle import make
from audit.bundle.container import UnreadableBundle, written
from audit.bundle.content import Bundle, RecordPart, members_of, record_part
from audit.bundle.logged import checks_of_log
from audit.bundle.make import Gathered, make_bundle
from audit.bundle.manifest import MANIFEST, manifest_of
from audit.bundle.records import withheld
from audit.bundle.replayed import replay_checks
from audit.histories import bytes_of, packed
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import UnreadableNote, encoded
from audit.log.receipt import make_receipt, receipt_extra
from audit.log.trust import read_trust, trust_in
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, SIGNED, Check, Proof, outcome_of
from cli.audit_against_log import WHAT
from cli.audit_bundle import write_new_whole
from cli.door import Failed
from models import acts as a
from models.canonical import canonical_bytes, canonical_json
from models.evidence import Evidence, RecordEvidence
from tests.audit.as_written import event_of
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE, MEETING
from tests.audit.bundle.made import HOLDS_KEY
from tests.cli.desk import Desk
from tests.rules.disputing import Disputing
from tests.rules.evidence import evidence_from
from tests.rules.world import in_roll_call

Json = dict[str, Any]
NOWHERE = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"})


def of(checks: list[Check], outcome: str) -> list[str]:
    return [f"{check.what}: {check.why}" for check in checks if check.outcome == outcome]


# --- one member speaks for itself alone ---------------------------------------------------------------------------


def forged_records() -> bytes:
    """Records that follow the rules, and are not those of the bundle."""
    told = json.loads(made.evidence().model_dump_json(exclude_none=True))["records"]
    return canonical_json(told[-1:])


def speaking_for_more(folder: str) -> Bundle:
    """A version whose member, joined with others, would say what the records are."""
    bundle = made.bundle()
    (procedure,), (roster,) = bundle.procedures, bundle.rosters
    if folder == "procedures":
        body = b'%s],"rosters":[%s],"records":%s,"procedures":[%s' % (procedure, roster, forged_records(), procedure)
        return replace(bundle, procedures=(body,))
    return replace(bundle, rosters=(b'%s],"records":%s,"rosters":[%s' % (roster, forged_records(), roster),))


@pytest.mark.parametrize("folder", ["procedures", "rosters"])
def test_a_version_that_says_more_than_itself_is_not_read(folder: str) -> None:
    forged = speaking_for_more(folder)

    with pytest.raises(UnreadableBundle, match=f"{folder}/[0-9a-f]{{64}}.json: it holds no JSON"):
        made.verified(forging.file(forged), HOLDS_KEY)
    with pytest.raises(UnreadableBundle):
        _ = forged.evidence


@pytest.mark.parametrize("which", ["entries", "acts"])
def test_a_line_that_says_more_than_itself_is_not_read(which: str) -> None:
    first, *others = made.bundle().records
    if which == "entries":
        first = replace(first, entries=(b",".join(first.entries),))
    else:
        first = replace(first, acts=(b",".join(first.acts),))
    joined = replace(made.bundle(), records=(first, *others))

    with pytest.raises(UnreadableBundle, match=f"{which}/{CASE}.jsonl, line 1"):
        _ = joined.evidence


@pytest.mark.parametrize(
    ("old", "new"), [(b"{", b"{ "), (b'"timezone"', b'"timezone":"x","timezone"')], ids=["a blank", "a key twice"]
)
def test_a_version_in_another_way_of_writing_is_not_read(old: bytes, new: bytes) -> None:
    (procedure,) = made.bundle().procedures
    assert old in procedure
    other = replace(made.bundle(), procedures=(procedure.replace(old, new, 1),))

    with pytest.raises(UnreadableBundle, match="written in a way of its own"):
        made.verified(forging.file(other), HOLDS_KEY)


def test_a_version_is_named_by_the_digest_of_what_it_says() -> None:
    (roster,) = made.bundle().rosters
    document = json.loads(roster)
    document["holdings"][0]["until"] = document["holdings"][0].get("until")
    assert document != json.loads(roster)
    other = replace(made.bundle(), rosters=(canonical_bytes(document),))

    assert "says more than the version that it is" in of(list(made.of_records(other)), BROKEN)[0]


# --- what is left out ---------------------------------------------------------------------------------------------


def disputed() -> tuple[Evidence, str]:
    """A case of which a disagreement is brought before the tribunal, and the record of that."""
    world = Disputing()
    _, case = in_roll_call(world)
    world.roll_call(case, {"SEKR-M4": a.Objection(grounds="Avtalen tolkes ulikt.")})
    world.act(case, a.ChoosePath(path=a.PathAfterDisagreement.NEMNDA, reason="Uenighet."), world.member("SEKR-M1"))
    world.brought(case=case)
    found = evidence_from(world, case)
    return found, next(record.record for record in found.records if record.kind == "dispute")


def without(found: Evidence, name: str) -> list[Check]:
    """What the log says of a bundle from which a record is left out, and nothing else is changed."""
    parts: tuple[RecordPart, ...] = tuple(map(record_part, found.records))
    leaves = made.heads(parts, made.keys())
    gathered = Gathered(found, parts, leaves, made.signed(leaves), made.keys())
    kept = tuple(part for part in parts if part.record != name)
    left: tuple[RecordEvidence, ...] = tuple(record for record in found.records if record.record != name)
    less = replace(gathered, records=kept, evidence=found.model_copy(update={"records": left}))
    return list(checks_of_log(make_bundle(less), HOLDS_KEY))


def test_a_record_that_the_case_names_is_not_left_out_in_silence() -> None:
    found, dispute = disputed()

    assert of(without(found, "none"), BROKEN) == []
    assert f"{found.about} names {dispute}, which is not here" in of(without(found, dispute), BROKEN)[0]


def test_the_record_of_the_community_is_not_left_out_in_silence() -> None:
    assert (
        f"{made.FOUNDED}, the record of the community, is not here"
        in of(without(made.evidence(), made.FOUNDED), BROKEN)[0]
    )


def test_a_name_of_which_the_log_has_nothing_is_no_record_left_out() -> None:
    def name_one(acts: list[Json]) -> None:
        acts[0]["act"]["agreement"] = "agreement-ostfold-9"

    checks = list(checks_of_log(forging.with_acts(name_one), HOLDS_KEY))

    assert of(checks, BROKEN) == []
    assert any("nothing is in the log of agreement-ostfold-9" in words for words in of(checks, PROVED))


@pytest.mark.parametrize("record", [MEETING, made.FOUNDED])
def test_the_end_of_a_record_before_the_leaves_is_not_called_proved(
    monkeypatch: pytest.MonkeyPatch, record: str
) -> None:
    """Whoever cuts it off has the receipt of an earlier entry: nothing here shows that another came later."""
    leaves = forging.leaves_of(made.bundle())
    cut = forging.changed(forging.drop(3, 99), record=record)
    monkeypatch.setattr(make, "AT_MOST", 2)
    ending = forging.relogged(cut, made.KEY, leaves=leaves)
    late = replace(
        ending,
        log=replace(ending.log, receipts={**ending.log.receipts, record: receipt_of(cut, record, leaves)}),
    )

    checks = list(checks_of_log(late, HOLDS_KEY))

    assert of(checks, BROKEN) == []
    assert outcome_of(checks) is Proof.NOT_FULLY_CHECKED
    assert any("no record's end is cut off" in words and record in words for words in of(checks, NOT_CHECKED))


def receipt_of(bundle: Bundle, record: str, leaves: list[made.Leaf]) -> str:
    """The receipt of the last entry that the bundle has of a record."""
    entries = forging.part_of(bundle, record).entries
    tree = Tree(head_hash(leaf.record, leaf.seq, leaf.hash) for leaf in leaves)
    place = next(n for n, leaf in enumerate(leaves) if (leaf.record, leaf.seq) == (record, len(entries)))
    return str(make_receipt(tree, place, made.signed(leaves), (entries[-1].decode(),)))


# --- whatever stands in a file, it ends in words ------------------------------------------------------------------


@pytest.mark.parametrize(
    "update", [{"kind": "love_letter"}, {"kind": {}}, {"record": {"a": 1}}, {"seq": "3"}], ids=str
)
def test_a_message_of_no_kind_that_there_is_is_broken(update: Json) -> None:
    checks = list(made.of_records(forging.with_message(lambda message: message.update(update))))

    assert "message 1" in of(checks, BROKEN)[0]


def test_an_entry_whose_body_is_none_withholds_nothing() -> None:
    def other(entries: list[Json]) -> None:
        entries[3]["body"] = ["paper_withheld"]

    assert withheld(forging.changed(other).records[0]) == {}


DEEP = '{"a":' + "[" * 100_000 + "]" * 100_000 + "}"


@pytest.mark.parametrize(
    "text", [DEEP, made.keys().replace('"quorum": 0', '"quorum": Infinity')], ids=["deep", "inf"]
)
def test_a_file_of_keys_that_is_none_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableNote):
        read_trust(text)
    checks = list(checks_of_log(forging.with_log(keys=text), HOLDS_KEY))

    assert any("the file of keys" in words for words in of(checks, BROKEN))


async def test_a_history_that_is_none_is_broken_and_no_traceback() -> None:
    for content in (b'{"a":' * 100_000 + b"}" * 100_000, b"{}", b""):
        other = replace(made.bundle(), histories={f"{CASE}/ab.gz": content})
        (check,) = await replay_checks(other)

        assert (check.outcome, check.why) == (BROKEN, f"{CASE}/ab.gz: it is no gzip file")


async def test_the_command_ends_a_fault_that_nobody_thought_of_as_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sak.zip"
    file.write_bytes(made.written())

    def fails(*_: object) -> object:
        raise ZeroDivisionError("by a file")

    monkeypatch.setattr("cli.audit_findings.checks_of", fails)
    said = await NOWHERE.give(f"audit verify {file} --json")

    assert (said.status, said.document["result"]) == (2, "unreadable")
    assert "ZeroDivisionError" in said.document["why"]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("audit questions", "cli.audit_questions.read_bundle"),
        ("audit questions", "cli.audit_questions.check"),
        ("audit replay", "cli.audit_replay.read_bundle"),
        ("audit replay", "cli.audit_replay.story_of"),
    ],
)
async def test_so_do_those_that_read_a_file_and_tell_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, asked: str
) -> None:
    file = tmp_path / "sak.zip"
    file.write_bytes(made.written())

    def fails(*_: object) -> object:
        raise TypeError("by a file")

    monkeypatch.setattr(asked, fails)
    said = await NOWHERE.give(f"{line} {file} --json")

    assert (said.status, said.document["result"], said.document["what"]) == (2, "unreadable", str(file))
    assert "TypeError" in said.document["why"]


@pytest.mark.parametrize(
    "change",
    [
        {"keys": [{"key": str(made.KEY.public), "since": 0, "statement": 5}]},
        {"keys": [{"key": str(made.KEY.public), "since": 0, "statement": ["a"]}]},
        {"revoked": [{"key": str(made.KEY.public), "after": 1, "reason": "r", "statement": {"a": 1}}]},
        {"guardians": [{"keys": [], "needed": 1, "since": 0, "statement": 5}]},
    ],
    ids=["a number", "a list", "of a revocation", "of guardians"],
)
async def test_a_statement_of_the_file_of_keys_that_is_no_text_is_unreadable_to_each(
    tmp_path: Path, change: Json
) -> None:
    keys, file, receipt = tmp_path / "keys.json", tmp_path / "sak.zip", tmp_path / "r.tlog-proof"
    keys.write_text(json.dumps(json.loads(made.keys()) | change), encoding="utf-8")
    file.write_bytes(made.written())
    receipt.write_text(made.bundle().log.receipts[CASE], encoding="utf-8")

    for line in (f"receipt verify {receipt}", f"verify {file}", f"compare {receipt} --without-log", f"replay {file}"):
        said = await NOWHERE.give(f"audit {line} --key {keys} --json")
        assert (said.status, said.document["result"]) == (2, "unreadable")
        assert "a statement is text, not" in said.document["why"]


@pytest.mark.parametrize("asked", ["trust_given", "receipt_given", "check_receipt", "signature_check"])
async def test_so_does_a_receipt_that_nobody_thought_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    receipt = tmp_path / "r.tlog-proof"
    receipt.write_text(made.bundle().log.receipts[CASE], encoding="utf-8")

    def fails(*_: object) -> object:
        raise TypeError("by a file")

    monkeypatch.setattr(f"cli.audit_receipt.{asked}", fails)
    said = await NOWHERE.give(f"audit receipt verify {receipt} --key {made.KEY.public} --json")

    assert (said.status, said.document["result"], "TypeError" in said.document["why"]) == (2, "unreadable", True)


async def test_a_bundle_is_compared_as_a_letter_is_and_says_what_is_broken_of_it(tmp_path: Path) -> None:
    keys, file, receipt, cut = (tmp_path / name for name in ("keys.json", "sak.zip", "r.tlog-proof", "cut.zip"))
    keys.write_text(made.keys(), encoding="utf-8")
    file.write_bytes(made.written())
    cut.write_bytes(made.written()[:-30])
    receipt.write_text(made.bundle().log.receipts[CASE], encoding="utf-8")

    same = await NOWHERE.give(f"audit compare {file} {receipt} --without-log --key {keys} --json")
    broken = await NOWHERE.give(f"audit compare {cut} --without-log --json")

    assert [one["in"] for one in same.document["checkpoints"]] == [str(file), str(receipt)]
    assert {check["outcome"] for check in same.document["checks"][:-1]} == {"proved"}
    assert (same.status, broken.status) == (3, 2), "the log was not to be asked"


async def test_where_a_key_is_wanted_a_checkpoint_is_told_as_one(tmp_path: Path) -> None:
    receipt, checkpoint = tmp_path / "r.tlog-proof", tmp_path / "today.checkpoint"
    receipt.write_text(made.bundle().log.receipts[CASE], encoding="utf-8")
    checkpoint.write_text(made.bundle().log.checkpoint, encoding="utf-8")

    said = await NOWHERE.give(f"audit receipt verify {receipt} --key {checkpoint} --json")

    assert (said.status, said.document["result"]) == (2, "unreadable")
    assert "a checkpoint was given" in said.document["why"] and "where a key is wanted" in said.document["why"]


FORGED = "\x1b[2K\x1b[1A\nBundle sak.zip: proved\n"


async def test_what_a_file_says_is_shown_and_prints_no_line_of_its_own(tmp_path: Path) -> None:
    found, file, receipt = members_of(made.bundle()), tmp_path / "sak.zip", tmp_path / "r.tlog-proof"
    manifest = json.loads(manifest_of(found))
    manifest["members"].append({"name": f"zz{FORGED}", "sha256": "0" * 64, "size": 0})
    written_so = written({**found.members, MANIFEST: canonical_bytes(manifest)})
    other = forging.file(forging.changed(forging.edit(3, body={"kind": FORGED}), reseal=False))
    entry = {"at": FORGED, "body": {"kind": FORGED}, "hash": "a", "prev": "b", "record": FORGED, "seq": 1}
    proof = made.bundle().log.receipts[CASE].split("\n")
    proof[1] = f"extra {encoded(receipt_extra([canonical_bytes(entry).decode()]))}"
    receipt.write_text("\n".join(proof), encoding="utf-8")

    told = [await NOWHERE.give(f"audit receipt verify {receipt}")]
    for content in (written_so, other):
        file.write_bytes(content)
        told += [await NOWHERE.give(f"audit {asks} {file}") for asks in ("verify", "questions", "replay")]

    for said in told:
        assert "\x1b" not in said.out + said.err
        assert "Bundle sak.zip: proved" not in (said.out + said.err).splitlines()
    assert r"\x1b[2K\x1b[1A\nBundle sak.zip: proved\n" in told[0].out
    assert r"\x1b[2K\x1b[1A\nBundle sak.zip: proved\n" in told[1].out


async def test_a_manifest_whose_names_are_lists_is_unreadable_to_each(tmp_path: Path) -> None:
    found = members_of(made.bundle())
    manifest = json.loads(manifest_of(found))
    manifest["members"][0]["name"] = ["a"]
    file = tmp_path / "sak.zip"
    file.write_bytes(written({**found.members, MANIFEST: canonical_bytes(manifest)}))

    for line in ("verify", "questions", "replay"):
        said = await NOWHERE.give(f"audit {line} {file} --json")
        assert (said.status, said.document["result"]) == (2, "unreadable")
        assert said.document["why"] == f"{MANIFEST} lists its members by name, digest and size"


async def test_the_command_names_the_option_whose_file_cannot_be_read(tmp_path: Path) -> None:
    file, pipe = tmp_path / "sak.zip", tmp_path / "pipe"
    file.write_bytes(made.written())
    os.mkfifo(pipe)

    for option, given, why in (
        ("--checkpoint", "garbage", "No such file"),
        ("--checkpoint", str(pipe), "no ordinary file"),
        ("--key", str(pipe), "no ordinary file"),
        ("--receipt", str(pipe), "no ordinary file"),
    ):
        said = await NOWHERE.give(f"audit verify {file} {option} {given} --json")

        assert (said.status, said.document["what"]) == (2, f"what {option} names")
        assert why in said.document["why"]


async def test_what_nothing_proves_is_said(tmp_path: Path) -> None:
    file = tmp_path / "sak.zip"
    file.write_bytes(made.written())

    said = await NOWHERE.give(f"audit verify {file}")
    document = (await NOWHERE.give(f"audit verify {file} --json")).document

    assert "That a letter was sent or given up" in said.out
    assert any("a letter was sent" in words for words in document["not_claimed"])
    assert any("a record was opened" in words for words in document["not_claimed"])
    assert any("in a history" in words for words in document["not_claimed"])
    assert members_of(made.bundle()).about == document["about"]


async def test_what_is_decided_and_what_is_not_shown_stand_before_the_verdict(tmp_path: Path) -> None:
    file, letter = tmp_path / "sak.zip", tmp_path / "letter"
    file.write_bytes(made.written())
    letter.write_text(made.bundle().log.checkpoint, encoding="utf-8")
    rewritten = "That nobody with the log's own key has rewritten the past"

    alone = await NOWHERE.give(f"audit verify {file}")
    with_key = await NOWHERE.give(f"audit verify {file} --key {made.KEY.public}")
    with_letter = await NOWHERE.give(f"audit verify {file} --key {made.KEY.public} --checkpoint {letter}")
    document = (await NOWHERE.give(f"audit verify {file} --key {made.KEY.public} --json")).document

    assert [said.out.splitlines()[-1] for said in (alone, with_key)] == [f"Bundle {file}: not fully checked"] * 2
    assert "What the bundle says, which is not proved:\n" in alone.out
    assert "What the bundle says, proved but for what stands above as not checked:\n" in with_key.out
    assert "When, after a deadline, its act was received" in alone.out
    assert "Decided by consensus in SEKR on 2031-" in alone.out and "It binds from 2031-" in alone.out
    assert [rewritten in said.out for said in (alone, with_key, with_letter)] == [True, True, False]
    assert ["Who signed the log: no key" in said.out for said in (alone, with_key)] == [True, False]
    assert document["came_to"]["decided"]["text_digest"] in alone.out
    assert len(document["came_to"]["decided"]["binds"]) == 14
    assert any(words.startswith(rewritten) for words in document["not_claimed"])


async def test_a_letter_from_before_the_end_shows_no_more_than_up_to_there(tmp_path: Path) -> None:
    file, letter = tmp_path / "sak.zip", tmp_path / "letter"
    file.write_bytes(made.written())
    letter.write_text(made.signed(forging.leaves_of(made.bundle()), size=60), encoding="utf-8")

    said = await NOWHERE.give(f"audit verify {file} --key {made.KEY.public} --checkpoint {letter}")

    assert re.search(
        rf"has rewritten the past and signed it anew from entry \d+ of {CASE} on: what was given is", said.out
    )


async def test_a_letter_that_contradicts_the_file_says_so_without_a_key_and_that_it_has_one(tmp_path: Path) -> None:
    file, forged, letter = tmp_path / "sak.zip", tmp_path / "forged.zip", tmp_path / "letter"
    file.write_bytes(made.written())
    document = trust_in(made.OTHER_KEY.public).written()
    leaves = made.heads(made.bundle().records, document)
    forged.write_bytes(forging.file(forging.relogged(made.bundle(), made.OTHER_KEY, keys=document, leaves=leaves)))
    letter.write_text(f"{made.bundle().log.checkpoint}\n{made.KEY.public}\n", encoding="utf-8")
    contradicts = f"Which one is the log's: {letter} and this file do not agree"

    said = [await NOWHERE.give(f"audit verify {given} --checkpoint {letter}") for given in (file, forged)]
    with_key = await NOWHERE.give(f"audit verify {forged} --checkpoint {letter} --key {letter}")

    assert [answer.status for answer in (*said, with_key)] == [3, 3, 1]
    assert [contradicts in answer.out for answer in said] == [False, True]
    assert all(f"; {letter} has the log's key in it: --key {letter}." in answer.out for answer in said)


@pytest.mark.parametrize("asks", ["questions", "replay"])
async def test_what_else_is_read_of_a_file_is_no_more_sure_than_who_made_it(asks: str, tmp_path: Path) -> None:
    file = tmp_path / "sak.zip"
    file.write_bytes(made.written())

    alone = await NOWHERE.give(f"audit {asks} {file} --json")
    proved = await NOWHERE.give(f"audit {asks} {file} --key {made.KEY.public} --json")
    keys = tmp_path / "keys.json"
    keys.write_text(made.keys(made.OTHER_KEY), encoding="utf-8")
    broken = await NOWHERE.give(f"audit {asks} {file} --key {keys}")

    assert (alone.status, alone.document["result"]) == (3, "not_fully_checked")
    of_log = {"questions": WHAT, "replay": SIGNED}[asks]
    [[unsure, _], [sure, proves]] = [
        next((c["why"], c["outcome"]) for c in said.document["checks"] if c["what"] == of_log)
        for said in (alone, proved)
    ]
    assert unsure.startswith("no key was given") and "anybody can" in unsure
    assert (proves, bool(sure)) == (PROVED, True)
    assert (broken.status, "are not those given" in broken.out) == (1, True)
    assert "Who was present" not in broken.out


async def test_of_a_broken_bundle_nothing_is_told_but_where_it_breaks(tmp_path: Path) -> None:
    file = tmp_path / "sak.zip"
    file.write_bytes(forging.file(replace(made.bundle(), texts={})))

    said = await NOWHERE.give(f"audit verify {file} --key {made.KEY.public}")
    document = (await NOWHERE.give(f"audit verify {file} --key {made.KEY.public} --json")).document

    assert "Decided by" not in said.out and document["came_to"] is None
    assert said.out.splitlines()[-2].startswith("The first that is broken: ")


# --- said twice ---------------------------------------------------------------------------------------------------


def test_a_document_under_two_endings_is_broken() -> None:
    name, content = next(iter(made.bundle().documents.items()))
    twice = replace(made.bundle(), documents={**made.bundle().documents, f"{name[:64]}.exe": content})

    assert "stands here twice" in of(list(made.of_records(twice)), BROKEN)[0]


def a_run(name: str, *, first: str = "1", ends: bool = True, signals: int = 3) -> bytes:
    """A history that begins as one of the case does; nothing of it is replayed here."""
    begun = event_of(1, "workflow_execution_started", original_execution_run_id=name, first_execution_run_id=first)
    begun.event_time.seconds = int(first)
    started = begun.workflow_execution_started_event_attributes
    started.workflow_type.name, started.task_queue.name = "CaseWorkflow", "saksgang"
    started.input.payloads.add(data=json.dumps({"record": CASE}).encode())
    events = [begun, *(event_of(n + 2, "workflow_execution_signaled", signal_name="poke") for n in range(signals))]
    if ends:
        events.append(event_of(signals + 2, "workflow_execution_terminated", reason="Ryddet."))
    return packed(bytes_of(events))


@pytest.mark.parametrize(
    ("runs", "says"),
    [
        ({"a1": a_run("a1"), "a2": a_run("a1")}, "stands here twice"),
        ({"a1": a_run("a1"), "a2": a_run("a1", ends=False)}, "stands here twice|told as under way"),
        ({"a1": a_run("a1", ends=False), "b1": a_run("b1", first="2")}, "run a1 is told as under way, and b1 comes"),
    ],
    ids=["the same", "the same without its end", "under way, and followed"],
)
async def test_runs_that_cannot_stand_beside_each_other_are_broken(runs: dict[str, bytes], says: str) -> None:
    histories = {f"{CASE}/{run}.gz": content for run, content in runs.items()}
    first = (await replay_checks(replace(made.bundle(), histories=histories)))[0]

    assert first.outcome == BROKEN
    assert re.search(says, first.why), first.why


def test_a_bundle_is_written_where_a_file_can_have_but_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    out = tmp_path / "sak.zip"
    write_new_whole(out, b"one")
    write_new_whole(out, b"one")

    with pytest.raises(Failed, match="is there already"):
        write_new_whole(out, b"another")
    assert (out.read_bytes(), list(tmp_path.iterdir())) == (b"one", [out])


async def test_what_another_log_signed_is_from_before_nothing(tmp_path: Path) -> None:
    file, letter = tmp_path / "sak.zip", tmp_path / "letter"
    file.write_bytes(made.written())
    letter.write_text(made.signed(forging.leaves_of(made.bundle()), made.OTHER_KEY), encoding="utf-8")

    said = await NOWHERE.give(f"audit verify {file} --key {made.KEY.public} --checkpoint {letter}")

    assert "what was given is signed by no key of this log, and shows nothing of it" in said.out
    assert "is from before it" not in said.out


async def test_of_what_is_broken_the_histories_are_said_not_to_have_been_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "sak.zip"
    file.write_bytes(forging.file(forging.with_log(leaves=made.bundle().log.leaves[:-3])))

    said = await NOWHERE.give(f"audit verify {file} --key {made.KEY.public}")

    assert said.status == 1
    assert "not checked  the histories replay: what they would be compared with is broken" in said.out
    assert "no checkpoint has them yet" not in said.out, "the one in the file has them"


async def test_that_no_letter_is_listed_is_no_doubt_about_the_log(tmp_path: Path) -> None:
    file = tmp_path / "sak.zip"
    file.write_bytes(forging.file(replace(made.bundle(), messages=())))

    told = (await NOWHERE.give(f"audit questions {file} --key {made.KEY.public} --json")).document

    log = next(check for check in told["checks"] if check["what"].startswith("the file is what the log has"))
    assert log["outcome"] == PROVED
