"""What others keep of the log, and whether it still agrees: as the commands say it."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
import pytest_asyncio

from audit.log.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from audit.log.leaves import Head, grow
from audit.log.merkle import Tree, leaf_hash
from audit.log.note import KeyUse, PrivateKey, decoded, encoded, read_private_key
from audit.log.tiles import read_bundle, read_tile
from audit.log.trust import trust_in
from cli.log_published import KEYS
from cli.signing import Signing
from models import acts as a
from register.database import Register
from register.documents import keep_document
from settings import settings
from tests.cli.desk import Desk, Said
from tests.house import House
from tests.register.brought import acted, brought
from tests.register.databases import as_owner

OTHER = PrivateKey.new("saksgang.example/log/ostfold", KeyUse.LOG)


@dataclass(frozen=True)
class Kept:
    """What people hold: a checkpoint from before, the receipt of an entry, the keys; and a desk to give commands."""

    desk: Desk
    register: Register
    folder: Path
    case: str

    @property
    def early(self) -> str:
        return str(self.folder / "early.eml")

    @property
    def receipt(self) -> str:
        return str(self.folder / "receipt.tlog-proof")

    @property
    def keys(self) -> str:
        return str(self.folder / "keys.json")

    @property
    def nowhere(self) -> Desk:
        """A desk at which no part answers."""
        return Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"})

    @property
    def secret(self) -> PrivateKey:
        return read_private_key((self.folder / "keys" / "ostfold.key").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the signer's keys are; settings are read once a process, so they are read again here and afterwards."""
    made = tmp_path_factory.mktemp("audit")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAKSGANG_CHECKPOINTS__KEY_FOLDER", str(made / "keys"))
        settings.cache_clear()
        yield made
    settings.cache_clear()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def kept(house: House, folder: Path) -> AsyncIterator[Kept]:
    """A case, signed; a letter with the checkpoint of then; an act more, signed; its receipt; the keys."""
    async with house.database() as register:
        desk = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": register.url})
        held = Kept(desk, register, folder, await brought(register, "En sak"))
        await said(desk, "log sign --once")
        early = await said(desk, "audit checkpoint")
        letter = "Hei,\r\n\r\n> " + early.out.replace("\n", "\r\n> ") + "\r\n\r\nHilsen\r\n"
        wrote(held.early, letter)
        await acted(register, held.case, a.WithdrawCase(reason="Trukket"))
        await said(desk, "log sign --once")
        await said(desk, f"audit prove {held.case} -o {held.receipt}")
        wrote(held.keys, (await said(desk, "log keys")).out)
        yield held


def read(file: str) -> str:
    return Path(file).read_text(encoding="utf-8")


def wrote(file: str, text: str) -> None:
    Path(file).write_bytes(text.encode())


def files_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def said(desk: Desk, line: str, status: int = 0) -> Said:
    answer = await desk.give(line)
    assert answer.status == status, answer.out + answer.err
    return answer


