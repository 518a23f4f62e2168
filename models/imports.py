"""The files that things already under way are imported from, as `docs/imports.md` describes them."""

from pydantic import Field

from models.acts import ImportCase
from models.agreement import Agreement
from models.base import Frozen


class CaseFile(Frozen):
    """Cases under way, all or none of which are imported."""

    cases: tuple[ImportCase, ...] = Field(min_length=1)


class AgreementFile(Frozen):
    """Agreements in force, all or none of which are imported."""

    agreements: tuple[Agreement, ...] = Field(min_length=1)
