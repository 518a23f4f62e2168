"""`saksgang person`: whose the ids are, and a person erased: the facts stay, nobody can be named any more."""

from __future__ import annotations

import hashlib
import shlex
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from audit.naming import counted
from cases import Refused
from cli.door import Door, Status, command, failed
from cli.erasures import note_erasures, read_erasures
from cli.moments import local
from cli.output import Failed
from models.base import PersonId
from models.canonical import canonical_bytes
from models.rulebook import RefusalCode
from models.state import ErasedPerson
from models.work import Outcome
from register.database import legal_now
from register.directory import Place, rules_in_force, seats_held
from register.persons import KeptCard, card_of, cards_of, documents_naming, letters_naming, where_entered
from register.queries import ERASED, erased_persons
from settings import settings

app = typer.Typer(no_args_is_help=True, help="See whose the ids are, and erase a person.")

Whom = Annotated[str, typer.Argument(metavar="PERSON", help="An id, an e-mail address or a name.")]
STAYS = "since what is archived is kept whole (arkivlova)"


@command(app, "list")
async def list_persons(door: Door) -> None:
    """List everybody the register has a name for, with the places they hold now; then who was erased, and why.

    Example: ./saksgang person list
    """
    community = await door.community()
    async with door.reading() as connection:
        cards = [kept.card for kept in await cards_of(connection, community)]
        gone = await erased_persons(connection, community)
        procedure, roster = await rules_in_force(connection, community)
        now = await legal_now(connection)
    places = {card.person: seats_held(card.person, procedure, roster, now) for card in cards}
    door.out.table(
        ("person", "name", "e-mail", "places"),
        [(card.person, card.name, card.email, _places(places[card.person])) for card in cards],
        empty="No name is kept of anybody.",
    )
    for erased in gone:
        door.out.line(f"{erased.person}  {ERASED} {local(erased.at)}: {erased.basis}", style="dim")
    known = [card.model_dump(mode="json") | {"places": places[card.person]} for card in cards]
    door.out.document({"persons": known, "erased": list(gone)})


def _places(places: tuple[Place, ...]) -> str:
    return ", ".join(str(place.seat or (place.office or "").replace("_", " ")) for place in places) or "none now"


@command(app, "show")
async def show(
    door: Door,
    person: Whom,
    proof: Annotated[
        bool,
        typer.Option("--proof", help="Also the salt, and the command with which others can check the name."),
    ] = False,
) -> None:
    """Show what is kept of a person, what binds it to the id, and which documents would stay if it were erased.

    SHA-256 over the salt and the card, as canonical JSON, is the digest that the community's record holds. Whoever
    gets both, and a receipt of that entry, can tell years later that this is the person meant.

    Example: ./saksgang person show p-2h9c --proof --json
    """
    community = await door.community()
    erased = await _erased(door, community, person)
    if erased is not None:
        when = f"{local(erased.at)}, on the basis of {erased.basis}"
        door.out.pairs([("person", person), ("name", ERASED), ("erased", when)])
        door.out.document({"person": person, "erased": erased})
        return
    who = await door.person(person, community)
    async with door.reading() as connection:
        kept = await card_of(connection, community, who)
        assert kept is not None, "whoever is found by name has a card"
        naming = await documents_naming(connection, community, kept.card)
        entered = await where_entered(connection, community, kept.commitment)
    _tell(door, kept, entered, proof=proof)
    if naming:
        door.out.line()
        door.out.line(f"Documents that name the person, and stay when it is erased, {STAYS}:")
        door.out.table(("document", "name"), [(row.digest[:12], row.name) for row in naming], empty="")
    card: dict[str, Any] = {"card": kept.card, "commitment": kept.commitment, "entry": entered}
    documents = [{"document": row.digest, "name": row.name} for row in naming]
    door.out.document(card | ({"salt": kept.salt.hex()} if proof else {}) | {"documents": documents})


def _tell(door: Door, kept: KeptCard, entered: int | None, *, proof: bool) -> None:
    card = kept.card
    where = "not entered yet: the next list of persons that is handed in enters it"
    if entered is not None:
        where = f"{kept.commitment}, entry {entered} of the community's record"
    door.out.pairs(
        [
            ("person", card.person),
            ("name", card.name),
            ("e-mail", card.email),
            *([("telephone", card.phone)] if card.phone else []),
            ("language", card.language),
            ("bound by", where),
            *([("salt", kept.salt.hex()), ("check", check_command(kept))] if proof else []),
        ]
    )


def check_command(kept: KeptCard) -> str:
    """What gives the digest that the entry holds, with nothing of ours: salt and card, as canonical JSON."""
    card = shlex.quote(canonical_bytes(kept.card).decode())
    return f"{{ printf %s {kept.salt.hex().upper()} | basenc --base16 -d; printf %s {card}; }} | sha256sum"


