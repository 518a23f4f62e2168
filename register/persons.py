"""Cards of persons under keys of their own, mail under the keys of those it names, and both destroyed.

Keys and what they open stand in tables of their own, outside every record. Destroying a key destroys what only it
opens, also in copies made of the rows before; the copies of the key itself go with the backups that have them.
"""

from __future__ import annotations

import html
import json
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Digest, PersonId
from models.canonical import canonical_bytes
from models.persons import SALT_BYTES, KeptOfPerson, PersonCommitment, commitment_of
from models.roster import PersonCard
from models.tables import (
    DeliveryRow,
    DisputeView,
    MessageView,
    PersonKeyRow,
    PersonRow,
    table_of,
)
from register.sealing import SealBroken, new_key, opened, sealed

DELIVERY = table_of(DeliveryRow)
DISPUTE = table_of(DisputeView)
KEY = table_of(PersonKeyRow)
MESSAGE = table_of(MessageView)
PERSON = table_of(PersonRow)

# PERFORMANCE: made once; every mail asks for one card.
_CARDS = (
    select(PERSON.c.person, PERSON.c.sealed, PERSON.c.commitment, KEY.c.key)
    .join(KEY, (KEY.c.community == PERSON.c.community) & (KEY.c.person == PERSON.c.person))
    .where(PERSON.c.community == bindparam("community"))
    .order_by(PERSON.c.person)
)
_ONE = _CARDS.where(PERSON.c.person == bindparam("person"))
_KEYS = select(KEY.c.person, KEY.c.key).where(
    KEY.c.community == bindparam("community"), KEY.c.person.in_(bindparam("persons", expanding=True))
)


class KeyDestroyed(LookupError):
    """It was kept under the key of a person who has been erased."""


@dataclass(frozen=True)
class KeptCard:
    """A card as it is kept, with what proves that it is the one the record means."""

    card: PersonCard
    salt: bytes
    commitment: Digest | None  # as entered in the community's record


async def card_of(connection: AsyncConnection, community: CommunityId, person: PersonId) -> KeptCard | None:
    """A person's card; None where there is none, or none any more."""
    row = (await connection.execute(_ONE, {"community": community, "person": person})).one_or_none()
    return None if row is None else _kept(community, row)


async def cards_of(connection: AsyncConnection, community: CommunityId) -> tuple[KeptCard, ...]:
    """Every card that a community's register can open, by the persons' ids."""
    return tuple([_kept(community, row) for row in await connection.execute(_CARDS, {"community": community})])


def _kept(community: CommunityId, row: Any) -> KeptCard:
    inside = json.loads(opened(row.sealed, row.key, _card_place(community, row.person)))
    return KeptCard(PersonCard.model_validate(inside["card"]), bytes.fromhex(inside["salt"]), row.commitment)


async def doubtful_cards(connection: AsyncConnection) -> AsyncIterator[tuple[str, str]]:
    """Cards that no key opens, or that are not those the record means: whose, and why."""
    keys = {(row.community, row.person): row for row in await connection.execute(select(KEY))}
    entered = {(row.community, row.person): row.commitment for row in await connection.execute(_LAST_ENTERED)}
    missing = {whose for whose, commitment in entered.items() if commitment is not None}
    for row in await connection.execute(select(PERSON)):
        place = (row.community, row.person)
        whose, key, last = ":".join(place), keys.pop(place, None), entered.get(place)
        missing.discard(place)
        try:
            inside = b"" if key is None else opened(row.sealed, key.key, _card_place(*place))
            doubt = "there is no key to it" if key is None else _doubt(row, json.loads(inside), last)
        except SealBroken as error:
            doubt = str(error)
        if doubt is not None:
            yield whose, doubt
    for community, person in keys:
        yield f"{community}:{person}", "there is a key and no card"
        missing.discard((community, person))
    for community, person in sorted(missing):
        yield f"{community}:{person}", "it is missing; the community's record binds one, and no entry erases it"


def _doubt(row: Any, inside: dict[str, Any], entered: Digest | None) -> str | None:
    """What is wrong with a card, by the digest that was entered of it last; None: nothing binds it yet."""
    card, salt = PersonCard.model_validate(inside["card"]), bytes.fromhex(inside["salt"])
    if card.person != row.person:
        return f"it is the card of {card.person}"
    if row.commitment != entered:
        return "its digest is not the one that was entered last in the community's record"
    return "its digest is of another card" if entered is not None and commitment_of(card, salt) != entered else None


def _card_place(community: CommunityId, person: PersonId) -> str:
    return f"card of {person} in {community}"


