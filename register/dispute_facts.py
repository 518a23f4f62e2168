"""What the register knows of that an act on a dispute rests on: the case, agreement, paper, person it names."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models import acts as a
from models.acts import Act, DocumentFacts
from models.base import CommunityId, Digest, PersonId, RecordId
from models.dispute import Finding
from models.roster import Roster
from models.state import CaseState
from models.tables import AgreementView, CaseView, table_of
from register.documents import digest_of_content, document_by
from register.persons import card_of
from register.reading import text_of
from rules.dispute.anonymity import findings_in, flagged, known_words
from rules.dispute.opening import case_facts

AGREEMENT = table_of(AgreementView)
CASE = table_of(CaseView)


async def looked_up_for_dispute(
    connection: AsyncConnection, community: CommunityId, act: Act, roster: Roster
) -> dict[str, Any]:
    """Fields of the act's facts; none for acts that rest on nothing of this."""
    match act:
        case a.BringDispute(case=case, agreement=agreement):
            return {
                "case": await _case(connection, community, case) if case else None,
                "agreement": await _agreement(connection, community, agreement) if agreement else None,
            }
        case a.RecordLocalTreatment(case=case):
            return {"case": await _case(connection, community, case)}
        case a.SettleMediation(agreement=str(agreement)):
            return {"agreement": await _agreement(connection, community, agreement)}
        case a.AddDisputeDocument(document=document) | a.RecordReply(document=str(document)):
            return {"document": await _document(connection, community, document)}
        case a.RecordOutcome(outcome=outcome) if outcome.document is not None:
            return {"document": await _document(connection, community, outcome.document)}
        case a.CheckDisputeDocument(document=document):
            return {"document": await _document(connection, community, document, check=roster)}
        case a.SubmitDispute(contact=contact):
            return {"reachable": await _reachable(connection, community, contact)}
        case _:
            return {}


async def _case(connection: AsyncConnection, community: CommunityId, case: RecordId) -> a.CaseFacts | None:
    mine = (CASE.c.record_id == case) & (CASE.c.community == community)
    state = await connection.scalar(select(cast(CASE.c.state, Text)).where(mine))
    return None if state is None else case_facts(CaseState.model_validate_json(state))


async def _agreement(connection: AsyncConnection, community: CommunityId, agreement: str) -> tuple[str, ...] | None:
    mine = (AGREEMENT.c.community == community) & (AGREEMENT.c.agreement == agreement)
    found = await connection.scalar(select(AGREEMENT.c.state["agreement"]["parties"]).where(mine))
    return None if found is None else tuple(party.get("party") or party["name"] for party in found)


async def _document(
    connection: AsyncConnection, community: CommunityId, document: Digest, *, check: Roster | None = None
) -> DocumentFacts | None:
    """None where it is not kept, or is no longer what its digest says."""
    row = await document_by(connection, community, document)
    if row is None or digest_of_content(row.content) != document:
        return None
    findings = None if check is None else findings_in(text_of(row.media_type, row.content), known_words(check))
    return DocumentFacts(document=document, size=row.size, findings=findings)


async def _reachable(connection: AsyncConnection, community: CommunityId, person: PersonId) -> bool:
    kept = await card_of(connection, community, person)
    return kept is not None and bool(kept.card.phone)


async def words_flagged(
    connection: AsyncConnection, community: CommunityId, document: Digest, roster: Roster
) -> tuple[tuple[Finding, str], ...]:
    """What the check flags in a document, with the words: for the eyes of whoever checks it, and kept nowhere."""
    row = await document_by(connection, community, document)
    text = None if row is None else text_of(row.media_type, row.content)
    return () if text is None else tuple(flagged(text, known_words(roster)))
