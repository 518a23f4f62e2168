"""How values travel to Temporal and stand in histories: canonical enough to be compared byte by byte, years later.

What is absent is left out, so that a model may get an optional field and histories written before it still compare
equal.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)


class PlainJson(PydanticJSONPlainPayloadConverter):
    """Pydantic's JSON, without what is None."""

    def to_payload(self, value: Any) -> Payload | None:
        """The value as JSON."""
        return Payload(metadata={"encoding": self.encoding.encode()}, data=to_json(value, exclude_none=True))


class Payloads(CompositePayloadConverter):
    """The SDK's converters, with ours for JSON."""

    plain = PlainJson()  # made once: the SDK makes several of these for every activation of a workflow

    def __init__(self) -> None:
        super().__init__(
            *(
                self.plain if isinstance(converter, JSONPlainPayloadConverter) else converter
                for converter in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )


data_converter = DataConverter(payload_converter_class=Payloads)
