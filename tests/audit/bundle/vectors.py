"""Writes the test vectors of the evidence format: `python -m tests.audit.bundle.vectors`.

A bundle of invented people in its parts, and cases: what is changed in it, what its verifier holds, how it ends by
our verifier and by the second one.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from audit.bundle import make
from audit.bundle.container import UnreadableBundle, written
from audit.bundle.content import LEAVES, Bundle, address, members_of
from audit.bundle.logged import Held
from audit.bundle.manifest import MANIFEST, Packed, manifest_of, unpacked
from audit.bundle.verify import checks_without_rules, read_bundle
from audit.log.receipt import read_receipt
from audit.log.trust import read_trust
from audit.outcomes import BROKEN, NOT_CHECKED, Check
from models.canonical import canonical_bytes
from tests.audit.bundle import forging, made
from tests.audit.bundle.forgeries_of_log import all_anew, forked
from tests.audit.bundle.forging import (
    CASE,
    END,
    FIRST_MEETING,
    POSITION,
    SIZE,
    backdate,
    body,
    changed,
    drop,
    edit,
    resigned,
    swap,
)

FOLDER = Path(__file__).parents[3] / "docs" / "evidence-vectors"
SECOND = FOLDER / "verify.py"
PROVED, CASES, DIGEST = "proved", "vectors.json", "proved.sha256"
SAID = ("result", "says")
KEY = str(made.KEY.public)
Case = dict[str, Any]


def entries_of(bundle: Bundle, record: str) -> Case:
    """The entries of a record, as a change of a member."""
    return {
        "member": f"entries/{record}.jsonl",
        "text": members_of(bundle).members[f"entries/{record}.jsonl"].decode(),
    }


def of_meeting(change: forging.Change, *, reseal: bool) -> list[Case]:
    """The first meeting's entries changed."""
    return [entries_of(changed(change, record=FIRST_MEETING, reseal=reseal), FIRST_MEETING)]


def rewritten() -> list[Case]:
    """Every member that is another when a position is changed and all is signed anew with the right key."""
    before, after = members_of(made.bundle()).members, members_of(all_anew(made.KEY)).members
    return [{"member": name, "text": text.decode()} for name, text in after.items() if before.get(name) != text]


def of_another_party(party: str) -> list[Case]:
    """The lines that are others when the last entry is of another party, and all is signed anew."""
    before, after = members_of(made.bundle()).members, members_of(resigned(changed(body(END, party=party)))).members
    lines = ((name, zip(before[name].split(b"\n"), text.split(b"\n"), strict=True)) for name, text in after.items())
    return [
        {"member": name, "old": old.decode(), "new": new.decode()}
        for name, pairs in lines
        for old, new in pairs
        if old != new
    ]


