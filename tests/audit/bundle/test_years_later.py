"""What proves a decision in 2044 says what it says today: no clock is asked, and what runs out is told (C10)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import time_machine

from audit.histories import bytes_of, packed
from tests.audit.bundle import forging, made
from tests.cli.desk import Desk
from tests.workflows.kept import first_of

NOWHERE = Desk({"SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "TEMPORAL_ADDRESS": "127.0.0.1:1"})
YEARS_LATER = datetime(2044, 2, 29, 12, tzinfo=UTC)


async def test_a_file_a_receipt_and_a_history_end_as_they_do_today(tmp_path: Path) -> None:
    bundle = made.bundle()
    record, receipt = next(iter(bundle.log.receipts.items()))
    (tmp_path / "sak.zip").write_bytes(forging.file(bundle))
    (tmp_path / "keys.json").write_text(made.keys(), encoding="utf-8")
    (tmp_path / "receipt").write_text(receipt, encoding="utf-8")
    (tmp_path / f"{record}.history").write_bytes(packed(bytes_of(list(first_of("decided").history().events))))
    asked = (
        f"audit verify {tmp_path}/sak.zip --key {tmp_path}/keys.json --checkpoint {tmp_path}/sak.zip --json",
        f"audit receipt verify {tmp_path}/receipt --key {tmp_path}/keys.json --json",
        f"audit replay {tmp_path}/{record}.history --json",
    )

    today = [await NOWHERE.give(line) for line in asked]
    with time_machine.travel(YEARS_LATER):
        later = [await NOWHERE.give(line) for line in asked]

    assert [(said.status, said.document) for said in later] == [(said.status, said.document) for said in today]
    assert [said.status for said in today] == [3, 0, 3], "histories that are not there, and a record"
