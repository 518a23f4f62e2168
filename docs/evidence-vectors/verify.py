"""A second verifier of evidence bundles, from docs/evidence-format.md: `python3 verify.py FILE.zip [KEPT ...]`.

KEPT is what somebody holds: a key, a file of keys, a letter (.eml), a checkpoint, a receipt. It knows one key, the
first it is given or the last in a file of keys, follows no change of keys, and takes a receipt for one. It makes
steps 1, 2, 3, 8, 11 and 12: so the best it says is that nothing is broken in those, and which it did not make, with
status 3; 1 is broken, 2 unreadable. Python's standard library alone; Ed25519 by RFC 8032's formulas.
"""

# fmt: off
# ruff: noqa: D101, D103, E401, E701, E731, I001, ISC002, PTH123, SIM115  (short, and on one page)
import base64, email, hashlib, json, re, struct, sys, zlib

HEX, NAME = re.compile("[0-9a-f]{64}"), re.compile(rb"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
IDS = r"(agreement|arises_from|cases?|clashes|closes|dispute|held_by|into|meeting|record|undecided) \w+-[\w.-]+\Z"
PLACES = r"(records|log/keys|(procedures|rosters)/{1})\.json|(messages|log/leaves|(entries|acts)/{0})\.jsonl|" \
  r"(README|texts/{1})\.txt|log/(checkpoint|receipts/{0}\.tlog-proof)|documents/{1}(\.[a-z0-9]{{1,8}})?|histories/.+"
KEY, NOTE = r"(?m)^\S+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$", r"(?m)^\S+\n\d+\n[A-Za-z0-9+/]{43}=\n\n(?:— .+\n?)+"
P, L, D = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493, -121665 * pow(121666, -1, 2**255 - 19)

class Stop(ValueError): """How it ends, and why."""

class Members(dict): __missing__ = lambda _, name: need(False, f"{name} is missing")

def need(holds, why, result="broken"):
    if not holds: raise Stop(result, why)

def point(data):
    odd, y = divmod(int.from_bytes(data, "little"), 2**255)
    x = pow(square := (y * y - 1) * pow(D * y * y + 1, -1, P) % P, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    return (x if x % 2 == odd else P - x, y) if x * x % P == square and y < P else None

def add(a, b):
    k = D * a[0] * b[0] * a[1] * b[1] % P
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, P) % P)

