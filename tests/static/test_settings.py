"""Settings: every name explained, a misspelt one refused, nothing secret shown."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from settings import PREFIX, PROJECT_FOLDER, Settings, SettingsError, names, read_settings

EXAMPLE = (PROJECT_FOLDER / ".env.example").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in names():
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_every_setting_is_explained_in_the_example() -> None:
    explained = set(re.findall(rf"^#?({PREFIX}\w+)=", EXAMPLE, flags=re.MULTILINE))

    assert set(names()) <= explained
    assert explained - set(names()) == {"SAKSGANG_PYTHON"}


def test_the_example_shows_what_holds_when_nothing_is_said(env_file: Path) -> None:
    shown = re.findall(rf"^#({PREFIX}\w+=.+)$", EXAMPLE, flags=re.MULTILINE)
    env_file.write_text("\n".join(line for line in shown if "PASSWORD" not in line), encoding="utf-8")

    assert read_settings(env_file) == Settings(_env_file=None)  # type: ignore[call-arg]


def test_the_example_itself_is_a_file_that_can_be_read(env_file: Path) -> None:
    env_file.write_text(EXAMPLE, encoding="utf-8")

    assert read_settings(env_file).database_url is None


def test_the_environment_wins_over_the_file(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("SAKSGANG_MAIL__HOST=relay.example\nSAKSGANG_MAIL__PORT=25\n", encoding="utf-8")
    monkeypatch.setenv("SAKSGANG_MAIL__PORT", "2525")

    mail = read_settings(env_file).mail

    assert (mail.host, mail.port) == ("relay.example", 2525)


@pytest.mark.parametrize("where", ["environment", "file"])
def test_a_misspelt_name_is_refused_with_the_right_one(
    where: str, env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if where == "file":
        env_file.write_text("SAKSGANG_MAIL__PROT=25\n", encoding="utf-8")
    else:
        monkeypatch.setenv("SAKSGANG_MAIL__PROT", "25")

    with pytest.raises(SettingsError, match=r"SAKSGANG_MAIL__PROT .* is no setting; SAKSGANG_MAIL__PORT"):
        read_settings(env_file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("SAKSGANG_MAIL__PORT", "70000", id="a port beyond the last"),
        pytest.param("SAKSGANG_MAIL__FROM_ADDRESS", "sekretariat", id="an address without a domain"),
        pytest.param("SAKSGANG_LIMITS__ACT_BYTES", "1000000", id="an act larger than Temporal carries"),
        pytest.param("SAKSGANG_DATABASE_URL", "mysql://root:hemmelig@db/x", id="another database"),
        pytest.param("SAKSGANG_LOG__LEVEL", "loud", id="a level that is none"),
    ],
)
def test_a_value_that_will_not_do_is_named_and_never_shown(
    name: str, value: str, env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=f"^{name}: ") as refused:
        read_settings(env_file)

    assert value not in str(refused.value)


def test_what_others_keep_in_the_same_file_is_none_of_ours(env_file: Path) -> None:
    env_file.write_text("POSTGRES_PASSWORD=x\nTEMPORAL_ADDRESS=temporal:7233\n", encoding="utf-8")

    assert read_settings(env_file).database_url is None


def test_a_database_is_reached_by_the_one_driver_we_have() -> None:
    settings = Settings(database_url=SecretStr("postgresql://saksgang_app@/saksgang?host=/run/x"))

    assert settings.database_url == SecretStr("postgresql+psycopg://saksgang_app@/saksgang?host=/run/x")


def test_settings_are_frozen_and_secrets_masked() -> None:
    settings = Settings(database_url=SecretStr("postgresql://saksgang:hemmelig@db/saksgang"))

    assert "hemmelig" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.state_folder = Path("/elsewhere")
