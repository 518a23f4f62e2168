"""How an agreement begins: who is bound to whom, and what of it cannot stand (A-01, A-03, A-20, N-02)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models.agreement import AgreementKind, AgreementParty, Between, Covered, Structure
from rules.agreement.opening import relations_of, structure_of, why_not_known
from rules.verdict import Verdict
from tests.agreements import TRUST
from tests.rules.test_agreement_dates import AGREEMENT
from tests.rules.test_agreement_judged import DIGEST, contact, judged
from tests.rules.world import ROSTER

STATEN = AgreementParty(name="Staten")
MUNICIPALITIES = tuple(AgreementParty(party=p) for p in ("halden", "moss"))


class TestBegins:
    """With parties that are known or named, bound as text or parties say, dated forwards (A-01, A-03, A-20, N-02)."""

    @pytest.mark.parametrize(
        ("changes", "relations"),
        [
            ({}, (("halden", ("halden", TRUST)), ("moss", ("moss", TRUST)))),
            ({"structure": Structure.JOINT}, (("all", ("halden", "moss", TRUST)),)),
            ({"parties": MUNICIPALITIES}, (("all", ("halden", "moss")),)),
            ({"parties": (*AGREEMENT.parties, STATEN)}, (("all", ("halden", "moss", TRUST, "Staten")),)),
            ({"parties": (AgreementParty(party=TRUST), STATEN)}, (("all", (TRUST, "Staten")),)),
        ],
        ids=range(5),
    )
    def test_who_is_bound_to_whom(self, changes: dict[str, Any], relations: tuple[Any, ...]) -> None:
        agreement = AGREEMENT.model_copy(update=changes)

        assert relations_of(agreement, ROSTER) == tuple(Between(relation=r, parties=p) for r, p in relations)
        assert (structure_of(agreement, ROSTER) is Structure.JOINT) is (relations[0][0] == "all")

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            ({"parties": (AgreementParty(party="x"), *MUNICIPALITIES)}, ("A-01", "unknown_party")),
            (
                {"parties": (AgreementParty.model_construct(party=None, name=None), *MUNICIPALITIES)},
                ("A-01", "unknown_party"),
            ),
            (
                {"parties": (AgreementParty.model_construct(party="moss", name="Moss"), *MUNICIPALITIES)},
                ("A-01", "unknown_party"),
            ),
            ({"parties": (*MUNICIPALITIES, MUNICIPALITIES[0])}, ("A-01", "nothing_to_change")),
            ({"parties": (STATEN, STATEN)}, ("A-01", "nothing_to_change")),
            ({"structure": Structure.BILATERAL, "parties": MUNICIPALITIES}, ("A-01", "unknown_party")),
            ({"structure": Structure.BILATERAL, "parties": (*AGREEMENT.parties, STATEN)}, ("A-01", "unknown_party")),
            (
                {"structure": Structure.BILATERAL, "parties": (AgreementParty(party=TRUST),)},
                ("A-01", "unknown_party"),
            ),
            ({"valid_to": date(2019, 12, 31)}, ("T-08", "too_soon")),
            ({"kind": AgreementKind.NATIONAL, "covers": (next(iter(Covered)),)}, ("A-03", "nothing_to_change")),
            ({"kind": AgreementKind.SUPPLEMENTARY}, ("A-20", "nothing_to_change")),
            ({"supplements": "ramme"}, ("A-20", "nothing_to_change")),
        ],
        ids=range(12),
    )
    def test_not(self, changes: dict[str, Any], found: tuple[str, str]) -> None:
        agreement = AGREEMENT.model_copy(update=changes)
        for act in (
            a.ImportAgreement.model_construct(agreement=agreement),
            a.DraftAgreement.model_construct(agreement=agreement, document=DIGEST),
        ):
            no = begun(act).refusal
            assert no is not None
            assert (no.rule, no.code.value) == found

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"structure": Structure.BILATERAL},
            {"valid_to": date(2020, 1, 1)},
            {"valid_from": None, "valid_to": date(2019, 1, 1)},
            {"covers": (next(iter(Covered)),)},
            {"kind": AgreementKind.NATIONAL},
            {"kind": AgreementKind.SUPPLEMENTARY, "supplements": "ramme"},
        ],
        ids=range(7),
    )
    def test_so(self, changes: dict[str, Any]) -> None:
        agreement = AGREEMENT.model_copy(update=changes)

        assert begun(a.ImportAgreement(agreement=agreement)).refusal is None
        assert begun(a.DraftAgreement(agreement=agreement, document=DIGEST)).refusal is None

    def test_by_the_secretariat_under_a_name_of_its_own(self) -> None:
        follows = AGREEMENT.model_copy(update={"agreement": "b", "supplements": "samarbeidsavtale"})

        no = judged(None, a.ImportAgreement(agreement=AGREEMENT), contact("halden")).refusal
        assert no is not None and no.code.value == "not_your_office"
        assert why_not_known(AGREEMENT, []) is None
        assert why_not_known(AGREEMENT, [AGREEMENT]) is not None
        assert why_not_known(follows, [AGREEMENT]) is None
        assert why_not_known(follows, []) is not None


def begun(act: Any) -> Verdict:
    return judged(None, act)
