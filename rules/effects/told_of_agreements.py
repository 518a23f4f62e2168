"""What an agreement's letters are written from: an entry, the agreement before and after it, recipients. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from models.agreement import Between, PartyRef, RelationId
from models.agreement_state import AgreementState
from models.entries import Entry
from models.messages import AboutAgreement, MessageFacts, MessageKind, Recipient
from rules.effects.addressees import Addressees, Letter, once


@dataclass(frozen=True)
class Told:
    """One entry of an agreement, the agreement before and after it, and by what recipients are found."""

    entry: Entry
    before: AgreementState | None
    after: AgreementState
    to: Addressees

    @property
    def everyone(self) -> tuple[PartyRef, ...]:
        """All the parties."""
        return tuple(party.ref for party in self.after.agreement.parties)

    def bound_with(self, relations: tuple[str, ...]) -> tuple[PartyRef, ...]:
        """The parties of these relations."""
        return tuple(dict.fromkeys(p for name in relations for p in self.after.relation(name).parties))

    def between(self, relations: tuple[RelationId, ...]) -> tuple[Between, ...]:
        """These relations, with whom each binds."""
        return tuple(Between(relation=r, parties=self.after.relation(r).parties) for r in relations)

    def letter(
        self,
        kind: MessageKind,
        to: tuple[PartyRef, ...],
        *,
        also: tuple[Recipient, ...] = (),
        facts: Mapping[str, Any] | None = None,
        **about: Any,
    ) -> tuple[Letter, ...]:
        """A letter to these and the secretariat, which is told whom it cannot reach."""
        known = {party.party for party in self.to.roster.parties}
        reached = tuple(party for party in to if party in known)
        told = AboutAgreement(
            agreement=self.after.agreement.agreement,
            unreached=tuple(party for party in to if party not in known),
            **about,
        )
        told_to = once((*self.to.parties(reached), *also, *self.to.secretariat()))
        title = self.after.latest.agreement.title
        return (Letter(kind=kind, facts=MessageFacts(title=title, about=told, **(facts or {})), to=told_to),)


Tell = Callable[[Told, Any], tuple[Letter, ...]]
