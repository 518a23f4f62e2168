"""What the house itself sends is no intervention; the least that differs is one (C13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from temporalio.api.history.v1 import HistoryEvent

from audit.histories import taken
from audit.interventions import interventions_in
from models.acts import ReceivedAct
from models.histories import HOUSE
from models.work import Judge
from tests.workflows.kept import first_of

CASE = "case-ostfold-2031-1"


def events() -> list[HistoryEvent]:
    """The first run of a case, with the house's name where it was taken out."""
    found = list(first_of("decided").history().events)
    for event in found:
        if event.HasField("workflow_execution_started_event_attributes"):
            event.workflow_execution_started_event_attributes.identity = HOUSE
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            event.workflow_execution_update_accepted_event_attributes.accepted_request.meta.identity = HOUSE
    return found


def requests(found: list[HistoryEvent]) -> list[Any]:
    """The updates in them."""
    accepted = (event.workflow_execution_update_accepted_event_attributes for event in found)
    return [one.accepted_request for one in accepted if one.HasField("accepted_request")]


def received() -> list[ReceivedAct]:
    """What the register received: what the house's updates carry."""
    carried = [Judge.model_validate_json(r.input.args.payloads[0].data).acts for r in requests(events())]
    return list({act.number: act for acts in carried for act in acts}.values())


def renamed(found: list[HistoryEvent]) -> None:
    requests(found)[1].input.name = "set_state"


def unreadable(found: list[HistoryEvent]) -> None:
    requests(found)[1].input.args.payloads[0].data = b"{}"


def by_another(found: list[HistoryEvent]) -> None:
    requests(found)[1].meta.identity = "temporal-cli:root@host"


def other_id(found: list[HistoryEvent]) -> None:
    requests(found)[1].meta.update_id = "x"


def started_by_hand(found: list[HistoryEvent]) -> None:
    found[0].workflow_execution_started_event_attributes.identity = "somebody"


def signalled(found: list[HistoryEvent]) -> None:
    event = found[4]
    event.Clear()
    event.workflow_execution_signaled_event_attributes.signal_name = "stop"
    event.workflow_execution_signaled_event_attributes.identity = HOUSE


class TestInterventions:
    """Whatever did not come the house's way is named."""

    def test_the_house_itself_is_no_operator(self) -> None:
        poked = events()
        poked[4].Clear()
        poked[4].workflow_execution_signaled_event_attributes.signal_name = "poke"
        poked[4].workflow_execution_signaled_event_attributes.identity = HOUSE

        assert interventions_in([taken(CASE, "run", 1, poked)], received()) == ()

    @pytest.mark.parametrize(
        ("by_hand", "kind", "words"),
        [
            (renamed, "updated", "update 'set_state', which the house does not send"),
            (unreadable, "updated", "with what cannot be read"),
            (by_another, "updated", "of acts that the register received, not by the house"),
            (other_id, "updated", "update 'x'"),
            (started_by_hand, "started", "not by the house"),
            (signalled, "signalled", "signal 'stop'"),
        ],
    )
    def test_each_is_named(self, by_hand: Callable[[list[HistoryEvent]], None], kind: str, words: str) -> None:
        found = events()
        by_hand(found)

        [intervention] = interventions_in([taken(CASE, "run", 1, found)], received())

        assert (intervention.kind.value, intervention.record, intervention.run) == (kind, CASE, "run")
        assert words in intervention.words

    def test_an_act_that_the_register_never_received_is_named(self) -> None:
        known = [act for act in received() if act.number != 2]

        [intervention] = interventions_in([taken(CASE, "run", 1, events())], known)

        assert intervention.words == "act 2 was handed in by an update; the register received no act of that number"