@command(app, "erase", acts=True)
async def erase(
    door: Door,
    person: Whom,
    basis: Annotated[
        str,
        typer.Option("--basis", metavar="TEXT", help="The legal basis, without the name. It stays."),
    ],
) -> None:
    """Erase a person: name, addresses, telephone, key and salt are destroyed; what happened stays, with the id.

    Refused while the person has a place in the roster, or mail to them has not left. Backups hold the key until they
    run out; one that is put back is told again with `person erase-again`. What people wrote into texts and handed in
    as documents is not touched; documents with the name in them, and letters to others that named the person, are
    listed.

    Example: ./saksgang person erase p-3peu --basis "personvernforordningen art. 17 nr. 1 a" --as p-2h9c
    """
    community = await door.community()
    gone = await _erased(door, community, person)
    who = person.strip() if gone is not None else await door.person(person, community)
    async with door.reading() as connection:
        kept = await card_of(connection, community, who)
        naming = [] if kept is None else await documents_naming(connection, community, kept.card)
        letters = await letters_naming(connection, community, who)
    claim = await door.claim(community)
    door.sent = True
    answer = await door.cases.erase_person(door.own_act_id(), claim, community, who, basis)
    noted = await _noted(door, community)
    stays = [f"{row.name} ({row.digest[:12]})" for row in naming]
    several = counted(len(stays), "document with the present name stays", "documents with the present name stay")
    kept_names = f"{several}, {STAYS}: {'; '.join(stays)}"
    left = counted(len(letters), "letter that named the person lies", "letters that named the person lie")
    until = answer.received_at + timedelta(days=settings().backup_days)
    door.conclude(
        answer,
        happened=f"{who} is erased: name, addresses, key and salt are destroyed; every page shows the id.",
        next_lines=(
            kept_names
            if stays
            else "no text that is kept has the present name in it; earlier names are not looked for",
            *((f"{left} with others, who got them",) if letters else ()),
            f"backups made before now hold the key: remove them by {until:%Y-%m-%d} (docs/persons.md)",
            noted,
        )
        if answer.outcome is Outcome.ACCEPTED
        else (),
        more={
            "person": who,
            "documents": [{"document": row.digest, "name": row.name} for row in naming],
            "letters": [
                {"message": row.message_id, "kind": row.kind, "to": row.recipient, "sent_at": row.sent_at}
                for row in letters
            ],
            "backups_gone_by": until,
        },
    )


async def _noted(door: Door, community: str) -> str:
    """Note outside the database whom the register has erased; what is said of it."""
    file = settings().erasures
    async with door.reading() as connection:
        gone = await erased_persons(connection, community)
    try:
        note_erasures(file, community, gone)
    except (OSError, Failed) as error:
        return f"could not be noted in {file}, which a backup put back needs; note the id yourself: {error}"
    return f"noted in {file}: keep it beside the backups, for `./saksgang person erase-again`"


@command(app, "erase-again", acts=True)
async def erase_again(
    door: Door,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list that `person erase` has written.")],
) -> None:
    """Erase again, in a register put back from a backup, whoever has been erased since.

    A backup knows nothing of what happened after it, and holds the keys of those who were erased. Each is erased
    anew, by an act of its own with the basis of then. What a rule refuses (somebody who has a place still, in the
    backup) is named; do what it asks, and give the command again.

    Example: ./saksgang person erase-again .saksgang-erased.jsonl --as p-2h9c
    """
    community = await door.community()
    listed = [one for one in read_erasures(file) if one.community == community]
    async with door.reading() as connection:
        gone = {one.person for one in await erased_persons(connection, community)}
    claim = await door.claim(community)
    door.sent = True
    first = door.own_act_id()
    again, refused = [], []
    for one in [one for one in listed if one.person not in gone]:
        act_id = hashlib.sha256(f"{first}|{one.person}".encode()).hexdigest()
        try:
            refusal = (await door.cases.erase_person(act_id, claim, community, one.person, one.basis)).refusal
        except Refused as error:
            refusal = error.refusal
        if refusal is None:
            again.append(one.person)
            door.out.line(f"{one.person} is erased again.")
        elif refusal.code is not RefusalCode.UNKNOWN_ITEM:  # the backup is older than the person
            refused.append(
                {"person": one.person, "rule": refusal.rule, "why": refusal.detail, "remedy": refusal.remedy}
            )
    await _noted(door, community)
    more = {"listed": len(listed), "again": again, "refused": refused}
    if refused:
        title = f"{counted(len(refused), 'person')} could not be erased again yet"
        why = "; ".join(f"{one['why']} ({one['rule']}): {one['remedy']}" for one in refused)
        raise failed(Status.REFUSED, "not_all_erased", title, why, remedy="then give the command again", more=more)
    door.out.line(f"Nobody of the {len(listed)} on the list is known here any more.", style="bold green")
    door.out.document(more)


async def _erased(door: Door, community: str, person: PersonId) -> ErasedPerson | None:
    """Who is meant by an id that stands for nobody any more."""
    async with door.reading() as connection:
        gone = await erased_persons(connection, community)
    return next((erased for erased in gone if erased.person == person.strip()), None)
