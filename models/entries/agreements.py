"""Agreements as they came in (A-01, A-03)."""

from __future__ import annotations

from typing import Literal

from models.agreement import Agreement
from models.base import Frozen


class AgreementImported(Frozen):
    """An agreement stands in the community's register from here; imported, not proved."""

    kind: Literal["agreement_imported"] = "agreement_imported"
    agreement: Agreement