def times(n, p): return (add(times(n // 2, add(p, p)), p) if n % 2 else times(n // 2, add(p, p))) if n else (0, 1)

def signs(key, text, signature):
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little")
    base, s = point((4 * pow(5, -1, P) % P).to_bytes(32, "little")), int.from_bytes(signature[32:], "little")
    r, a = point(signature[:32]), point(key)
    return bool(len(signature) == 64 and s < L and r and a) and times(s, base) == add(r, times(h, a))

def sha(data): return hashlib.sha256(data).hexdigest()

def canonical(value):  # numbers with a fraction are in no bundle
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()

def same(ours, theirs, why): need(canonical(ours) == canonical(theirs), why)

def read(data, what, end=b""):
    value = json.loads(data, parse_float=int)
    need(isinstance(value, dict) and canonical(value) + end == data, f"{what}: JSON of its own", "unreadable")
    return value

def lines(members, name): return [read(line, name, b"\n") for line in members[name].splitlines(True)]

def unzip(data):  # writes again what the file must be, and compares
    at, directory, found, crcs, last = 0, b"", Members(), [], b""
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
    same([manifest["members"], len(manifest)], [listed, 4], "a member is not what the manifest says, or missing")
    return manifest["about"], manifest["community"], found

def chained(members, record):
    entries, acts, head = lines(members, f"entries/{record}.jsonl"), lines(members, f"acts/{record}.jsonl"), "0" * 64
    for n, act in enumerate(acts, 1):
        claim = {k: v for k, v in act["actor"].items() if k in ("entered_by", "party", "person", "record", "seat")}
        opened = "" if n == 1 and not record.startswith("community-") else record
        digest = sha(canonical({"act": act["act"], "claim": claim, "record": opened}))
        same([act["record"], act["number"], act["digest"]], [record, n, digest], f"act {n} of {record}")
    for n, entry in enumerate(entries, 1):
        head, before = sha(canonical({k: v for k, v in entry.items() if k != "hash"})), head
        same([entry[k] for k in ("record", "seq", "prev", "hash")], [record, n, before, head], f"entry {n}, {record}")
        if "act" in entry:
            need(1 <= entry["act"]["number"] <= len(acts), f"the act of entry {n} of {record} is not here")
            act = acts[entry["act"]["number"] - 1]
            at = act["act"]["due_at"] if act["act"]["kind"] == "deadline_reached" else act["received_at"]
            theirs = [{k: act[k] for k in ("act_id", "digest", "number")}, act["actor"], at]
            same([entry["act"], entry.get("actor"), entry["at"]], theirs, f"entry {n} of {record} and its act")
    return entries

def named(it, of=""):  # the ids in fields that name a record; what an imported `drofting` was called is none
    if isinstance(it, str): return {(it, of)} if re.match(IDS, f"{of} {it}") else set()
    each = it.items() if isinstance(it, dict) else [(of, v) for v in it] if isinstance(it, list) else ()
    return {x for k, v in each if k != "drofting" for x in named(v, k)}

def roots(start, edge, leaves):  # the root at each size that the leaves here can tell
    need(type(start) is int and start >= 0 and all(map(HEX.fullmatch, edge)), "no place, no hashes", "unreadable")
    need(len(edge) == start.bit_count(), "the hashes before are not the edge of a tree")
    found, edge = {}, [bytes.fromhex(h) for h in edge]
    for size, leaf in enumerate([*leaves, None], start):  # nothing is asked of a tree with what is behind the last
        root = edge[-1] if edge else hashlib.sha256(b"").digest()
        for left in reversed(edge[:-1]): root = hashlib.sha256(b"\1" + left + root).digest()
        found[size] = root
        edge.append(hashlib.sha256(b"\0" + canonical(leaf)).digest())
        for _ in range((size ^ (size + 1)).bit_length() - 1):
            edge[-2:] = [hashlib.sha256(b"\1" + edge[-2] + edge[-1]).digest()]
    return found

def note(text, key):  # size and root; and whether the key has signed it
    body, _, below = text.decode().rpartition("\n\n")
    origin, size, root = body.split("\n")
    name, mark, material = (key or "+0+").split("+", 2)
    raw = [base64.b64decode(line.split(" ")[2]) for line in below.splitlines() if line.startswith(f"— {name} ")]
    ours = [value[4:] for value in raw if value[:4].hex() == mark and origin == name]
    signed = bool(ours) and signs(base64.b64decode(material)[1:], f"{body}\n".encode(), ours[0])
    return int(size), base64.b64decode(root), signed

def opened(text, key):  # of a receipt its place and entries; size, root, and whether it is signed
    head, checkpoint = text.split("\n\n", 1) if text.startswith("c2sp.org/tlog") else ("\nextra e30=\nindex 0", text)
    _, extra, at, *_ = head.split("\n")
    return int(at[6:]), read(base64.b64decode(extra[6:]), "extra").get("entries", []), *note(checkpoint.encode(), key)

def held(known, size, records, index, entries, count, root, signed):  # against the bundle; what cannot be told
    told = signed and count in known and index < size and all(entry["record"] in records for entry in entries)
    for n, entry in [(entry["seq"], entry) for entry in entries if told]:
        same(records[entry["record"]][n - 1 : n], [entry], f"the receipt has another entry {n} of {entry['record']}")
    need(not told or known[count] == root, f"the root at {count} leaves is another one: the past was rewritten")
    return [] if told else ["what is held is not signed, or the leaves here do not tell"]

def verify(data, key=None, *kept):
    kept, (about, community, members) = [opened(text, key) for text in kept], unzip(data)
    records = {x["record"]: chained(members, x["record"]) for x in read(members["records.json"], "")["records"]}
    need([*records][:1] == [about] and f"community-{community}" in records, "another is first, or no community")
    ids, unsure, _ = f"({'|'.join(map(re.escape, records))})", [], lines(members, "messages.jsonl")
    for name, member in members.items():
        need(re.fullmatch(PLACES.format(ids, sha(member)), name), f"{name} has no place, or is not as its name says")
        read(member if name.startswith(("procedures/", "rosters/")) else b"{}", name)
    (head, *leaves), _ = lines(members, "log/leaves.jsonl"), members["README.txt"]
    known, (size, root, signed) = roots(head["start"], head["before"], leaves), note(members["log/checkpoint"], key)
    for record, entries in records.items():
        mine = [leaf for leaf in leaves if leaf["record"] == record]
        need(mine or record != about or f"log/receipts/{about}.tlog-proof" not in members, f"no leaf of {record}")
        for n, x in enumerate(mine, mine[0]["seq"] if mine and head["start"] else 1):
            need([x["hash"]] == [y["hash"] for y in entries[n - 1 : n] if x["seq"] == n], f"the leaf of {record}:{n}")
        unsure += [f"{record} ends without a leaf"] * ((mine[-1]["seq"] if mine else 0) < len(entries))
    logged, keys = {x["record"] for x in leaves}, [x["hash"] for x in leaves if x["record"].startswith("keys-")]
    for name, of in sorted(named([records[about], lines(members, f"acts/{about}.jsonl")])):
        if name not in records and (name in logged or head["start"]):
            unsure.append(f"{about} names {name} ({of}), which is not here")
            need(of == "agreement" or name not in logged, unsure[-1])
    need(max(known) == size and known[size] == root, "the leaves do not lead to the checkpoint")
    need(keys[-1:] in ([], [sha(members["log/keys.json"])]), "the file of keys is not the log's")
    need(signed or key is None, "the key has not signed the checkpoint")
    unsure += ["no key is held"] * (not signed) + (aside := [y for x in kept for y in held(known, size, records, *x)])
    made = [1, 2, 3, 8] + [11] * bool(key) + [12] * (len(aside) < len(kept))
    left = [n for n in range(1, 15) if n not in made]
    return "not checked", "; ".join([f"steps {made} made, nothing is broken in them; steps {left} not made", *unsure])

def texts(name):  # a letter's, with the receipts in it, but not the HTML, which says the same; or the file's own
    mail = email.message_from_bytes(data := open(name, "rb").read())
    parts = [part.get_payload(decode=True) or b"" for part in mail.walk() if part.get_content_subtype() != "html"]
    plain = [body.decode(errors="replace").replace("\r", "") for body in (parts if mail["From"] else [data])]
    return [json.loads(text)["keys"][-1]["key"] if text[:1] == "{" else text for text in plain]

def main(file="-", *names):
    if file[0] == "-": return "usage", "python3 verify.py FILE.zip [KEPT ...]"
    inside = [text for name in names for text in texts(name)]
    keys = [key for text in inside for key in re.findall(KEY, text)]
    need(keys or not names, "there is no key in what is held", "unreadable")
    kept = [x for text in inside for x in ([text] if text.startswith("c2sp.org/tlog") else re.findall(NOTE, text))]
    return verify(open(file, "rb").read(), (keys or [None])[0], *kept)

def ended(function, *given):
    try: return function(*given)
    except (OSError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        return error.args if isinstance(error, Stop) else ("unreadable", f"{type(error).__name__}: {error}"[:200])

if __name__ == "__main__":
    print(": ".join(found := ended(main, *sys.argv[1:])))
    sys.exit({"broken": 1, "not checked": 3}.get(found[0], 2))
