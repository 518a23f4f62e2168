"""A witness cosigns only what extends what it has seen (C2SP tlog-witness): over HTTP, and after a crash."""

from __future__ import annotations

import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from audit.log.checkpoint import cosignatures, read_checkpoint
from audit.log.note import KeyUse, PrivateKey, UnreadableNote
from audit.log.policy import read_policy
from cli.signing import Signing
from cli.witness import Keeper, handler_of
from register.database import Register
from register.log import latest_checkpoint
from tests.audit.log.test_witness import LOGS, NAME, ORIGIN, OTHER, asked
from tests.house import House
from tests.register.brought import brought
from tests.register.databases import as_owner


class TestTheProcess:
    """Its key and what it has seen are files; what it has seen is kept before anybody gets its line."""

    def test_what_it_has_seen_outlives_it(self, tmp_path: Path) -> None:
        first = Keeper(tmp_path, NAME, LOGS)
        status, _, _ = first.add(asked(0, 8))
        again = Keeper(tmp_path, None, LOGS)

        assert status == 200
        assert again.public == first.public
        assert (tmp_path / "witness.key").stat().st_mode & 0o777 == 0o600
        assert again.add(asked(0, 3))[0] == 409
        assert again.add(asked(8, 20, OTHER))[0] == 422
        assert again.add(asked(8, 20))[0] == 200

    def test_without_a_name_there_is_no_new_key(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableNote, match="no name for a new one"):
            Keeper(tmp_path, None, LOGS)

    def test_over_http(self, tmp_path: Path) -> None:
        with served(Keeper(tmp_path, NAME, LOGS)) as url:
            cosigned = posted(f"{url}/add-checkpoint", asked(0, 8))
            conflict = posted(f"{url}/add-checkpoint", asked(3, 20))
            elsewhere = posted(f"{url}/", asked(8, 20))
            too_much = posted(f"{url}/add-checkpoint", "x" * 200_000)

        assert cosigned[0] == 200
        assert cosigned[2].startswith(f"— {NAME} ")
        assert conflict == (409, "text/x.tlog.size", "8\n")
        assert (elsewhere[0], too_much[0]) == (404, 413)

    @pytest.mark.parametrize("length", ["\u00b2", "+5", "", " ", "9" * 5000, "-1"], ids=range(6))
    def test_a_length_that_is_no_number_is_answered(self, tmp_path: Path, length: str) -> None:
        with served(Keeper(tmp_path, NAME, LOGS)) as url:
            connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
            connection.putrequest("POST", "/add-checkpoint")
            connection.putheader("Content-Length", length.encode("latin-1"))
            connection.endheaders()
            answer = connection.getresponse()
            connection.close()

        assert answer.status == 413


@contextmanager
def served(keeper: Keeper) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(keeper))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    serving.join()


def posted(url: str, body: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body.encode(), method="POST"), timeout=10) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


class TestTheSigner:
    """It asks the witnesses its file names; one that is away or refuses is asked again, and holds nothing up."""

    async def test_what_is_signed_is_cosigned(self, register: Register, tmp_path: Path) -> None:
        keys = tmp_path / "keys"
        first = await Signing(register, keys, "saksgang.example/log").round("ostfold")
        trust = Signing(register, keys, "saksgang.example/log").keyring("ostfold").trust()
        keeper = Keeper(tmp_path / "witness", NAME, {ORIGIN: trust})
        away = PrivateKey.new("away.example", KeyUse.WITNESS).public
        with served(keeper) as url:
            policy = read_policy(f"witness w {keeper.public} {url}\nwitness a {away} http://127.0.0.1:1\nquorum w\n")
            signing = Signing(register, keys, "saksgang.example/log", tuple(policy.witnesses.values()))
            counted = await signing.cosigned("ostfold"), await signing.cosigned("ostfold")
            await brought(register, "En sak")
            await signing.round("ostfold")
            grown = await signing.cosigned("ostfold")

        async with register.reading() as connection:
            newest = await latest_checkpoint(connection, "ostfold")
        assert newest is not None
        checkpoint, note = read_checkpoint(newest.text)
        assert (counted, grown) == ((1, 1), 1)
        assert checkpoint.size > first.edge.size
        assert policy.met_by([c.witness for c in cosignatures(note, [keeper.public, away])])

    async def test_a_past_rewritten_and_signed_again_is_found_at_the_next_checkpoint(
        self, register: Register, house: House, tmp_path: Path
    ) -> None:
        """Nobody compares anything: whoever runs a witness is told by it, with the checkpoint that proves it (C4)."""
        keys = tmp_path / "keys"
        await brought(register, "En sak")
        await Signing(register, keys, "saksgang.example/log").round("ostfold")
        trust = Signing(register, keys, "saksgang.example/log").keyring("ostfold").trust()
        keeper = Keeper(tmp_path / "witness", NAME, {ORIGIN: trust})
        with served(keeper) as url, capture_logs() as told:
            policy = read_policy(f"witness w {keeper.public} {url}\nquorum w\n")
            signing = Signing(register, keys, "saksgang.example/log", tuple(policy.witnesses.values()))
            before = await signing.cosigned("ostfold")
            await as_owner(
                house,
                register,
                "ALTER TABLE log_leaf DISABLE TRIGGER append_only",
                "ALTER TABLE log_checkpoint DISABLE TRIGGER append_only",
                "ALTER TABLE log_cosignature DISABLE TRIGGER append_only",
                "UPDATE log_leaf SET hash = repeat('0', 64) WHERE record_id LIKE 'case-%' AND seq = 1",
                "DELETE FROM log_cosignature",
                "DELETE FROM log_checkpoint",
            )
            signing.keyring("ostfold").memory_file.unlink()
            signing = Signing(register, keys, "saksgang.example/log", tuple(policy.witnesses.values()))
            for title in ("", "En sak til"):
                if title:
                    await brought(register, title)
                await signing.round("ostfold")
                assert await signing.cosigned("ostfold") == 0

        first, *_, last = [line for line in told if line["event"] == "log_may_have_been_rewritten"]
        assert before == 1
        assert "has signed two trees of" in first["why"]
        assert "does not show that the tree begins with" in last["why"]
        assert trust.believed(first["checkpoint"]).signers == (trust.current,)