def cases() -> list[Case]:
    """Every case, without how it ends."""
    leaves = forging.leaves_of(made.bundle())
    early, late = made.signed(leaves, size=100), made.signed([*leaves, *leaves], size=SIZE + 9)
    receipt = str(forging.holds_receipt(POSITION).receipts[0][1].proof)
    other_form = made.signed(forked(90), size=110)
    checkpoint = made.bundle().log.checkpoint
    good: Case = {"key": KEY}
    return [
        {"name": "nothing is changed", **good},
        {"name": "nothing is changed, no key is held"},
        {"name": "another key of the same name is held", "key": str(made.OTHER_KEY.public)},
        {"name": "an earlier checkpoint is held", **good, "checkpoint": early},
        {"name": "an earlier checkpoint of another form of the log is held", **good, "checkpoint": other_form},
        {"name": "a checkpoint of after the bundle is held", **good, "checkpoint": late},
        {"name": "the receipt of a position is held", **good, "receipt": receipt},
        {"name": "a byte in the first header", "file": [{"at": 4, "hex": "14"}], **good},
        {"name": "a byte of the first member", "file": [{"at": 45, "hex": "21"}], **good},
        {"name": "a checksum", "file": [{"at": 14, "hex": "00000000"}], **good},
        {"name": "a byte of the end", "file": [{"at": -22, "hex": "51"}], **good},
        {"name": "a byte behind the end", "file": [{"append": "00"}], **good},
        {"name": "no zip file", "file": [{"at": 0, "hex": "25504446"}], **good},
        {"name": "another form", "change": [_form("saksgang-bundle/2")], "manifest": "kept", **good},
        {
            "name": "a key twice in the manifest",
            "change": [_form('saksgang-bundle/1","format":"saksgang-bundle/1')],
            "manifest": "kept",
            **good,
        },
        {
            "name": "a member changed, the manifest kept",
            "change": [{"member": "README.txt", "text": "Les meg.\n"}],
            "manifest": "kept",
            **good,
        },
        {
            "name": "a member left out, the manifest kept",
            "change": [{"drop": "README.txt"}],
            "manifest": "kept",
            **good,
        },
        {
            "name": "a member too many, the manifest kept",
            "change": [{"member": "x.txt", "text": ""}],
            "manifest": "kept",
            **good,
        },
        {
            "name": "a member that has no place",
            "change": [{"member": "notes.txt", "text": "Til orientering.\n"}],
            **good,
        },
        {
            "name": "the entries of a record that the bundle does not list",
            "change": [{"member": "entries/case-ostfold-2031-99.jsonl", "text": ""}],
            **good,
        },
        {"name": "messages.jsonl left out", "change": [{"drop": "messages.jsonl"}], **good},
        {"name": "records.json left out", "change": [{"drop": "records.json"}], **good},
        {
            "name": "a blank in an entry",
            "change": [{"member": f"entries/{FIRST_MEETING}.jsonl", "old": '{"act":', "new": '{ "act":'}],
            **good,
        },
        {
            "name": "a blank in a version of the procedure, which is named by its digest",
            "change": _version(made.bundle().procedures[0].replace(b"{", b"{ ", 1)),
            **good,
        },
        {
            "name": "a version of the procedure that would say what the records are, too",
            "change": _version(made.bundle().procedures[0] + b'],"records":[],"procedures":[{}'),
            **good,
        },
        {
            "name": "a party called as a case that is not here, all signed anew with the right key",
            "change": of_another_party("case-ostfold-2031-77"),
            **good,
        },
        {
            "name": "a meeting left out that the case names",
            "change": [
                {"member": "records.json", "text": _records_but(FIRST_MEETING)},
                *[{"drop": name} for name in sorted(members_of(made.bundle()).members) if FIRST_MEETING in name],
            ],
            **good,
        },
        {"name": "the log's leaves from late on alone", "change": _late(), **good},
        {"name": "the same, and none is of the record it is about", "change": _beyond(), **good},
        {
            "name": "the same, and no receipt is of it either, as before its first checkpoint",
            "change": [*_beyond(), {"drop": f"log/receipts/{CASE}.tlog-proof"}],
            **good,
        },
        {
            "name": "no number where the leaves begin",
            "change": [{"member": LEAVES, "old": '"start":0', "new": '"start":false'}],
            **good,
        },
        {
            "name": "all documents left out",
            "change": [{"drop": name} for name in sorted(members_of(made.bundle()).members) if "documents/" in name],
            **good,
        },
        {
            "name": "the records after the first in another order",
            "change": [{"member": "records.json", "text": _records_turned()}],
            **good,
        },
        {"name": "another README", "change": [{"member": "README.txt", "text": "Les meg.\n"}], **good},
        {
            "name": "a state that no letter has",
            "change": [{"member": "messages.jsonl", "old": '"state":"sent"', "new": '"state":"failed"'}],
            **good,
        },
        {"name": "an entry backdated, its hash left", "change": of_meeting(backdate(2), reseal=False), **good},
        {"name": "an entry dropped, hashes left", "change": of_meeting(drop(3), reseal=False), **good},
        {"name": "entries in another order, hashes left", "change": of_meeting(swap(5, 6), reseal=False), **good},
        {
            "name": "a link of the chain, its hash anew",
            "change": of_meeting(edit(2, prev="0" * 64), reseal=False),
            **good,
        },
        {
            "name": "what Saksgang entered by itself changed, all hashes of the record anew",
            "change": of_meeting(body(8, comments_due=None), reseal=True),
            **good,
        },
        {
            "name": "the end of a record cut off, all hashes of the record anew",
            "change": of_meeting(drop(8, 99), reseal=True),
            **good,
        },
        {
            "name": "what was submitted changed",
            "change": [{"member": f"acts/{CASE}.jsonl", "old": "Vi merker oss", "new": "Vi krever oss"}],
            **good,
        },
        {
            "name": "a text changed under its name",
            "change": [{"member": f"texts/{next(iter(made.bundle().texts))}.txt", "text": "Noe annet."}],
            **good,
        },
        {
            "name": "a leaf of another record changed",
            "change": [{"member": "log/leaves.jsonl", "old": address(b"another case 3"), "new": "0" * 64}],
            **good,
        },
        {
            "name": "the root of the checkpoint",
            "change": [
                {"member": "log/checkpoint", "old": checkpoint.split("\n")[2], "new": other_form.split("\n")[2]}
            ],
            **good,
        },
        {
            "name": "the checkpoint signed by another key",
            "change": [
                {"member": "log/checkpoint", "text": made.signed(leaves, made.OTHER_KEY)},
                *[
                    {
                        "member": f"log/receipts/{record}.tlog-proof",
                        "old": checkpoint.split("— ")[1],
                        "new": made.signed(leaves, made.OTHER_KEY).split("— ")[1],
                    }
                    for record in made.bundle().log.receipts
                ],
            ],
            **good,
        },
        {
            "name": "a position rewritten and all signed anew with the right key, which alone is held",
            "change": rewritten(),
            **good,
        },
        {
            "name": "the same, and an earlier checkpoint is held",
            "change": [{"like": "a position rewritten and all signed anew with the right key, which alone is held"}],
            "checkpoint": early,
            **good,
        },
        {
            "name": "the same, and the receipt of the position is held",
            "change": [{"like": "a position rewritten and all signed anew with the right key, which alone is held"}],
            "receipt": receipt,
            **good,
        },
    ]