class TestReceipt:
    """A receipt proves itself to whoever has the log's key, and says what was not checked."""

    async def test_with_the_key_it_is_proved_without_any_server(self, kept: Kept) -> None:
        document = (
            await said(kept.nowhere, f"audit receipt verify {kept.receipt} --key {kept.keys} --json")
        ).document

        assert document["result"] == "proved"
        assert document["record"] == kept.case
        assert [entry["body"]["kind"] for entry in document["said"]] == ["case_withdrawn"]

    async def test_enclosed_in_a_letter_it_is_found(self, kept: Kept, tmp_path: Path) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "a@b.example", "c@d.example", "Ført for Moss"
        letter.set_content("Vi har ført dette på vegne av dere.", cte="quoted-printable")
        proof = read(kept.receipt).encode()
        letter.add_attachment(proof, maintype="application", subtype="octet-stream", filename="x.tlog-proof")
        wrote(str(tmp_path / "letter.eml"), letter.as_string())

        await said(kept.desk, f"audit receipt verify {tmp_path / 'letter.eml'} --key {kept.keys}")
        await said(kept.desk, f"audit compare {tmp_path / 'letter.eml'}")

    async def test_with_the_key_itself(self, kept: Kept) -> None:
        await said(kept.desk, f"audit receipt verify {kept.receipt} --key {kept.secret.public}")

    async def test_without_a_key_nobody_knows_who_signed(self, kept: Kept) -> None:
        answer = await said(kept.desk, f"audit receipt verify {kept.receipt}", 3)

        assert "not checked  the checkpoint is signed by the log: no key was given" in answer.out

    async def test_with_another_key_alone_it_may_be_of_before_it_and_with_another_file_of_keys_it_is_broken(
        self, kept: Kept, tmp_path: Path
    ) -> None:
        wrote(str(tmp_path / "keys.json"), trust_in(OTHER.public).written())
        alone = await said(kept.desk, f"audit receipt verify {kept.receipt} --key {OTHER.public}", 3)
        by_file = await said(kept.desk, f"audit receipt verify {kept.receipt} --key {tmp_path / 'keys.json'}", 1)

        assert "no signature of the one key given" in alone.out
        assert "no signature of a key that is trusted here" in by_file.out

    async def test_changed_in_any_line_it_is_never_proved(self, kept: Kept, tmp_path: Path) -> None:
        text = read(kept.receipt)
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if not line:
                continue
            middle = len(line) // 2
            changed = [*lines]
            changed[number] = line[:middle] + ("B" if line[middle] != "B" else "C") + line[middle + 1 :]
            file = tmp_path / f"{number}.tlog-proof"
            file.write_text("\n".join(changed), encoding="utf-8")
            answer = await kept.desk.give(f"audit receipt verify {file} --key {kept.keys}")

            assert answer.status in (1, 2), f"line {number}: {answer.out}"

    async def test_of_an_entry_that_is_no_longer_what_it_was(self, kept: Kept, tmp_path: Path) -> None:
        text = read(kept.receipt)
        extra = re.findall(r"^extra (.+)$", text, re.MULTILINE)[0]
        forged = encoded(decoded(extra, "extra").replace(b"Trukket", b"Vedtatt"))
        (tmp_path / "forged").write_text(text.replace(extra, forged), encoding="utf-8")

        answer = await said(kept.desk, f"audit receipt verify {tmp_path / 'forged'} --key {kept.keys}", 1)
        compared = await said(kept.desk, f"audit compare {tmp_path / 'forged'} --key {kept.keys}", 1)

        assert "is not what its digest says" in answer.out
        assert "is not what its digest says" in " ".join(compared.out.split())

    @pytest.mark.parametrize(
        "dressed",
        [
            pytest.param(lambda receipt: f"\n{receipt}", id="behind an empty line"),
            pytest.param(lambda receipt: f"\ufeff{receipt}", id="behind a mark of its bytes"),
            pytest.param(lambda receipt: receipt.replace("\n", "\r\n"), id="with other ends of lines"),
            pytest.param(lambda receipt: receipt.rstrip("\n"), id="without its last end of a line"),
            pytest.param(lambda receipt: "> " + receipt.replace("\n", "\n> "), id="quoted"),
            pytest.param(lambda receipt: f"Hei,\n\n{receipt}\nHilsen\n", id="in a letter"),
        ],
    )
    async def test_however_it_was_kept_what_stands_in_it_is_looked_at(
        self, kept: Kept, tmp_path: Path, dressed: Callable[[str], str]
    ) -> None:
        text = read(kept.receipt)
        extra = re.findall(r"^extra (.+)$", text, re.MULTILINE)[0]
        forged = text.replace(extra, encoded(decoded(extra, "extra").replace(b"Trukket", b"Vedtatt")))
        for name, written in (("honest", text), ("forged", forged)):
            wrote(str(tmp_path / name), dressed(written))

        await said(kept.desk, f"audit compare {tmp_path / 'honest'} --key {kept.keys}")
        await said(kept.desk, f"audit compare {tmp_path / 'forged'} --key {kept.keys}", 1)

    async def test_a_bundle_enclosed_in_a_letter_is_said_not_to_be_looked_at(
        self, kept: Kept, tmp_path: Path
    ) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "a@b.example", "c@d.example", "Saken"
        letter.set_content(read(kept.early), cte="quoted-printable")
        letter.add_attachment(b"PK\x03\x04" + bytes(200), maintype="application", subtype="zip", filename="sak.zip")
        wrote(str(tmp_path / "letter.eml"), letter.as_string())

        answer = await said(kept.desk, f"audit compare {tmp_path / 'letter.eml'} --key {kept.keys}", 3)

        assert "the bundle enclosed in it" in " ".join(answer.out.split())


