"""How a command reaches the servers it was told of. Temporal's SDK is loaded when it is first needed."""

from __future__ import annotations

import atexit
import functools
import time
from typing import TYPE_CHECKING

from models.histories import HOUSE

if TYPE_CHECKING:
    from temporalio.client import Client
    from temporalio.runtime import Runtime


async def connect(address: str) -> Client:
    """A Temporal client; RuntimeError where nobody answers (the running cases then leave judging for later)."""
    from temporalio.client import Client  # noqa: PLC0415  (it takes a second or two)
    from temporalio.envconfig import ClientConfig  # noqa: PLC0415

    from cases import data_converter  # noqa: PLC0415

    config = ClientConfig.load_client_connect_config()
    config["target_host"] = address
    return await Client.connect(**config, data_converter=data_converter, runtime=_quiet_runtime(), identity=HOUSE)


@functools.cache
def _quiet_runtime() -> Runtime:
    from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter  # noqa: PLC0415

    # A thread of the SDK may still be dropping its last reference when the interpreter ends, and would abort it.
    atexit.register(time.sleep, 0.05)
    errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=errors)))


def for_psycopg(url: str) -> str:
    """The address of a database, with the driver we use."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