async def keep_persons(
    connection: AsyncConnection, community: CommunityId, cards: Iterable[PersonCard]
) -> tuple[PersonCommitment, ...]:
    """Keep cards as they are now; what binds the ids of those that are new, or changed, is to be entered.

    A card that changes gets a new salt: what the one before it said cannot be tried out with the new one's.
    """
    known = {kept.card.person: kept for kept in await cards_of(connection, community)}
    fresh: list[PersonCommitment] = []
    for card in cards:
        before = known.get(card.person)
        if before is not None and before.card == card and before.commitment is not None:
            continue
        salt = before.salt if before is not None and before.card == card else secrets.token_bytes(SALT_BYTES)
        commitment = commitment_of(card, salt)
        await _keep(connection, community, KeptCard(card, salt, commitment))
        fresh.append(PersonCommitment(person=card.person, commitment=commitment))
    return tuple(fresh)


async def _keep(connection: AsyncConnection, community: CommunityId, kept: KeptCard) -> None:
    mine = {"community": community, "person": kept.card.person}
    await connection.execute(insert(KEY).values(**mine, key=new_key()).on_conflict_do_nothing())
    key = (await _keys(connection, community, (kept.card.person,)))[kept.card.person]
    inside = canonical_bytes({"card": kept.card.model_dump(mode="json", exclude_none=True), "salt": kept.salt.hex()})
    row = {"sealed": sealed(inside, key, _card_place(**mine)), "commitment": kept.commitment}
    await connection.execute(
        insert(PERSON).values(**mine, **row).on_conflict_do_update(index_elements=["community", "person"], set_=row)
    )


async def _keys(
    connection: AsyncConnection, community: CommunityId, persons: Sequence[PersonId]
) -> dict[PersonId, bytes]:
    rows = await connection.execute(_KEYS, {"community": community, "persons": list(persons)})
    return {row.person: row.key for row in rows}


async def where_entered(connection: AsyncConnection, community: CommunityId, commitment: Digest | None) -> int | None:
    """The entry of the community's record that holds a digest of a card; None where none does."""
    found: int | None = await connection.scalar(_ENTERED, {"community": community, "commitment": commitment})
    return found


_ENTERED = text(
    "SELECT max(seq) FROM entry WHERE record_id = 'community-' || :community AND kind = 'persons_entered'"
    " AND cast(canonical AS jsonb) @> jsonb_build_object('body', jsonb_build_object('persons',"
    "  jsonb_build_array(jsonb_build_object('commitment', cast(:commitment AS text)))))"
)
# PERFORMANCE: all at once, where every card is looked at. Whoever was erased has none.
_LAST_ENTERED = text(
    "SELECT DISTINCT ON (community, person) community, person, commitment FROM ("
    " SELECT community, seq, p ->> 'person' AS person, p ->> 'commitment' AS commitment FROM entry,"
    " jsonb_array_elements(cast(canonical AS jsonb) #> '{body,persons}') p"
    " WHERE kind = 'persons_entered' AND record_id = 'community-' || community"
    " UNION ALL SELECT community, seq, cast(canonical AS jsonb) #>> '{body,person}', NULL FROM entry"
    " WHERE kind = 'person_erased' AND record_id = 'community-' || community"
    ") said ORDER BY community, person, seq DESC"
)


# --- mail -------------------------------------------------------------------------------------------------------


async def sealed_mail(
    connection: AsyncConnection, community: CommunityId, message_id: str, raw: bytes, persons: Iterable[PersonId]
) -> dict[str, Any]:
    """The columns of a stored mail: sealed with the key of each person it names, one inside the other.

    Raises:
        KeyDestroyed: one of them has been erased.
    """
    named = sorted(set(persons))
    keys = await _keys(connection, community, named) if named else {}
    for person in named:
        raw = sealed(raw, _key_in(keys, person), _mail_place(message_id, person))
    return {"raw": raw, "sealed_for": named or None}


async def opened_mail(
    connection: AsyncConnection,
    community: CommunityId,
    message_id: str,
    raw: bytes | None,
    persons: Sequence[str] | None,
) -> bytes | None:
    """A stored mail as it was written; None where none is stored.

    Raises:
        KeyDestroyed: somebody it names has been erased.
    """
    if raw is None or not persons:
        return raw
    return with_keys(await _keys(connection, community, persons), message_id, raw, persons)


def with_keys(keys: Mapping[PersonId, bytes], message_id: str, raw: bytes, persons: Sequence[str]) -> bytes:
    """A stored mail as it was written; raises as `opened_mail`, and SealBroken."""
    for person in reversed(persons):
        raw = opened(raw, _key_in(keys, person), _mail_place(message_id, person))
    return raw


def _key_in(keys: Mapping[PersonId, bytes], person: PersonId) -> bytes:
    if person not in keys:
        raise KeyDestroyed(f"{person} has been erased, or is not known")
    return keys[person]


def _mail_place(message_id: str, person: PersonId) -> str:
    return f"mail {message_id} naming {person}"


# --- erasing ----------------------------------------------------------------------------------------------------


