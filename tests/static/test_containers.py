"""The compose file and the image, as far as they can be judged without an engine to run them."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"


def read_yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path)


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read_yaml(COMPOSE)["services"]
    return found


def test_the_compose_file_follows_the_schema() -> None:
    check = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(COMPOSE),
    ]

    done = subprocess.run(check, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_part_waited_for_exists_and_can_be_waited_for(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in services, f"{name} waits for {other}, which is not there"
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[other], f"{name} waits for the health of {other}"
            else:
                assert services[other]["restart"].startswith("on-failure"), f"{other} never completes"


def test_nothing_listens_beyond_this_machine(services: dict[str, dict[str, Any]]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]

    assert len(ports) == 3
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_every_secret_comes_from_outside_and_is_demanded() -> None:
    text = COMPOSE.read_text(encoding="utf-8")

    said = re.findall(r"^\s*\w*(?:PASSWORD|PWD): (.*)$", text, flags=re.MULTILINE)

    assert len(said) == 6
    assert all(re.fullmatch(r"\$\{\w+:\?see \.env\.example\}", value) for value in said)
    assert re.findall(r"\$\{\w*PASSWORD(?!:\?)", text) == []


def test_every_mounted_file_is_there(services: dict[str, dict[str, Any]]) -> None:
    mounts = [mount.split(":") for service in services.values() for mount in service.get("volumes", [])]
    files = [mount for mount in mounts if mount[0].startswith("./")]

    assert len(files) == 4
    assert [mount for mount in files if not (ROOT / mount[0]).is_file() or mount[2] != "ro"] == []


def test_the_servers_are_the_ones_we_are_tested_against(services: dict[str, dict[str, Any]]) -> None:
    """The cluster is the same Temporal as the dev server of the lock, web page included."""
    cli = Path(sys.executable).with_name("temporal")

    said = subprocess.run([cli, "--version"], capture_output=True, text=True, check=True).stdout

    server, ui = re.findall(r"(?:Server|UI) ([\d.]+\d)", said)
    assert services["temporal"]["image"] == f"temporalio/server:{server}"
    assert services["temporal-schema"]["image"] == f"temporalio/admin-tools:{server}"
    assert services["temporal-namespace"]["image"] == f"temporalio/admin-tools:{server}"
    assert services["temporal-ui"]["image"] == f"temporalio/ui:{ui}"


def test_the_server_keeps_old_running_histories_and_takes_a_whole_body_at_once() -> None:
    dynamic = read_yaml(ROOT / "deploy" / "temporal-dynamic-config.yaml")

    assert dynamic["worker.historyScannerEnabled"] == [{"value": False}]
    assert dynamic["history.maxInFlightUpdates"] == [{"value": 0}]
    assert dynamic["history.workflowTaskRetryMaxInterval"] == [{"value": "10s"}]


def test_the_shell_scripts_are_plain_shell() -> None:
    scripts = [*(ROOT / "deploy").glob("*.sh"), ROOT / "saksgang", ROOT / "lock" / "refresh"]

    for script in scripts:
        done = subprocess.run(["/bin/sh", "-n", str(script)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), script


class TestImage:
    """What the Dockerfile promises in its first lines."""

    def instructions(self) -> list[str]:
        text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
        joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
        return [line for line in joined.splitlines() if line]

    def test_it_does_not_run_as_root(self) -> None:
        users = [line.split()[1] for line in self.instructions() if line.startswith("USER ")]

        assert users == ["saksgang"]
        assert self.instructions()[-1].startswith("CMD ")

    def test_every_package_is_checked_by_its_hash_or_is_our_own(self) -> None:
        installs = re.findall(r"pip install ([^&\n]*)", "\n".join(self.instructions()))

        assert len(installs) == 3
        assert [line for line in installs if "--require-hashes" not in line and "--no-index" not in line] == []

    def test_nothing_is_fetched_and_run(self) -> None:
        assert re.findall(r"\b(curl|wget|ADD)\b", "\n".join(self.instructions())) == []

    def test_secrets_and_the_state_of_this_machine_stay_out(self) -> None:
        rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()

        assert "*" in rules
        assert "**/.env" in rules
        assert [rule for rule in rules if rule.startswith(("!.", "!tests"))] == []