class TestDoctor:
    """The signer refuses in silence: doctor says so, and accuses nobody who only keeps its files elsewhere."""

    async def faults(self, desk: Desk) -> list[str]:
        """Those of signing."""
        looked_at = await desk.give("doctor --json")
        return [
            one["code"] for one in looked_at.document["faults"] if one["code"] in ("signing_refused", "key_missing")
        ]

    async def test_a_signer_at_work_is_accused_of_nothing(self, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
        signing = Signing(kept.register, kept.folder / "keys", settings().checkpoints.origin)

        async def slowly(tree: Tree, leaves: AsyncIterator[Sequence[Head]]) -> Tree:
            grown = await grow(tree, leaves)
            await brought(kept.register, "En sak til")
            await signing.round("ostfold")
            return grown

        monkeypatch.setattr("cli.checkup.grow", slowly)

        assert await self.faults(kept.desk) == []

    @pytest.mark.parametrize("name", ["ostfold.key", "ostfold.signed.json", "ostfold.keys.json"])
    @pytest.mark.parametrize("spoiled", [None, b"\xff\xfe"])
    async def test_a_file_that_is_gone_or_spoiled(self, kept: Kept, name: str, spoiled: bytes | None) -> None:
        file = kept.folder / "keys" / name
        content = file.read_bytes()
        try:
            file.unlink() if spoiled is None else file.write_bytes(spoiled)
            faults = await self.faults(kept.desk)
        finally:
            file.write_bytes(content)

        assert faults == ([] if name == "ostfold.key" and spoiled else ["key_missing"]), "its key is not read here"

    async def test_the_keys_of_another_register(self, kept: Kept, house: House) -> None:
        async with house.database() as other:
            desk = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": other.url})

            assert await self.faults(desk) == []

    async def test_a_record_is_named_by_its_short_id_too(self, kept: Kept) -> None:
        short = kept.case.split("-", 2)[2]
        whole = await said(kept.desk, f"audit prove {kept.case}:1 --json")

        assert (await said(kept.desk, f"audit prove {short}:1 --json")).document == whole.document
        assert (await said(kept.desk, f"audit prove {short} --json")).document["record"] == kept.case

    async def test_of_what_is_not_there(self, kept: Kept) -> None:
        await said(kept.desk, "audit prove case-ostfold-1999-1", 3)
        await said(kept.desk, f"audit prove {kept.case}:99", 3)
        await said(kept.desk, "audit receipt verify no-such-file", 2)
        letter = await said(kept.desk, f"audit receipt verify {kept.early}", 2)
        assert "no receipt is in it, only a checkpoint" in " ".join((letter.out + letter.err).split())
        await said(kept.desk, f"audit receipt verify {kept.receipt} --key {kept.receipt}", 2)


class TestCompare:
    """What a party holds agrees with the log, or the log was changed; a letter that quotes a checkpoint is enough."""

    async def test_a_signature_with_a_letter_changed_is_not_said_to_agree(self, kept: Kept, tmp_path: Path) -> None:
        note = (await said(kept.desk, "audit checkpoint")).out.rstrip("\n")
        changed = note[:-8] + ("A" if note[-8] != "A" else "B") + note[-7:]
        wrote(str(tmp_path / "changed"), changed + "\n")

        answer = await said(kept.desk, f"audit compare {tmp_path / 'changed'}", 3)

        assert "not as the log signed it" in answer.out

    async def test_a_letter_that_agrees(self, kept: Kept) -> None:
        document = (await said(kept.desk, f"audit compare {kept.early} {kept.receipt} --json")).document

        assert (document["result"], document["key_given"]) == ("proved", False)
        assert [held["size"] for held in document["checkpoints"]] == sorted(
            held["size"] for held in document["checkpoints"]
        )

    async def test_a_checkpoint_somebody_invented_is_said_to_be_perhaps_invented(
        self, kept: Kept, tmp_path: Path
    ) -> None:
        invented = str(sign_checkpoint(Checkpoint(OTHER.name, 2, leaf_hash(b"x")), OTHER))

        answer = await kept.desk.give("audit compare", invented)

        assert answer.status == 3
        assert "may be invented" in answer.out

    async def test_one_the_log_signed_and_shows_no_longer(self, kept: Kept) -> None:
        """Two views of one log: found by whoever holds the other (C5), and larger than the log is now (C6)."""
        early = read_checkpoint(kept_note(kept))[0]
        other = str(sign_checkpoint(Checkpoint(early.origin, early.size, leaf_hash(b"x")), kept.secret))
        larger = str(sign_checkpoint(Checkpoint(early.origin, 10_000, leaf_hash(b"x")), kept.secret))

        with_log = await kept.desk.give("audit compare", other)
        beyond = await kept.desk.give("audit compare", larger)
        among = await kept.desk.give(f"audit compare --without-log --key {kept.keys} {kept.early}", other)

        assert [answer.status for answer in (with_log, beyond, among)] == [1, 1, 1]
        assert "the past was rewritten" in with_log.out
        assert "the log here has only" in beyond.out
        assert "the log was shown in two forms" in among.out

    async def test_with_the_log_as_it_was_published_nothing_has_to_run(self, kept: Kept, tmp_path: Path) -> None:
        early = read_checkpoint(kept_note(kept))[0]
        other = str(sign_checkpoint(Checkpoint(early.origin, early.size, leaf_hash(b"x")), kept.secret))
        larger = str(sign_checkpoint(Checkpoint(early.origin, 10_000, leaf_hash(b"x")), kept.secret))
        await said(kept.desk, f"log export {tmp_path}")

        agrees = await kept.nowhere.give(
            f"audit compare {kept.early} {kept.receipt} --log {tmp_path} --key {kept.keys}"
        )
        differs = await kept.nowhere.give(f"audit compare --log {tmp_path}", other)
        beyond = await kept.nowhere.give(f"audit compare --log {tmp_path}", larger)
        both = await kept.nowhere.give(f"audit compare {kept.early} --log {tmp_path} --without-log")
        nothing = await kept.nowhere.give(f"audit compare {kept.early} --log {tmp_path / 'tile'}")

        assert agrees.status == 0, agrees.out
        assert f"the leaves and tiles in {tmp_path} are those of its checkpoint" in " ".join(agrees.out.split())
        assert [said.status for said in (differs, beyond, both, nothing)] == [1, 3, 2, 2]
        assert ["Whose they are is not checked" in said.out for said in (agrees, differs, beyond)] == [
            False,
            True,
            True,
        ]
        assert "the past was rewritten" in differs.out
        assert "an older copy" in " ".join(beyond.out.split())
        assert "cannot be read" in nothing.out

    async def test_what_was_published_and_is_changed_since_does_not_agree(self, kept: Kept, tmp_path: Path) -> None:
        await said(kept.desk, f"log export {tmp_path}")
        leaves, tile = (next((tmp_path / f"tile/{of}/000.p").iterdir()) for of in ("entries", "0"))
        good = {file: file.read_bytes() for file in (leaves, tile)}
        ended = []
        for file, content in good.items():
            file.write_bytes(content.replace(content[-9:], content[-9:-5] + b"0000" + content[-1:]))
            ended.append(await kept.nowhere.give(f"audit compare {kept.early} --log {tmp_path}"))
            file.write_bytes(content)
        leaves.write_bytes(good[leaves][:-1])
        torn = await kept.nowhere.give(f"audit compare {kept.early} --log {tmp_path}")

        assert [said.status for said in (*ended, torn)] == [1, 1, 2], ended[0].out
        assert "have another root" in ended[0].out
        assert "is not what the leaves come to" in " ".join(ended[1].out.split())

    async def test_text_without_a_checkpoint(self, kept: Kept) -> None:
        await said(kept.desk, f"audit compare {kept.keys}", 2)


def kept_note(kept: Kept) -> str:
    lines = [line.removeprefix("> ").rstrip("\r") for line in read(kept.early).split("\n")]
    start = lines.index("saksgang.example/log/ostfold")
    return "\n".join(lines[start : start + 5]) + "\n"


class TestTiles:
    """The files that are published are the tree that is signed."""

    async def test_what_is_exported_is_what_was_signed_and_is_written_once(self, kept: Kept, tmp_path: Path) -> None:
        first = (await said(kept.desk, f"log export {tmp_path} --json")).document
        again = (await said(kept.desk, f"log export {tmp_path} --json")).document
        checkpoint, _ = read_checkpoint((tmp_path / "checkpoint").read_text(encoding="utf-8"))
        width = checkpoint.size
        tile = (tmp_path / f"tile/0/000.p/{width}").read_bytes()
        leaves = read_bundle((tmp_path / f"tile/entries/000.p/{width}").read_bytes())

        assert (first["new"], again["new"]) == (2, 0)
        assert Tree(map(leaf_hash, leaves)).root() == Tree(read_tile(tile, width)).root() == checkpoint.root
        assert (tmp_path / KEYS).read_text(encoding="utf-8") == read(kept.keys)
        assert {tuple(json.loads(leaf)) for leaf in leaves} == {("hash", "kind", "record", "seq")}

    async def test_another_past_is_not_published_over_the_old(self, kept: Kept, tmp_path: Path) -> None:
        await said(kept.desk, f"log export {tmp_path}")
        published = next(file for file in (tmp_path / "tile/0").rglob("*") if file.is_file())
        published.write_bytes(bytes(len(published.read_bytes())))

        await said(kept.desk, f"log export {tmp_path}", 1)


class TestBundle:
    """One file proves the case to whoever has the key, and is the same each time it is written."""

    async def test_it_is_proved_without_any_server_as_far_as_it_can_be(self, kept: Kept, tmp_path: Path) -> None:
        file, again = tmp_path / "sak.zip", tmp_path / "igjen.zip"
        told = (await said(kept.desk, f"audit export {kept.case} -o {file} --json")).document
        await said(kept.desk, f"audit export {kept.case} -o {again}")
        held = f"--key {kept.keys} --checkpoint {kept.early} --receipt {kept.receipt}"
        document = (await kept.nowhere.give(f"audit verify {file} {held} --json")).document

        assert file.read_bytes() == again.read_bytes()
        assert told["about"] == kept.case
        assert [check for check in document["checks"] if check["outcome"] == "broken"] == []
        assert {check["outcome"] for check in document["checks"] if kept.early in check["what"]} == {"proved"}
        assert {check["outcome"] for check in document["checks"] if kept.receipt in check["what"]} == {"proved"}

    async def test_without_a_key_the_best_answer_is_not_fully_checked(self, kept: Kept, tmp_path: Path) -> None:
        file = tmp_path / "sak.zip"
        await said(kept.desk, f"audit export {kept.case} -o {file}")

        answer = await said(kept.nowhere, f"audit verify {file}", 3)

        assert "no key was given" in answer.out

    async def test_a_bundle_of_before_is_held_as_a_letter_is(self, kept: Kept, tmp_path: Path) -> None:
        before, after = tmp_path / "before.zip", tmp_path / "after.zip"
        await said(kept.desk, f"audit export {kept.case} -o {before}")
        another = await brought(kept.register, "En sak til")
        await said(kept.desk, "log sign --once")
        await said(kept.desk, f"audit export {another} -o {after}")

        document = (
            await kept.nowhere.give(f"audit verify {after} --key {kept.keys} --checkpoint {before} --json")
        ).document
        later = (
            await kept.nowhere.give(f"audit verify {before} --key {kept.keys} --checkpoint {after} --json")
        ).document

        of_log = [[c["outcome"] for c in of["checks"] if "leaves of" in c["what"]] for of in (document, later)]
        assert of_log == [["proved"], ["not checked"]]

    async def test_what_a_case_withholds_stays_in_the_house_and_is_told_of(self, kept: Kept, tmp_path: Path) -> None:
        async with kept.register.transaction() as connection:
            digest = await keep_document(connection, "ostfold", b"Ikke for alle.", "text/plain", "notat.txt")
        case = await brought(kept.register, "Sak med et unntatt notat")
        await acted(kept.register, case, a.AddPaper(document=digest, title="Notat", withheld="offl. § 13"))
        await said(kept.desk, "log sign --once")
        told = (await said(kept.desk, f"audit export {case} -o {tmp_path / 'sak.zip'} --json")).document

        answer = await said(kept.nowhere, f"audit verify {tmp_path / 'sak.zip'} --key {kept.keys}", 3)

        assert told["counts"]["documents"] == 0
        assert f"{digest} (entry 2 of {case}; withheld, offl. § 13)" in answer.out
        assert b"Ikke for alle." not in (tmp_path / "sak.zip").read_bytes()

    async def test_a_changed_file_is_broken_and_another_kind_of_file_unreadable(
        self, kept: Kept, tmp_path: Path
    ) -> None:
        file = tmp_path / "sak.zip"
        await said(kept.desk, f"audit export {kept.case} -o {file}")
        file.write_bytes(file.read_bytes().replace(b"Trukket", b"Vedtatt"))

        broken = await said(kept.nowhere, f"audit verify {file} --key {kept.keys} --json", 1)
        await said(kept.nowhere, f"audit verify {tmp_path}", 2)
        await said(kept.nowhere, f"audit verify {kept.receipt}", 2)
        await said(kept.nowhere, f"audit verify {tmp_path / 'none.zip'}", 2)

        assert broken.document["first_broken"]["why"].startswith(f"acts/{kept.case}.jsonl is not what its checksum")

    async def test_what_is_there_already_is_kept(self, kept: Kept, tmp_path: Path) -> None:
        (tmp_path / "sak.zip").write_text("noe annet", encoding="utf-8")

        refused = await said(kept.desk, f"audit export {kept.case} -o {tmp_path / 'sak.zip'} --json", 2)
        await said(kept.desk, f"audit export case-ostfold-1999-1 -o {tmp_path / 'x.zip'}", 3)

        assert refused.document["code"] == "file_exists"
        assert files_in(tmp_path) == ["sak.zip"]


class TestKeys:
    """A key follows a key; what was kept before agrees with what is signed after."""

    async def test_what_was_kept_before_a_change_of_keys_agrees_after_it(self, kept: Kept, tmp_path: Path) -> None:
        before = kept.secret.public.key_id.hex()
        turned = await said(kept.desk, "log rotate-key")
        rotated = (await said(kept.desk, "log keys --json")).document
        signed = (await said(kept.desk, "log sign --once --json")).document
        since = json.loads(rotated["document"])["keys"][-1]["since"]
        beyond = await said(kept.desk, f"log revoke-key {before} --after {'9' * 26} --reason prøve", 2)
        await said(kept.desk, f"log revoke-key {before} --after {since} --reason prøve")
        again = await said(kept.desk, f"log revoke-key {before} --after {since} --reason prøve", 2)
        await said(kept.desk, "log sign --once")
        keys = tmp_path / "keys.json"
        wrote(str(keys), (await said(kept.desk, "log keys")).out)

        assert len(rotated["keys"]) == 2
        new = kept.secret.public
        told = f"The new key {new.key_id.hex()} signs from size {since} on, {before} no more. It is {new} "
        assert "".join(told.split()) in "".join(turned.out.split())
        await said(kept.desk, f"audit compare {kept.early} {kept.receipt} --key {keys}")
        await said(kept.desk, "audit compare --without-log --key " + str(keys), 2)  # nothing to compare
        await said(kept.desk, f"audit receipt verify {kept.receipt} --key {keys}")
        newer = signed["logs"][0]["note"]
        with_the_log = await kept.desk.give(f"audit compare --key {kept.keys}", newer)
        await said(kept.desk, f"audit export {kept.case} -o {tmp_path / 'sak.zip'}")
        by_old = (await kept.nowhere.give(f"audit verify {tmp_path / 'sak.zip'} --key {kept.keys} --json")).document
        only_old = await kept.desk.give(f"audit compare --without-log --key {kept.keys}", newer)
        await said(kept.desk, "log revoke-key 00000000 --after 1 --reason x", 2)
        await said(kept.desk, f"log resume {tmp_path / 'none'}", 2)
        await said(kept.desk, f"log resume {tmp_path / 'sak.zip'}", 2)
        await said(kept.desk, f"log revoke-key {kept.secret.public.key_id.hex()} --after 1 --reason x", 2)

        assert f"was followed by another at {since} leaves" in " ".join(beyond.err.split())
        assert f"is revoked already for trees of more than {since} leaves" in " ".join(again.err.split())
        assert with_the_log.status == 0, "the log shows who vouches for the new key"
        assert by_old["first_broken"] is None
        assert "2 keys, 1 revoked" in [c["why"] for c in by_old["checks"] if c["outcome"] == "proved"]
        assert only_old.status == 1
        assert "no signature of a key that is trusted here" in only_old.out


class TestTheOwner:
    """A superuser rewrites the past and signs all of it again with the right key: whoever kept anything sees it."""

    async def test_a_past_rewritten_and_signed_again_is_found_by_letter_and_receipt(
        self, kept: Kept, house: House, tmp_path: Path
    ) -> None:
        await as_owner(
            house,
            kept.register,
            "ALTER TABLE log_leaf DISABLE TRIGGER append_only",
            "ALTER TABLE entry DISABLE TRIGGER append_only",
            "UPDATE entry SET hash = repeat('0', 64) WHERE record_id LIKE 'case-%' AND seq = 1",
            "UPDATE log_leaf SET hash = repeat('0', 64) WHERE record_id LIKE 'case-%' AND seq = 1",
        )
        refused = await kept.desk.give("log sign --once")
        looked_at = await kept.desk.give("doctor --json")
        no_receipt = await said(kept.desk, f"audit prove {kept.case}:1 --json", 1)
        no_files = await said(kept.desk, f"log export {tmp_path} --json", 1)
        (kept.folder / "keys" / "ostfold.signed.json").unlink()
        await as_owner(
            house,
            kept.register,
            "ALTER TABLE log_checkpoint DISABLE TRIGGER append_only",
            "DELETE FROM log_checkpoint",
        )
        signed_again = await kept.desk.give("log sign --once")

        by_letter = await kept.desk.give(f"audit compare {kept.early}")
        by_receipt = await kept.desk.give(f"audit compare {kept.receipt}")

        [told] = [one for one in looked_at.document["faults"] if one["code"] == "signing_refused"]
        assert refused.status == looked_at.status == 1
        assert "The log of ostfold is not signed" in told["what"] and "the past was rewritten" in told["what"]
        assert [answer.document["code"] for answer in (no_receipt, no_files)] == ["log_differs", "log_differs"]
        assert "the past was rewritten" in refused.err
        assert signed_again.status == 0, signed_again.err
        assert (by_letter.status, by_receipt.status) == (1, 1)
        assert "the past was rewritten" in by_letter.out
