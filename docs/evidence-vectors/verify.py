"""A second verifier of evidence bundles, written from docs/evidence-format.md: its steps 1, 2, 3, 8, 11 and 12.

Python's standard library alone; Ed25519 by RFC 8032's formulas. It knows one key, alone in its file or the
last in a file of keys, follows no change of keys, and takes a receipt that is held for one. Called: see `main`.
"""

# fmt: off
# ruff: noqa: D103, E401, E701, I001, PTH123, SIM115  (short, and on one page)
import base64, hashlib, json, re, struct, sys, zlib

HEX, NAME = re.compile("[0-9a-f]{64}"), re.compile(rb"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
RECORD = re.compile(rb'(?<=[:[,])"((?:case|meeting|agreement|dispute)-[A-Za-z0-9._-]+)"(?!:)')
P, D = 2**255 - 19, -121665 * pow(121666, -1, 2**255 - 19) % (2**255 - 19)

class Stop(Exception): """How it ends, and why."""

def need(holds, why, result="broken"):
    if not holds:
        raise Stop(result, why)

def point(data):
    odd, y = divmod(int.from_bytes(data, "little"), 2**255)
    x = pow(square := (y * y - 1) * pow(D * y * y + 1, -1, P) % P, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    need(x * x % P == square and y < P, "no point of the curve")
    return (x if x % 2 == odd else P - x), y

def add(a, b):
    k = D * a[0] * b[0] * a[1] * b[1] % P
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, P) % P)

