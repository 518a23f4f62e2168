"""`saksgang audit receipt verify`: a receipt checked with nothing but itself and the log's public key."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from audit.log.note import Unproved
from audit.log.receipt import Receipt, check_receipt
from audit.log.trust import Trust
from audit.outcomes import Check, signature_check
from cli.audit_results import LogKey, conclude, readable, receipt_given, trust_given
from cli.door import Door, command
from cli.moments import said
from cli.output import on_one_line

app = typer.Typer(no_args_is_help=True, help="Check the receipts of acts.")


def add_to(group: typer.Typer) -> None:
    """Make them commands of `group`."""
    group.add_typer(app, name="receipt")


@app.callback()
def _group() -> None:
    """Typer makes a group of one command only when it is told so."""


@command(app, "verify", in_community=False, files_alone=True)
async def verify(
    door: Door,
    receipt: Annotated[str, typer.Argument(metavar="FILE", help="The receipt, or the letter (.eml) with it.")],
    key: LogKey = None,
) -> None:
    """Check a receipt with nothing but itself and the log's public key; no server is asked.

    Status 0 proved, 1 broken (also where --key is another log's), 2 unreadable, 3 not fully checked: without --key
    nobody knows who signed.

    Example: ./saksgang audit receipt verify kvittering.tlog-proof --key log.keys.json
    """
    with readable(door.out, "what was given"):
        trust = None if key is None else trust_given(key)
        named, read = receipt_given(receipt)
        for entry in read.entries:
            door.out.line(on_one_line(f"It says: {_in_short(entry)}"))
        conclude(door.out, f"Receipt {named}", checks_of(read, trust), facts_of(read))


def _in_short(entry: dict[str, Any]) -> str:
    """An entry on one line: what, where, when, by which act."""
    body, act = entry.get("body"), entry.get("act")
    kind = str(body.get("kind")) if isinstance(body, dict) else "?"
    by = f", by act {act.get('act_id')}, the record's act number {act.get('number')}" if isinstance(act, dict) else ""
    return f"{kind.replace('_', ' ')}, entry {entry['seq']} of {entry['record']}, {said(entry.get('at'))}{by}"


def checks_of(receipt: Receipt, trust: Trust | None) -> list[Check]:
    """What a receipt proves, check by check."""
    first, last = receipt.seqs
    entries, stand = (f"entry {last}", "stands") if first == last else (f"entries {first} to {last}", "stand")
    what = f"{entries} of {receipt.record} {stand} in the log"
    try:
        checkpoint = check_receipt(receipt)
    except Unproved as error:
        return [Check(what, "broken", str(error))]
    return [
        Check(what, "proved", f"as leaf {receipt.proof.index}, counted from 0, of {checkpoint.size}"),
        signature_check(receipt.proof.checkpoint, trust),
    ]


def facts_of(receipt: Receipt) -> dict[str, Any]:
    """What a receipt says, for programs."""
    first, last = receipt.seqs
    checkpoint = receipt.checkpoint
    return {
        "record": receipt.record,
        "entries": [first, last],
        "index": receipt.proof.index,
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "said": list(receipt.entries),
    }
