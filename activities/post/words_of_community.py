"""The words for acts on a community's own record, once per language: most are the secretariat's (P-23, P-25)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from activities.post.address import Language

# Which act an entry answers, where people would call both the same.
OF_COMMUNITY: Final[Mapping[str, str]] = {
    "procedure_adopted": "adopt_procedure",
    "roster_adopted": "adopt_roster",
    "mandate_entered": "give_mandate",
    "leaving_entered": "record_leaving",
    "persons_entered": "enter_persons",
    "person_erased": "erase_person",
    "party_joined": "record_accession",
    "party_departed": "record_departure",
    "proposal_received": "receive_proposal",
    "proposal_declined": "decline_proposal",
    "proposal_taken_up": "take_up_proposal",
}
ACTS_OF_COMMUNITY: Final[Mapping[Language, Mapping[str, str]]] = {
    "nb": {
        "adopt_procedure": "vedtak av prosedyren",
        "adopt_roster": "endring i rollelisten",
        "give_mandate": "fullmakt for en plass",
        "record_leaving": "at noen går ut av en plass",
        "enter_persons": "føring av personer",
        "erase_person": "sletting av en person",
        "record_accession": "at en part slutter seg til",
        "record_departure": "at en part går ut",
        "receive_proposal": "mottak av et forslag",
        "decline_proposal": "avslag på et forslag",
        "take_up_proposal": "at et forslag er tatt opp",
        "import_agreement": "overføring av en avtale",
    },
    "nn": {
        "adopt_procedure": "vedtak av prosedyren",
        "adopt_roster": "endring i rollelista",
        "give_mandate": "fullmakt for ein plass",
        "record_leaving": "at nokon går ut av ein plass",
        "enter_persons": "føring av personar",
        "erase_person": "sletting av ein person",
        "record_accession": "at ein part sluttar seg til",
        "record_departure": "at ein part går ut",
        "receive_proposal": "mottak av eit forslag",
        "decline_proposal": "avslag på eit forslag",
        "take_up_proposal": "at eit forslag er teke opp",
        "import_agreement": "overføring av ein avtale",
    },
    "en": {
        "adopt_procedure": "adoption of the procedure",
        "adopt_roster": "change of the roster",
        "give_mandate": "mandate for a seat",
        "record_leaving": "that somebody leaves a seat",
        "enter_persons": "entering of persons",
        "erase_person": "erasure of a person",
        "record_accession": "that a party joins",
        "record_departure": "that a party leaves",
        "receive_proposal": "receipt of a proposal",
        "decline_proposal": "refusal of a proposal",
        "take_up_proposal": "that a proposal is taken up",
        "import_agreement": "import of an agreement",
    },
}
