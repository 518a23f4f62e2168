"""`./saksgang` on a machine with Python alone: it installs once, tells what is missing, and spoils nothing.

Each project here is a small one of its own in a temporary folder, with the real launcher; the package it
depends on is a wheel made on the spot, so that no network is needed.
"""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNREACHABLE = "http://127.0.0.1:9/simple"

# The project's own build backend: an editable install without hatchling, which would have to be fetched.
BACKEND = """
import base64, hashlib, pathlib, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "small-1-py3-none-any.whl"
    files = {
        "small.pth": str(pathlib.Path.cwd()) + "\\n",
        "small-1.dist-info/METADATA": "Metadata-Version: 2.1\\nName: small\\nVersion: 1\\n",
        "small-1.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr("small-1.dist-info/RECORD", "".join(f"{path},,\\n" for path in files))
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["build_backend"]
[project]
name = "small"
version = "1"
"""
CLI = """
import os, sys
import models, part
print("cli", part.VERSION, os.getcwd(), *sys.argv[1:], sep="|")
"""


def make_wheel(folder: Path, version: int) -> str:
    """A wheel of the package `part`; the digest is what a lock names."""
    folder.mkdir(exist_ok=True)
    wheel = folder / f"part-{version}-py3-none-any.whl"
    info = f"part-{version}.dist-info"
    files = {
        "part.py": f"VERSION = {version}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: part\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(wheel, "w") as packed:
        for path, text in files.items():
            packed.writestr(path, text)
        digests = {path: hashlib.sha256(text.encode()).digest() for path, text in files.items()}
        lines = [
            f"{path},sha256={base64.urlsafe_b64encode(digest).decode().rstrip('=')},{len(files[path])}\n"
            for path, digest in digests.items()
        ]
        packed.writestr(f"{info}/RECORD", "".join(lines) + f"{info}/RECORD,,\n")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


@dataclass
class Project:
    """A small project with the real launcher in it."""

    folder: Path
    wheels: Path
    environment: dict[str, str] = field(default_factory=dict)

    def lock(self, version: int, digest: str | None = None) -> None:
        digest = digest or make_wheel(self.wheels, version)
        text = f"part=={version} \\\n    --hash=sha256:{digest}\n"
        for name in ("demo", "dev"):
            (self.folder / "lock" / f"{name}.txt").write_text(text, encoding="utf-8")

    def has(self, environment: Path) -> None:
        """It has its .venv already, with pip and nothing else in it."""
        shutil.copytree(environment, self.folder / ".venv", symlinks=True, copy_function=os.link)

    def start(self, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.folder / "saksgang", *arguments],
            cwd=cwd or self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, cwd: Path | None = None) -> tuple[int, str, str]:
        process = self.start(*arguments, cwd=cwd)
        out, err = process.communicate(timeout=100)
        return process.returncode, out, err


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the launcher makes before it installs; made once for those whose tests are of what comes after."""
    folder = tmp_path_factory.mktemp("made") / "venv"
    subprocess.run([sys.executable, "-I", "-m", "venv", folder], check=True)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "a clone with spaces and æ"
    for name in ("lock", "models", "cli", "build_backend"):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "saksgang", folder)
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / "build_backend" / "backend.py").write_text(BACKEND, encoding="utf-8")
    (folder / "models" / "__init__.py").touch()
    (folder / "cli" / "__init__.py").touch()
    (folder / "cli" / "__main__.py").write_text(CLI, encoding="utf-8")
    (folder / "lock" / "build.txt").write_text("", encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "SAKSGANG_PYTHON": sys.executable,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": (tmp_path / "wheels").as_uri(),
        "PIP_NO_CACHE_DIR": "1",
    }
    made = Project(folder, tmp_path / "wheels", environment)
    made.lock(1)
    return made


def test_it_installs_once_and_again_only_when_the_lock_or_the_folder_changes(
    project: Project, environment: Path, tmp_path: Path
) -> None:
    project.has(environment)
    first = project.run("case", "show", cwd=tmp_path)
    second = project.run(cwd=tmp_path)
    project.lock(2)
    third = project.run(cwd=tmp_path)

    assert first[:2] == (0, f"cli|1|{tmp_path}|case|show\n")
    assert first[2].startswith("saksgang: first use: installing 1 packages")
    assert second == (0, f"cli|1|{tmp_path}\n", "")
    assert third[:2] == (0, f"cli|2|{tmp_path}\n")
    assert third[2].startswith("saksgang: the lock has changed")

    # An editable install points to where it was made: a copied .venv would run the original's code.
    copy = Project(tmp_path / "copy", project.wheels, project.environment)
    shutil.copytree(project.folder, copy.folder, symlinks=True)
    (copy.folder / "models" / "__init__.py").write_text("print('of the copy')", encoding="utf-8")

    assert copy.run()[:2] == (0, f"of the copy\ncli|2|{copy.folder}\n")


def test_what_the_user_has_set_for_other_pythons_does_not_disturb_it(project: Project, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile"
    for name in ("models", "cli", "venv", "pip"):
        (hostile / name).mkdir(parents=True)
        (hostile / name / "__init__.py").write_text("raise SystemExit('the wrong package')", encoding="utf-8")
    link = tmp_path / "link to saksgang"
    link.symlink_to(project.folder / "saksgang")

    done = subprocess.run(
        [link, "x"],
        cwd=hostile,
        env={
            **project.environment,
            "PYTHONPATH": str(hostile),
            "PYTHONHOME": str(hostile),
            "PYTHONOPTIMIZE": "2",
            "PYTHONIOENCODING": "ascii",
            "LC_ALL": "C",
            "CDPATH": "/",
            "PIP_TARGET": str(hostile / "target"),
            "PIP_USER": "1",
            "PIP_REQUIRE_HASHES": "1",
            "PIP_NO_BINARY": ":all:",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, f"cli|1|{hostile}|x\n"), done.stderr
    assert not (hostile / "target").exists()


def test_two_started_together_on_a_fresh_clone_install_once(project: Project, environment: Path) -> None:
    project.has(environment)

    both = [project.start(), project.start()]
    said = [process.communicate(timeout=100) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert sorted("first use" in err for _, err in said) == [False, True]
    assert sorted("another saksgang is installing here" in err for _, err in said) == [False, True]


def test_an_installation_cut_off_is_started_over(project: Project) -> None:
    process = project.start()
    unfinished = project.folder / ".venv" / "saksgang.unfinished"
    until = time.monotonic() + 60
    while not unfinished.exists() and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=10)
    left_behind = project.folder / ".venv" / "left-behind"
    left_behind.touch()

    status, out, _ = project.run()

    assert (status, out) == (0, f"cli|1|{project.folder}\n")
    assert not left_behind.exists()
    assert not unfinished.exists()


class TestWhatIsMissingIsSaidInWords:
    """Status 5, a sentence and a remedy; pip's own words stay in the log."""

    def refused(self, project: Project, **environment: str) -> str:
        project.environment |= environment
        status, out, err = project.run()

        assert (status, out) == (5, ""), err
        assert "Traceback" not in err
        assert "Remedy" in err
        return err

    def test_no_python(self, project: Project, tmp_path: Path) -> None:
        tools = tmp_path / "tools"
        tools.mkdir()
        for tool in ("dirname", "readlink", "cat", "cmp", "sh"):
            (tools / tool).symlink_to(shutil.which(tool) or "")

        said = self.refused(project, PATH=str(tools), SAKSGANG_PYTHON="")

        assert "no Python 3.11 or newer found" in said

    def test_a_python_without_venv(self, project: Project, tmp_path: Path) -> None:
        """As on Debian without python3-venv: there the module that brings pip is left out."""
        crippled = tmp_path / "bin"
        crippled.mkdir()
        for name in ("python3.13", "python3.12", "python3.11", "python3", "python"):
            shim = crippled / name
            hide = "import sys; sys.modules['ensurepip'] = None"
            shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -c "{hide}\n$3"\n', encoding="utf-8")
            shim.chmod(0o755)

        said = self.refused(project, PATH=f"{crippled}:{os.environ['PATH']}", SAKSGANG_PYTHON="")

        assert "apt install python3-venv" in said

    def test_a_python_named_that_is_none(self, project: Project) -> None:
        assert "SAKSGANG_PYTHON names '/bin/false'" in self.refused(project, SAKSGANG_PYTHON="/bin/false")

    def test_no_network(self, project: Project, environment: Path) -> None:
        project.has(environment)

        said = self.refused(project, PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL=UNREACHABLE, PIP_RETRIES="1")

        assert "cannot reach the package index" in said
        assert "afterwards it works offline" in said

    def test_a_package_that_is_not_the_one_locked(self, project: Project, environment: Path) -> None:
        project.has(environment)
        project.lock(1, digest="0" * 64)

        said = self.refused(project)

        assert "not the one the lock file names" in said
        assert "DO NOT MATCH" in (project.folder / ".venv" / "install.log").read_text(encoding="utf-8")

    def test_a_package_that_is_not_made_for_this_machine(self, project: Project, environment: Path) -> None:
        project.has(environment)
        project.lock(3, digest="0" * 64)

        assert "not to be had for this machine: part==3" in self.refused(project)