def times(n, p):
    return (add(times(n // 2, add(p, p)), p) if n % 2 else times(n // 2, add(p, p))) if n else (0, 1)

def signs(key, text, signature):
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little")
    base, s = point((4 * pow(5, -1, P) % P).to_bytes(32, "little")), int.from_bytes(signature[32:], "little")
    return times(s, base) == add(point(signature[:32]), times(h, point(key)))

def sha(data):
    return hashlib.sha256(data).hexdigest()

def canonical(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()

def read(data, what):
    try:
        need(isinstance(value := json.loads(data), dict) and canonical(value) == data, f"{what}: odd", "unreadable")
    except (ValueError, RecursionError):
        raise Stop("unreadable", f"{what}: no JSON") from None
    return value

def lines(members, name):
    return [read(line, name) for line in members[name].split(b"\n")[:-1]]

def unzip(data):  # writes again what the file must be, and compares
    at, directory, found, crcs, last = 0, b"", {}, [], b""
    while data[at : at + 4] == b"PK\3\4" and len(data) >= at + 30:
        crc, size, _, length, _ = struct.unpack("<IIIHH", data[at + 14 : at + 30])
        name, start = data[at + 30 : at + 30 + length], at + 30 + length
        fields = struct.pack("<5H3I2H", 10, 0, 0, 0, 33, crc, size, size, length, 0)
        need(data[at:start] == b"PK\3\4" + fields + name, f"the header at byte {at}", "unreadable")
        need(NAME.fullmatch(name) and length <= 200 and name > last, f"the name at byte {at}", "unreadable")
        directory += b"PK\1\2\x1e\3" + fields + struct.pack("<3H2I", 0, 0, 0, 0o100644 << 16, at) + name
        found[name.decode()], last, at, crcs = data[start : start + size], name, start + size, [*crcs, crc]
    end = b"PK\5\6" + struct.pack("<4H2IH", 0, 0, len(found), len(found), len(directory), at, 0)
    need(found and data[at:] == directory + end, "it is written otherwise", "unreadable")
    need(crcs == [zlib.crc32(member) for member in found.values()], "a member is not what its checksum says")
    manifest = read(found.pop("manifest.json", b""), "manifest.json")
    need(manifest.get("format") == "saksgang-bundle/1", "it is in another form", "unreadable")
    listed = [{"name": name, "sha256": sha(member), "size": len(member)} for name, member in found.items()]
    need(manifest["members"] == listed, "a member is not what the manifest says, missing, or one too many")
    return manifest["about"], manifest["community"], found

def chained(members, record):
    entries, acts, head = lines(members, f"entries/{record}.jsonl"), lines(members, f"acts/{record}.jsonl"), "0" * 64
    for n, act in enumerate(acts, 1):
        claim = {k: v for k, v in act["actor"].items() if k in ("entered_by", "party", "person", "record", "seat")}
        opened = "" if n == 1 and not record.startswith("community-") else record
        digest = sha(canonical({"act": act["act"], "claim": claim, "record": opened}))
        need((act["record"], act["number"], act["digest"]) == (record, n, digest), f"act {n} of {record}")
    for n, entry in enumerate(entries, 1):
        head, before = sha(canonical({k: v for k, v in entry.items() if k != "hash"})), head
        need([entry[k] for k in ("record", "seq", "prev", "hash")] == [record, n, before, head], f"{record}, {n}")
        if "act" in entry:
            act = acts[entry["act"]["number"] - 1]
            at = act["act"]["due_at"] if act["act"]["kind"] == "deadline_reached" else act["received_at"]
            theirs = ({k: act[k] for k in ("act_id", "digest", "number")}, act["actor"], at)
            need((entry["act"], entry.get("actor"), entry["at"]) == theirs, f"entry {n} of {record} and its act")
    return entries, acts

def roots(start, edge, leaves):  # the root at each size that the leaves here can tell
    need(len(edge) == start.bit_count(), "the hashes before are not the edge of a tree")
    found, edge = {}, [bytes.fromhex(h) for h in edge]
    for size in range(start, start + len(leaves) + 1):
        root = edge[-1] if edge else hashlib.sha256(b"").digest()
        for left in reversed(edge[:-1]):
            root = hashlib.sha256(b"\1" + left + root).digest()
        found[size] = root
        if size < start + len(leaves):
            edge.append(hashlib.sha256(b"\0" + canonical(leaves[size - start])).digest())
            for _ in range((size ^ (size + 1)).bit_length() - 1):
                edge[-2:] = [hashlib.sha256(b"\1" + edge[-2] + edge[-1]).digest()]
    return found

def note(text, key):  # size and root; and whether the key has signed it
    body, _, below = text.rpartition("\n\n")
    origin, size, root = body.split("\n")
    name, mark, material = (key or "+0+").strip().split("+", 2)
    raw = [base64.b64decode(line.split(" ")[2]) for line in below.splitlines() if line.startswith(f"— {name} ")]
    ours = [value[4:] for value in raw if value[:4].hex() == mark]
    signed = origin == name and bool(ours) and signs(base64.b64decode(material)[1:], f"{body}\n".encode(), ours[0])
    return int(size), base64.b64decode(root), signed

def held(known, size, key, checkpoint, receipt, records, index=0):  # what somebody has kept, against the bundle
    if receipt:
        (_, extra, place, *_), checkpoint = receipt.split("\n\n")[0].split("\n"), receipt.partition("\n\n")[2]
        index = int(place.split(" ")[1])
        for entry in read(base64.b64decode(extra.split(" ")[1]), "the receipt")["entries"]:
            there = records[entry["record"]][0][entry["seq"] - 1 : entry["seq"]] if index < size else [entry]
            need(there == [entry], f"the receipt has another entry {entry['seq']} of {entry['record']}")
    count, root, signed = note(checkpoint, key) if checkpoint else (size, known[size], True)
    told = signed and count in known and index < size
    need(not told or known[count] == root, f"the root at {count} leaves is another one: the past was rewritten")
    return [] if told else ["what is held is not signed, or the leaves here do not tell"]

def verify(data, key=None, checkpoint=None, receipt=None):
    """How its steps end, and why."""
    try:
        about, community, members = unzip(data)
        need((opened := read(members["records.json"], "")["records"])[0]["record"] == about, "another is first")
        records = {head["record"]: chained(members, head["record"]) for head in opened}
        for name, member in members.items():
            need(sha(member) in name or not HEX.search(name), f"{name} is not what its name says")
            read(member if name.startswith(("procedures/", "rosters/")) else b"{}", name)
        unsure, (head, *leaves) = [], lines(members, "log/leaves.jsonl")
        size, root, signed = note(members["log/checkpoint"].decode(), key)
        known = roots(head["start"], head["before"], leaves)
        for record, (entries, _) in records.items():
            mine = [leaf for leaf in leaves if leaf["record"] == record]
            need(mine or record != about, f"no leaf of {record}")
            for n, leaf in enumerate(mine, mine[0]["seq"] if mine and head["start"] else 1):
                there = leaf["seq"] == n <= len(entries) and leaf["hash"] == entries[n - 1]["hash"]
                need(there, f"entry {n} of {record} is not the one in the log")
            whole = mine[-1]["seq"] == len(entries) if mine else not head["start"]
            unsure += [] if whole else [f"entries of {record} have no leaf here"]
        named = RECORD.findall(members[f"entries/{about}.jsonl"] + members[f"acts/{about}.jsonl"])
        missing, logged = {name.decode() for name in named} - set(records), {leaf["record"] for leaf in leaves}
        need(f"community-{community}" in records and not missing & logged, "a record that is named is not here")
        unsure += ["a record that is named may stand before the leaves here"] if missing and head["start"] else []
        need(max(known) == size and known[size] == root, "the leaves do not lead to the checkpoint")
        keys = [leaf["hash"] for leaf in leaves if leaf["record"].startswith("keys-")]
        need(keys[-1:] in ([], [sha(members["log/keys.json"])]), "the file of keys is not the log's")
        need(signed or key is None, "the key has not signed the checkpoint")
        unsure += ([] if signed else ["no key is held"]) + held(known, size, key, checkpoint, receipt, records)
    except (KeyError, IndexError, TypeError, ValueError, Stop) as error:
        return error.args if isinstance(error, Stop) else ("broken", f"missing, or of another kind: {error!r}")
    return ("not checked", unsure[0]) if unsure else ("proved", "")

def main(file=None, *held):
    try:
        need(file and len(held) < 3, "usage: python3 verify.py FILE.zip [KEY-FILE [CHECKPOINT-FILE]]", "unreadable")
        key, *rest = [open(name, encoding="utf-8").read() for name in held] or [None]
        key = json.loads(key)["keys"][-1]["key"] if key and key[0] == "{" else key
        return verify(open(file, "rb").read(), key, *rest)
    except (OSError, ValueError, LookupError, TypeError, Stop) as error:
        return error.args if isinstance(error, Stop) else ("unreadable", f"{error!r}")

if __name__ == "__main__":
    print(*(ended := main(*sys.argv[1:])))
    sys.exit(["proved", "broken", "unreadable", "not checked"].index(ended[0]))
