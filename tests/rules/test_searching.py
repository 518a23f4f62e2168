"""What of a case can be searched."""

from __future__ import annotations

from datetime import UTC, datetime

from models import entries as e
from models.acts import Objection
from models.canonical import EMPTY_HEAD, text_digest
from models.entries import Entry, EntryBody, Unsealed, seal
from models.rulebook import Refusal, RefusalCode
from rules.searching import words_of


def entry(body: EntryBody) -> Entry:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    return seal(Unsealed(record="case-x-2027-1", seq=1, at=at, prev=EMPTY_HEAD, body=body))


class TestWords:
    """What people wrote, in small letters; nothing that is only a digest, an id or a refused act."""

    def test_a_changed_text_and_why(self) -> None:
        digest = text_digest("ØYEBLIKKELIG hjelp")
        body = e.TextAmended(
            version=2,
            proposal="ØYEBLIKKELIG hjelp",
            text_digest=digest,
            replaces=digest,
            substantial=False,
            reason="Å",
        )

        assert words_of(entry(body)) == ("øyeblikkelig hjelp", "å")

    def test_the_grounds_of_an_objection_in_a_roll_call(self) -> None:
        body = e.PositionTaken(
            seat="A", person="p-1", counted=True, parties=("x",), stance=Objection(grounds="For dyrt"),
            text_digest=text_digest("x"),
        )  # fmt: skip

        assert words_of(entry(body)) == ("for dyrt",)

    def test_nothing_of_what_was_refused(self) -> None:
        refusal = Refusal(code=RefusalCode.ENDED, rule="P-29", detail="the case is over", remedy="a new case")

        assert words_of(entry(e.ActRefused(act_kind="amend_text", refusal=refusal))) == ()
