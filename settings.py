"""What an operator may set: one frozen model, read once from the environment and `.env` beside this file.

Every name begins with SAKSGANG_, a part is reached by two underscores (SAKSGANG_MAIL__PORT); `.env.example`
explains each. Temporal's own address, namespace and keys are not here: the SDK reads TEMPORAL_* and its
configuration file by itself. What a health community decides (bodies, seats, days) is in procedures/.
"""

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_FOLDER: Final = Path(__file__).resolve().parent
PREFIX: Final = "SAKSGANG_"

# Read by the launcher and by the command line (who acts); known, so that they are not taken for misspellings.
_READ_BY_OTHERS: Final = frozenset({"SAKSGANG_PYTHON", "SAKSGANG_AS"})

Port = Annotated[int, Field(ge=1, le=65535)]


class SettingsError(ValueError):
    """A setting that cannot be used: says which, why, and where it may be put right. Never shows a value."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MailSettings(_Part):
    """Where messages are handed over, and from whom they come."""

    host: str = "127.0.0.1"
    port: Port | None = None  # none: the relay that `saksgang up` has started
    domain: str = "saksgang.example"
    from_address: str = "sekretariat@saksgang.example"
    alarm_address: str | None = None
    nemnda_address: str | None = None  # where disputes are submitted (N-10)
    reconcile: Literal["vrfy", "off"] = "vrfy"
    timeout_seconds: float = Field(default=20.0, gt=0)

    @field_validator("from_address", "alarm_address", "nemnda_address")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not (value.count("@") == 1 and value.strip("@") == value and value.isprintable()):
            raise ValueError("an e-mail address looks like name@domain")
        return value


class LogSettings(_Part):
    """How the log is written to standard error."""

    format: Literal["auto", "terminal", "json"] = "auto"
    level: Literal["debug", "info", "warning", "error"] = "info"


class LimitSettings(_Part):
    """The most that is taken in."""

    act_bytes: int = Field(default=65_536, ge=1_024, le=65_536)  # one oversized update wedges a case
    document_bytes: int = Field(default=10_485_760, ge=1_024)


class TemporalSettings(_Part):
    """What of Temporal is ours to name."""

    task_queue: str = Field(default="saksgang", min_length=1)
    cached_workflows: int = Field(default=2_000, ge=0)  # 0 where a killed worker's cache is waited for without end


class CheckpointSettings(_Part):
    """The log of what happened, and who signs it."""

    origin: str = "saksgang.example/log"  # with a slash and the community's id behind it, a log's name; never changed
    cadence_seconds: float = Field(default=10.0, ge=1)
    key_folder: Path | None = None  # none: `keys` in the state folder
    witness_file: Path | None = None  # of witnesses that are asked to cosign (C2SP tlog-policy)
    timestamp_url: str | None = None  # of an authority that is asked for timestamps (RFC 3161 over HTTP)
    timestamp_certificate: Path | None = None  # its root (PEM); with it, what it does not vouch for is not kept
    timestamp_seconds: float = Field(default=3_600.0, ge=1)  # at most one in so long a time, for each log

    @field_validator("timestamp_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("an authority answers at http:// or https://")
        return value

    @field_validator("origin")
    @classmethod
    def _is_a_name(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable() or "+" in value or " " in value or value.endswith("/"):
            raise ValueError("a log's name looks like name.example/log: no space, no plus sign, no slash at the end")
        return value


class ArchiveSettings(_Part):
    """Where histories are kept: in the register, or in a bucket of an S3-compatible store."""

    bucket: str | None = None  # none: the register
    endpoint: str | None = None  # none: that of the region
    region: str = "us-east-1"
    access_key: SecretStr | None = None  # none: as the environment says
    secret_key: SecretStr | None = None

    def plain(self) -> dict[str, Any]:
        """The values as they are handed to the store, the secret ones too."""
        values = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: v.get_secret_value() if isinstance(v, SecretStr) else v for name, v in values}

    @field_validator("endpoint")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("the address of a store begins with https:// (http:// on this machine)")
        return value

    @field_validator("bucket")
    @classmethod
    def _is_a_name(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]+)?", value):
            raise ValueError(
                "a bucket's name has small letters, digits, dots and hyphens; a folder may follow a slash"
            )
        return value


class Settings(BaseSettings):
    """All that an operator may set; without any of it, what `saksgang up` runs on this machine is used."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=PROJECT_FOLDER / ".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # `.env` is compose's too; unknown names of ours are refused by `settings`
        frozen=True,
    )

    database_url: SecretStr | None = None  # none: the server that `saksgang up` has started
    database_owner_url: SecretStr | None = None  # only to bring the schema up to date
    state_folder: Path = PROJECT_FOLDER / ".saksgang"
    erased_file: Path | None = None  # who was erased, to be told to a backup that is put back
    backup_days: int = Field(default=30, ge=1)  # so long a backup is kept; it holds whoever was erased since
    mail: MailSettings = MailSettings()
    log: LogSettings = LogSettings()
    limits: LimitSettings = LimitSettings()
    temporal: TemporalSettings = TemporalSettings()
    checkpoints: CheckpointSettings = CheckpointSettings()
    archive: ArchiveSettings = ArchiveSettings()

    @property
    def keys(self) -> Path:
        """Where the log's keys are, and what its signer remembers."""
        return self.checkpoints.key_folder or self.state_folder / "keys"

    @property
    def erasures(self) -> Path:
        """The file of erasures: not in what is copied as a backup, or it would go back with it."""
        return self.erased_file or self.state_folder.with_name(f"{self.state_folder.name}-erased.jsonl")

    def environment(self) -> dict[str, str]:
        """The process's environment as it is now, and where it names no database, the one that `.env` names."""
        name = f"{PREFIX}DATABASE_URL"
        if self.database_url is None or os.environ.get(name):
            return dict(os.environ)
        return os.environ | {name: self.database_url.get_secret_value()}

    @field_validator("state_folder")
    @classmethod
    def _from_the_project_folder(cls, value: Path) -> Path:
        return PROJECT_FOLDER / value.expanduser()

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _reached_by_psycopg(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        scheme, separator, rest = value.get_secret_value().partition("://")
        if not separator or scheme not in {"postgresql", "postgresql+psycopg"}:
            raise ValueError("the address of a PostgreSQL database begins with postgresql://")
        return SecretStr(f"postgresql+psycopg://{rest}")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read at the first call.

    Raises:
        SettingsError: a name is misspelt or a value will not do.
    """
    return read_settings(PROJECT_FOLDER / ".env")


def read_settings(env_file: Path) -> Settings:
    """The settings in the environment and, behind it, `env_file`; a misspelt name is refused.

    Raises:
        SettingsError: a name is misspelt or a value will not do.
    """
    in_file = dotenv_values(env_file, encoding="utf-8") if env_file.is_file() else {}
    problems = [
        *_unknown_names(os.environ, "the environment"),
        *_unknown_names(in_file, str(env_file)),
    ]
    sources: dict[str, Any] = {"_env_file": env_file}
    try:
        read = Settings(**sources)
    except ValidationError as error:
        problems += [
            _in_words(detail["loc"], detail["msg"])
            for detail in error.errors(include_input=False)
            if detail["type"] != "extra_forbidden"  # a misspelt name, told of above
        ]
        raise _refusal(problems) from None  # the error itself would show the values
    if problems:
        raise _refusal(problems)
    return read


def names() -> tuple[str, ...]:
    """Every name an operator may set, as it is written in the environment."""
    return tuple(_names(Settings, PREFIX))


def _refusal(problems: list[str]) -> SettingsError:
    return SettingsError("\n".join([*dict.fromkeys(problems), "Every name is explained in .env.example."]))


def _names(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for field, info in model.model_fields.items():
        name = prefix + field.upper()
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from _names(info.annotation, name + "__")
        else:
            yield name


def _unknown_names(given: Mapping[str, Any], where: str) -> Iterator[str]:
    known = {*names(), *_READ_BY_OTHERS}
    for name in sorted(name.upper() for name in given if name.upper().startswith(PREFIX)):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield f"{name} (in {where}) is no setting" + (f"; {near[0]} is meant?" if near else "")


def _in_words(location: tuple[int | str, ...], message: str) -> str:
    name = PREFIX + "__".join(str(step) for step in location).upper()
    return f"{name}: {message.removeprefix('Value error, ')}"
