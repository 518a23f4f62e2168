"""Acts on a health community's own record: founded, and its roster renewed (P-24, P-25, P-38).

Judged in the transaction that receives them; there is no workflow behind a community.
"""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.entries import Entry
from models.rulebook import RefusalCode
from models.state import CommunityState
from rules.case.context import why_not_secretariat
from rules.verdict import Verdict, accepted, refused


def judge_community(received: ReceivedAct) -> Verdict:
    """What an act on a community comes to."""
    match received.act:
        case a.FoundCommunity() as founded if received.number == 1:
            return accepted(
                e.CommunityFounded(community=founded.community, procedure=founded.procedure, roster=founded.roster)
            )
        case a.AdoptRoster() as adopted:
            refusal = why_not_secretariat(received.actor, "renew the roster")
            return refusal or accepted(e.RosterAdopted(roster=adopted.roster, reason=adopted.reason))
        case _:
            return refused(
                RefusalCode.WRONG_STAGE,
                "ENGINE",
                f"{received.act.kind} cannot be done to a community",
                "a community is founded once; after that its roster is renewed",
            )


def fold_community(state: CommunityState | None, entry: Entry) -> CommunityState:
    """The community after one more entry."""
    match entry.body:
        case e.CommunityFounded() as founded:
            return CommunityState(
                record=entry.record,
                community=founded.community,
                procedure=founded.procedure,
                roster=founded.roster,
                founded_at=entry.at,
            )
        case e.RosterAdopted(roster=roster) if state is not None:
            return state.model_copy(update={"roster": roster})
        case _:
            assert state is not None, "the first entry of a community founds it"
            return state
