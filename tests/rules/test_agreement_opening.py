"""Agreements as they are imported: parties, dates, what they cover, what they follow (A-01, A-03, A-20, T-08)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.agreement import Agreement, AgreementKind, AgreementParty, Covered
from rules.agreement.opening import _why_not_cover, _why_not_dated, _why_not_parties
from rules.verdict import Verdict
from tests.rules.world import World

HALDEN, STATE = AgreementParty(party="halden"), AgreementParty(name="Staten")


def agreement(**changes: Any) -> Agreement:
    fields: dict[str, Any] = {
        "agreement": "avtale-1",
        "kind": AgreementKind.STATUTORY,
        "title": "Samarbeidsavtale",
        "parties": (HALDEN, STATE),
    }
    return Agreement(**(fields | changes))


def judged(one: Agreement) -> Verdict | None:
    return _why_not_parties(one, World().roster) or _why_not_dated(one) or _why_not_cover(one)


class TestRegister:
    """What an agreement says of itself must hold together."""

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"valid_from": date(2027, 1, 1), "valid_to": date(2027, 1, 1)},
            {"covers": (Covered.LOCAL_ICT,)},
            {"kind": AgreementKind.SUPPLEMENTARY, "supplements": "nasjonal"},
        ],
    )
    def test_what_can_stand(self, changes: dict[str, Any]) -> None:
        assert judged(agreement(**changes)) is None

    @pytest.mark.parametrize(
        ("changes", "rule"),
        [
            pytest.param({"parties": (AgreementParty(party="atlantis"), STATE)}, "A-01", id="an unknown party"),
            pytest.param({"parties": (AgreementParty(), STATE)}, "A-01", id="nobody"),
            pytest.param({"parties": (AgreementParty(party="halden", name="x"), STATE)}, "A-01", id="two in one"),
            pytest.param({"parties": (HALDEN, HALDEN)}, "A-01", id="with itself"),
            pytest.param({"valid_from": date(2027, 1, 2), "valid_to": date(2027, 1, 1)}, "T-08", id="backwards"),
            pytest.param({"kind": AgreementKind.NATIONAL, "covers": (Covered.MIDWIFERY,)}, "A-03", id="national"),
            pytest.param({"kind": AgreementKind.SUPPLEMENTARY}, "A-20", id="follows nothing"),
            pytest.param({"supplements": "avtale-0"}, "A-20", id="follows, and is of another kind"),
        ],
    )
    def test_what_cannot(self, changes: dict[str, Any], rule: str) -> None:
        said = judged(agreement(**changes))

        assert said is not None
        assert said.refusal is not None
        assert (said.refusal.rule, bool(said.refusal.remedy)) == (rule, True)

    def test_one_party_makes_no_agreement(self) -> None:
        with pytest.raises(ValidationError):
            agreement(parties=(HALDEN,))