async def kept_of(connection: AsyncConnection, community: CommunityId, person: PersonId) -> KeptOfPerson | None:
    """What the register holds of a person; None where it holds nothing, or nothing any more."""
    kept = await card_of(connection, community, person)
    if kept is None:
        return None
    asked_in = (
        select(DISPUTE.c.record_id)
        .where(DISPUTE.c.community == community, ~DISPUTE.c.ended, DISPUTE.c.state["contact"].astext == person)
        .order_by(DISPUTE.c.record_id)
    )
    return KeptOfPerson(
        card=kept.card,
        commitment=kept.commitment,
        waiting=await _waiting(connection, community, person),
        asked_in=tuple(await connection.scalars(asked_in)),
        documents=tuple([row.digest for row in await documents_naming(connection, community, kept.card)]),
    )


async def _waiting(connection: AsyncConnection, community: CommunityId, person: PersonId) -> int:
    count = (
        select(func.count())
        .select_from(DELIVERY.join(MESSAGE, MESSAGE.c.message_id == DELIVERY.c.message_id))
        .where(
            DELIVERY.c.community == community,
            DELIVERY.c.state.in_(("waiting", "claimed")),
            or_(MESSAGE.c.recipient["person"].astext == person, DELIVERY.c.sealed_for.contains([person])),
        )
    )
    return int(await connection.scalar(count) or 0)


async def documents_naming(connection: AsyncConnection, community: CommunityId, card: PersonCard) -> list[Any]:
    """Kept documents that say who the person is by the card as it is now: digest and name, by name.

    Earlier cards are kept nowhere, so a name of before is not looked for.

    Texts are searched. A PDF is not read: minutes are known by the text kept beside them under the same name, the
    papers of a dispute by whom the nemnda is to ask. What somebody has handed in as a PDF or a scan is not found.
    """
    said = [word for word in (card.name, card.email, card.phone) if word]
    words = [form.encode() for word in said for form in _as_pages_write(word)]
    asked = {"community": community, "person": card.person, "words": words}
    return list(await connection.execute(_NAMING, asked))


def _as_pages_write(word: str) -> set[str]:
    """A word as texts have it, and as HTML may: an apostrophe there has a number, in either way of writing one."""
    escaped = html.escape(word)
    return {
        word,
        escaped,
        html.escape(word, quote=False),
        escaped.replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
    }


_NAMING = text(
    "WITH stored AS (SELECT digest, name, media_type, regexp_replace(name, '[.][a-z]+$', '') AS stem,"
    "  media_type LIKE 'text/%' AND EXISTS"
    "   (SELECT FROM unnest(cast(:words AS bytea[])) word WHERE position(word IN content) > 0) AS says"
    "  FROM document WHERE community = :community"
    "), asked AS (SELECT 'oversendelse-' || record_id AS stem FROM dispute_view"
    "  WHERE community = :community AND state ->> 'contact' = :person)"
    " SELECT digest, name FROM stored WHERE says OR media_type = 'application/pdf' AND stem IN"
    "  (SELECT stem FROM stored WHERE says UNION SELECT stem FROM asked) ORDER BY name, digest"
)


async def letters_naming(connection: AsyncConnection, community: CommunityId, person: PersonId) -> list[Any]:
    """Letters to others that named the person and have left, the first first: they lie with those who got them."""
    statement = (
        select(MESSAGE.c.message_id, MESSAGE.c.kind, MESSAGE.c.recipient, DELIVERY.c.sent_at)
        .join(DELIVERY, DELIVERY.c.message_id == MESSAGE.c.message_id)
        .where(
            DELIVERY.c.community == community,
            DELIVERY.c.sealed_for.contains([person]),
            DELIVERY.c.sent_at.is_not(None),
            MESSAGE.c.recipient["person"].astext.is_distinct_from(person),
        )
        .order_by(DELIVERY.c.sent_at, MESSAGE.c.message_id)
    )
    return list(await connection.execute(statement))


async def sweep_keys(connection: AsyncConnection) -> None:
    """Write the file of keys anew, since a row that is gone leaves its bytes there; in no transaction."""
    await connection.execute(text("VACUUM (FULL) person_key"))


async def forget(connection: AsyncConnection, community: CommunityId, person: PersonId) -> None:
    """Destroy a person's key, card and salt, what is kept of mail that names them, and what went wrong with it.

    What a relay said of a mail that could not be delivered may hold the address.
    """
    mine = {"community": community, "person": person}
    for table in (KEY, PERSON):
        await connection.execute(delete(table).where(table.c.community == community, table.c.person == person))
    await connection.execute(
        update(DELIVERY)
        .where(DELIVERY.c.community == community, DELIVERY.c.sealed_for.contains([person]))
        .values(raw=None)
    )
    await connection.execute(_NO_ERROR, mine)


_NO_ERROR = text(
    "UPDATE delivery d SET error = 'the person has been erased' FROM message_view m"
    " WHERE m.message_id = d.message_id AND d.community = :community AND d.error IS NOT NULL"
    " AND m.recipient ->> 'person' = :person"
)
