"""`saksgang person`: whose the ids are, and a person erased: the facts stay, nobody can be named any more."""

from __future__ import annotations

import shlex
from typing import Annotated, Any

import typer

from audit.naming import counted
from cli.door import Door, command
from cli.moments import local
from models.base import PersonId
from models.canonical import canonical_bytes
from models.state import ErasedPerson
from models.work import Outcome
from register.database import legal_now
from register.directory import Place, rules_in_force, seats_held
from register.persons import KeptCard, card_of, cards_of, documents_naming, where_entered
from register.queries import ERASED, erased_persons

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
    run out. What people wrote into texts and handed in as documents is not touched; documents with the name in them
    are listed.

    Example: ./saksgang person erase p-3peu --basis "personvernforordningen art. 17 nr. 1 a" --as p-2h9c
    """
    community = await door.community()
    gone = await _erased(door, community, person)
    who = person.strip() if gone is not None else await door.person(person, community)
    async with door.reading() as connection:
        kept = await card_of(connection, community, who)
        naming = [] if kept is None else await documents_naming(connection, community, kept.card)
    claim = await door.claim(community)
    door.sent = True
    answer = await door.cases.erase_person(door.own_act_id(), claim, community, who, basis)
    stays = [f"{row.name} ({row.digest[:12]})" for row in naming]
    several = counted(len(stays), "document with the name stays", "documents with the name stay")
    kept_names = f"{several}, {STAYS}: {'; '.join(stays)}"
    door.conclude(
        answer,
        happened=f"{who} is erased: name, addresses, key and salt are destroyed; every page shows the id.",
        next_lines=(
            kept_names if stays else "no text that is kept has the name in it",
            "backups of the database hold the key until they run out: docs/persons.md",
        )
        if answer.outcome is Outcome.ACCEPTED
        else (),
        more={"person": who, "documents": [{"document": row.digest, "name": row.name} for row in naming]},
    )


async def _erased(door: Door, community: str, person: PersonId) -> ErasedPerson | None:
    """Who is meant by an id that stands for nobody any more."""
    async with door.reading() as connection:
        gone = await erased_persons(connection, community)
    return next((erased for erased in gone if erased.person == person.strip()), None)
