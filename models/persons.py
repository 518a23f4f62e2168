"""What binds an id in a record to a person, without a word about them.

A record holds ids. Whose an id is stands on a card outside every record, under a key of the person's own; the record
holds a digest over the card and a salt. Whoever is shown card and salt can tell that they are the ones that were
meant. Once key and salt are destroyed the digest says nothing, and every record still proves what it proved.
"""

import hashlib

from models.base import Count, Digest, Frozen, PartyId, PersonId, RecordId
from models.canonical import canonical_bytes
from models.roster import PersonCard

SALT_BYTES = 32


class PersonCommitment(Frozen):
    """The digest that a person's card had when it was kept."""

    person: PersonId
    commitment: Digest


class PartyCommitment(Frozen):
    """The digest of a party's card: its official address, which is public, so without a salt."""

    party: PartyId
    commitment: Digest


class KeptOfPerson(Frozen):
    """What the register holds of a person who is to be erased, as it is looked up at the door."""

    card: PersonCard
    commitment: Digest | None = None  # to the card as it stands; None: none is entered
    waiting: Count  # messages to or about the person that have not left
    asked_in: tuple[RecordId, ...] = ()  # disputes under way whose papers name the person as the one to ask (N-08)
    documents: tuple[Digest, ...] = ()  # kept documents with the person's name in them


def commitment_of(card: PersonCard, salt: bytes) -> Digest:
    """SHA-256 over the salt and the card as canonical JSON."""
    return hashlib.sha256(salt + canonical_bytes(card)).hexdigest()
