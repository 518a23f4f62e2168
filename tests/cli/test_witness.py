"""A witness cosigns only what extends what it has seen (C2SP tlog-witness), also over HTTP and after a crash."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from audit.log.checkpoint import Checkpoint, cosignatures, read_checkpoint, sign_checkpoint
from audit.log.merkle import Tree, leaf_hash
from audit.log.note import KeyUse, PrivateKey, UnreadableNote, read_signature
from audit.log.policy import read_policy
from audit.log.trust import trust_in
from audit.log.witness import Request, Witness, lines_of, read_request, read_seen
from cli.signing import Signing
from cli.witness import Keeper, handler_of
from register.database import Register
from register.log import latest_checkpoint
from tests.register.brought import brought

ORIGIN = "saksgang.example/log/ostfold"
KEY = PrivateKey.new(ORIGIN, KeyUse.LOG)
STRANGER = PrivateKey.new(ORIGIN, KeyUse.LOG)
LOGS = {ORIGIN: trust_in(KEY.public)}
TREE = Tree(leaf_hash(bytes([number])) for number in range(20))
OTHER = Tree(leaf_hash(bytes([number + 1])) for number in range(20))
NAME = "kommune.example/vitne"
AT = 1_900_000_000


def asked(old: int, size: int, tree: Tree = TREE, key: PrivateKey = KEY) -> str:
    note = sign_checkpoint(Checkpoint(ORIGIN, size, tree.root(size)), key)
    return str(Request(old, tree.consistency(old, size) if old <= size else (), str(note)))


def witness() -> Witness:
    return Witness(PrivateKey.new(NAME, KeyUse.WITNESS), LOGS, {})


class TestWhatIsCosigned:
    """The first tree it is shown, and then what begins with the one it saw last."""

    def test_a_log_that_grows(self) -> None:
        asking = witness()
        for old, size in ((0, 3), (3, 3), (3, 8), (8, 20)):
            answer = asking.answered(asked(old, size), AT)
            asking = asking.after(answer)
            _, note = read_checkpoint(read_request(asked(old, size)).checkpoint)
            line = read_signature(answer.body[:-1])

            assert answer.status == 200
            assert [c.at for c in cosignatures(note.with_signatures([line]), [asking.key.public])] == [AT]
            assert lines_of(answer.body, [NAME]) == (answer.body,)
            assert lines_of(answer.body, ["somebody.example"]) == ()

    @pytest.mark.parametrize(
        ("text", "status", "body"),
        [
            pytest.param(asked(3, 8), 409, "8\n", id="from another size than seen"),
            pytest.param(asked(8, 3), 400, None, id="backwards"),
            pytest.param(asked(8, 8, OTHER), 409, "8\n", id="the same size with another root"),
            pytest.param(asked(8, 20, OTHER), 422, None, id="another past"),
            pytest.param(asked(8, 20, key=STRANGER), 403, None, id="signed by another"),
            pytest.param(asked(8, 20).replace(ORIGIN, "another.example"), 404, None, id="a log it does not know"),
            pytest.param(
                "old 8\n" + asked(8, 20).partition("\n")[2].replace("\n\n", "\n", 1), 400, None, id="no gap"
            ),
            pytest.param("old 08" + asked(8, 20)[5:], 400, None, id="a number of its own"),
            pytest.param("old 8\n" + "A" * 43 + "=\n" * 70 + "\n", 400, None, id="too long a proof"),
            pytest.param("", 400, None, id="nothing"),
        ],
    )
    def test_nothing_else(self, text: str, status: int, body: str | None) -> None:
        first = witness()
        asking = first.after(first.answered(asked(0, 8), AT))

        answer = asking.answered(text, AT)

        assert (answer.status, answer.seen) == (status, asking.seen)
        assert body in (None, answer.body)
        assert answer.content_type == ("text/x.tlog.size" if status == 409 else "text/plain; charset=utf-8")


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
        with pytest.raises(UnreadableNote):
            read_seen("{}")

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


class TestPolicy:
    """C2SP tlog-policy."""

    KEYS = tuple(PrivateKey.new(f"{name}.example", KeyUse.WITNESS).public for name in "abc")
    NAMED = "".join(f"witness {key.name[0]} {key}\n" for key in KEYS)

    @pytest.mark.parametrize(
        ("rule", "enough", "too_few"),
        [
            ("quorum none", (), None),
            ("quorum b", (1,), (0, 2)),
            ("group g any a b\nquorum g", (1,), (2,)),
            ("group g all a b\nquorum g", (0, 1), (0, 2)),
            ("group g 2 a b c\nquorum g", (0, 2), (1,)),
            ("# two of one, or c\ngroup g all a b\ngroup h any g c\nquorum h", (2,), (0,)),
        ],
    )
    def test_who_is_enough(self, rule: str, enough: tuple[int, ...], too_few: tuple[int, ...] | None) -> None:
        policy = read_policy(f"log whatever\n\n{self.NAMED}{rule}\n")

        assert policy.met_by([self.KEYS[number] for number in enough])
        assert too_few is None or not policy.met_by([self.KEYS[number] for number in too_few])

    @pytest.mark.parametrize(
        "rule",
        [
            "",
            "quorum a\nquorum b",
            "quorum nobody",
            "group g 3 a b\nquorum g",
            "group g 0 a b\nquorum g",
            "group g any a a\nquorum g",
            "group a any b\nquorum a",
            "group g any h\ngroup h any a\nquorum g",
            "witness none x\nquorum none",
            "quorum",
            f"witness d {KEYS[0]}\nquorum none",
            f"witness d {KEY.public}\nquorum none",
        ],
        ids=range(12),  # keys are other ones in each process that collects
    )
    def test_what_is_no_policy(self, rule: str) -> None:
        with pytest.raises(UnreadableNote):
            read_policy(f"{self.NAMED}{rule}\n")
