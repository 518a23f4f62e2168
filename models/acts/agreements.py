"""Agreements that are in force when the house begins to be used (A-01, A-03)."""

from __future__ import annotations

from typing import Literal

from models.agreement import Agreement
from models.base import Frozen


class ImportAgreement(Frozen):
    """An agreement is entered as it is kept elsewhere: imported, not proved."""

    kind: Literal["import_agreement"] = "import_agreement"
    agreement: Agreement
