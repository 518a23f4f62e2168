"""The activity that writes the index of a submission and keeps it as a document (N-07, N-10)."""

from __future__ import annotations

import asyncio

from temporalio import activity

from activities.package import ToAsk, index_pdf
from models.entries import PackageMade
from models.work import MakePackage
from register.database import Register
from register.documents import keep_document
from register.persons import card_of
from register.post import rules_of
from register.projection import dispute_state
from register.queries import person_names


class Packing:
    """Submissions from the records of disputes."""

    def __init__(self, register: Register) -> None:
        """`register` is shared by all activities of a worker."""
        self._register = register

    @activity.defn(name="make_package")
    async def make_package(self, ask: MakePackage) -> PackageMade:
        """Write the index and keep it; the same record gives the same bytes."""
        async with self._register.reading() as connection:
            dispute = await dispute_state(connection, ask.dispute)
            assert dispute is not None and dispute.contact is not None, "what is submitted names somebody to ask"
            _, procedure, roster = await rules_of(connection, ask.dispute)
            names = await person_names(connection, ask.community)
            kept = await card_of(connection, ask.community, dispute.contact)
            assert kept is not None, "nobody is erased whom the nemnda is to ask"
        to_ask = ToAsk(kept.card.name, kept.card.email, kept.card.phone or "")
        # Setting takes a moment of processor time, in which others shall not wait.
        index = await asyncio.to_thread(index_pdf, dispute, procedure, roster, to_ask, names)
        async with self._register.transaction() as connection:
            digest = await keep_document(
                connection, ask.community, index, "application/pdf", f"oversendelse-{ask.dispute}.pdf"
            )
        return PackageMade(index=digest, documents=tuple(d.document for d in dispute.documents))
