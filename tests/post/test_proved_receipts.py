"""A receipt is mailed with its proof: it waits some seconds for a checkpoint that has the entry, no longer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from activities.outbox import RegisterOutbox
from activities.post.render import file_names
from audit.log.receipt import check_receipt, read_receipt
from cli.audit_results import trust_given
from cli.signing import Signing
from models.messages import Message, MessageKind, ToPerson, message_id
from register.database import Register
from tests.house import House
from tests.post.material import message
from tests.post.owed import LEASE, Outbox
from tests.register.brought import brought
from tests.register.databases import as_owner

MEMBER = ToPerson(person="p-1", capacity="member", seat="SEKR-M2")


async def owed(outbox: Outbox, case: str) -> Message:
    """A receipt for the case's first entry, as an append leaves it."""
    of_kind = message(MessageKind.RECEIPT)
    receipt = of_kind.model_copy(
        update={
            "record": case,
            "seq": 1,
            "to": MEMBER,
            "message_id": message_id(f"{case}:1", MessageKind.RECEIPT, MEMBER),
        }
    )
    await outbox.owe(receipt)
    return receipt


async def claimed(register: Register) -> list[Message]:
    """Everything that is due now, each once."""
    outbox = RegisterOutbox(register, lease=timedelta(hours=1))
    found: list[Message] = []
    while (one := await outbox.claim_next()) is not None:
        found.append(one.message)
    return found


class TestReceipt:
    """Design 4.3: whoever acts gets a small text that proves that it was recorded, when, and where in the log."""

    async def test_leaves_with_its_proof_as_soon_as_a_checkpoint_has_it(
        self, register: Register, tmp_path: Path
    ) -> None:
        signing, outbox = Signing(register, tmp_path, "saksgang.example/log"), Outbox(register)
        await signing.round("ostfold")
        receipt = await owed(outbox, await brought(register, "En sak"))

        before = await claimed(register)
        await signing.round("ostfold")
        after = await claimed(register)
        (proof,) = await outbox.attachments(receipt)
        read = read_receipt(proof.content.decode())
        believed = signing.keyring("ostfold").trust().believed(read.proof.checkpoint)

        assert receipt not in before
        assert receipt in after
        assert check_receipt(read) == believed.checkpoint
        kept = await outbox.kept(receipt.record)
        assert kept is not None and trust_given(kept.key).believed(kept.checkpoint) == believed
        assert (read.record, read.seqs) == (receipt.record, (1, 1))
        assert file_names([proof]) == (f"{receipt.record}-1.tlog-proof",)

    async def test_waits_no_longer_than_a_quarter_of_a_minute(self, register: Register, tmp_path: Path) -> None:
        outbox = Outbox(register)
        await Signing(register, tmp_path, "saksgang.example/log").round("ostfold")
        receipt = await owed(outbox, await brought(register, "En sak"))
        await outbox.let_wait_since(timedelta(seconds=16))

        assert receipt in await claimed(register)
        assert await outbox.attachments(receipt) == []

    async def test_waits_for_nothing_where_nobody_signs(self, register: Register) -> None:
        outbox = Outbox(register)
        receipt = await owed(outbox, await brought(register, "En sak"))

        assert receipt in await claimed(register)
        assert await outbox.kept(receipt.record) is None

    async def test_goes_without_a_proof_that_would_be_none(
        self, register: Register, house: House, tmp_path: Path
    ) -> None:
        receipt = await owed(Outbox(register), await brought(register, "En sak"))
        await Signing(register, tmp_path, "saksgang.example/log").round("ostfold")
        await as_owner(
            house,
            register,
            "ALTER TABLE log_leaf DISABLE TRIGGER append_only",
            "UPDATE log_leaf SET hash = repeat('0', 64) WHERE position = 0",
        )

        assert await RegisterOutbox(register, lease=LEASE).attachments(receipt) == []