def _version(body: bytes) -> list[Case]:
    """Another version of the procedure in the place of the one that is there, under its own digest."""
    (before,) = made.bundle().procedures
    return [
        {"drop": f"procedures/{address(before)}.json"},
        {"member": f"procedures/{address(body)}.json", "text": body.decode()},
    ]


def _records_but(record: str) -> str:
    """What the bundle says of its records, but for one."""
    kept = [dict(part.head) for part in made.bundle().records if part.record != record]
    return canonical_bytes({"records": kept}).decode()


def _records_turned() -> str:
    """What the bundle says of its records, those after the first in another order."""
    first, *others = (dict(part.head) for part in made.bundle().records)
    return canonical_bytes({"records": [first, *reversed(others)]}).decode()


def _late() -> list[Case]:
    """The last leaves of the log, and the subtrees over those before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "AT_MOST", 60)
        ending = forging.relogged(made.bundle(), made.KEY)
    return [{"member": LEAVES, "text": members_of(ending).members[LEAVES].decode()}]


def _beyond() -> list[Case]:
    """The leaves behind the last one of the record it is about."""
    leaves = forging.leaves_of(made.bundle())
    start = 1 + max(place for place, leaf in enumerate(leaves) if leaf.record == CASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "AT_MOST", SIZE - start)
        ending = make.make_log("case-ostfold-2031-78", (), leaves, made.bundle().log.checkpoint, made.keys())
    head = canonical_bytes({"before": [node.hex() for node in ending.before], "start": ending.start})
    return [{"member": LEAVES, "text": b"".join(line + b"\n" for line in (head, *ending.leaves)).decode()}]


def _form(form: str) -> Case:
    return {"member": MANIFEST, "old": "saksgang-bundle/1", "new": form}


# --- what a case comes to -----------------------------------------------------------------------------------------


def file_of(case: Case, members: dict[str, bytes], known: list[Case]) -> bytes:
    """The file that a case is about, from the members of the bundle that is proved."""
    found = {name: inside for name, inside in members.items() if name != MANIFEST}
    manifest = members[MANIFEST]
    for step in steps_of(case, known):
        if "drop" in step:
            del found[step["drop"]]
        elif step["member"] == MANIFEST:
            manifest = manifest.replace(step["old"].encode(), step["new"].encode(), 1)
        elif "text" in step:
            found[step["member"]] = step["text"].encode()
        else:
            assert step["old"].encode() in found[step["member"]], step
            found[step["member"]] = found[step["member"]].replace(step["old"].encode(), step["new"].encode(), 1)
    if case.get("manifest", "anew") == "anew":
        document = json.loads(manifest)
        manifest = manifest_of(Packed(document["about"], document["community"], found))
    content = bytearray(written({**found, MANIFEST: manifest}))
    for step in case.get("file", ()):
        value = bytes.fromhex(step.get("hex", step.get("append")))
        at = step["at"] % len(content) if "at" in step else len(content)
        content[at : at + len(value)] = value
    return bytes(content)


def steps_of(case: Case, known: list[Case]) -> list[Case]:
    """The changes of a case, with those of the case that it is like."""
    found: list[Case] = []
    for step in case.get("change", ()):
        like = next((other for other in known if other["name"] == step.get("like")), None)
        found += [step] if like is None else steps_of(like, known)
    return found


def result_of(case: Case, content: bytes) -> tuple[str, str]:
    """How our own verifier ends, without rules and histories; and its first reason."""
    held = Held(
        trust=read_trust(case["key"]) if "key" in case else None,
        checkpoints=(("what is held", case["checkpoint"]),) if "checkpoint" in case else (),
        receipts=(("what is held", read_receipt(case["receipt"])),) if "receipt" in case else (),
    )
    try:
        found = read_bundle(content)
        checks = [found] if isinstance(found, Check) else list(checks_without_rules(found, held))
    except UnreadableBundle as error:
        return "unreadable", str(error)
    for outcome in (BROKEN, NOT_CHECKED):
        for check in checks:
            if check.outcome == outcome:
                return outcome, f"{check.what}: {check.why}"
    return PROVED, ""


def second_verifier() -> ModuleType:
    """The verifier that was written from the document."""
    specification = importlib.util.spec_from_file_location("second_verifier", SECOND)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def second_result_of(case: Case, content: bytes) -> tuple[str, str]:
    """How the second verifier ends, and its words."""
    second = second_verifier()
    held = [case[of] for of in ("checkpoint", "receipt") if of in case]
    result, says = second.ended(second.verify, content, case.get("key"), *held)
    return result, says


def vectors() -> dict[str, bytes]:
    """Every file of the vectors, by its path below their folder."""
    whole = made.written()
    found = unpacked(whole)
    members = {**found.members, MANIFEST: manifest_of(found)}
    known = cases()
    told = []
    for case in known:
        content = file_of(case, members, known)
        ours, second = (dict(zip(SAID, of(case, content), strict=True)) for of in (result_of, second_result_of))
        told.append({**case, **ours, "second": second})
    files = {f"{PROVED}/{name}": bytes(inside) for name, inside in members.items()}
    files[DIGEST] = f"{address(whole)}  {PROVED}.zip\n".encode()
    files[CASES] = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def main() -> None:
    """Write them, and take away what is no more."""
    files = vectors()
    for old in FOLDER.rglob("*"):
        if old.is_file() and old.suffix != ".py" and str(old.relative_to(FOLDER)) not in files:
            old.unlink()
    for name, content in files.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
