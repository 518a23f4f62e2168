"""Whether order and times in the tables agree: what was written when, as far as the database's clock tells.

A machine's time rests on no digest. It is held between others, to a minute, which is as far as clocks are let apart
elsewhere; what counts in law is the time inside acts and entries, which is held exactly.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_OUT_OF_ORDER = (
    (
        "entry",
        "it does not stand in the order in which its record's entries were written",
        (
            "SELECT record_id || ':' || seq FROM (SELECT record_id, seq, place,"
            "  lag(place) OVER (PARTITION BY record_id ORDER BY seq) AS before FROM entry) placed"
            " WHERE place <= before OR place < 1 OR place > (SELECT last_value FROM entry_place_seq)"
        ),
    ),
    (
        "log_checkpoint",
        "it does not stand in the order in which the log grew",
        (
            "SELECT community || ':' || place FROM (SELECT community, place, size,"
            "  lag(size) OVER (PARTITION BY community ORDER BY place) AS before FROM log_checkpoint) placed"
            " WHERE size < before OR place < 1 OR place > (SELECT last_value FROM log_checkpoint_place_seq)"
        ),
    ),
    (
        "intake",
        "it was stored at another time than it was received, before the one before it, or has not been yet",
        (
            "SELECT act_id FROM (SELECT act_id, received_at, stored_at,"
            "  lag(stored_at) OVER (PARTITION BY record_id ORDER BY number) AS before FROM intake) i, installation"
            " WHERE stored_at > clock_timestamp() + interval '1 minute' OR stored_at < before - interval '1 minute'"
            " OR received_at - stored_at NOT BETWEEN interval '-1 minute' AND shift + interval '1 minute'"
        ),
    ),
    (
        "entry",
        "it was recorded before the act that it answers, before the entry before it, or has not been yet",
        (
            "SELECT record_id || ':' || seq FROM (SELECT e.record_id, e.seq, e.recorded_at, i.stored_at,"
            "  lag(e.recorded_at) OVER (PARTITION BY e.record_id ORDER BY e.seq) AS before FROM entry e"
            "  LEFT JOIN verdict v ON v.record_id = e.record_id AND e.seq BETWEEN v.first_seq AND v.last_seq"
            "  LEFT JOIN intake i ON i.act_id = v.act_id) timed"
            " WHERE recorded_at < greatest(stored_at, before) - interval '1 minute'"
            " OR recorded_at > clock_timestamp() + interval '1 minute'"
        ),
    ),
    (
        "log_checkpoint",
        "it was kept before what it is of was recorded, before the one before it, or has not been yet",
        (
            "SELECT community || ':' || place FROM (SELECT c.community, c.place, c.stored_at, e.recorded_at,"
            "  lag(c.stored_at) OVER (PARTITION BY c.community ORDER BY c.place) AS before FROM log_checkpoint c"
            "  LEFT JOIN log_leaf l ON l.community = c.community AND l.position = c.size - 1"
            "  LEFT JOIN entry e ON e.record_id = l.record_id AND e.seq = l.seq) timed"
            " WHERE stored_at < greatest(recorded_at, before) - interval '1 minute'"
            " OR stored_at > clock_timestamp() + interval '1 minute'"
        ),
    ),
    (
        "head",
        "whether it has ended, and what its entries and its archived history say of that, contradict each other",
        (
            "SELECT h.record_id FROM head h JOIN record r USING (record_id) LEFT JOIN ("
            "  SELECT record_id, ended FROM case_view UNION ALL SELECT record_id, ended FROM meeting_view"
            "  UNION ALL SELECT record_id, ended FROM agreement_view"
            "  UNION ALL SELECT record_id, ended FROM dispute_view"
            " ) v USING (record_id)"
            # What has ended by its entries has, for the workflow, once it has closed the gate.
            " WHERE CASE WHEN r.kind = 'community' THEN NOT h.ended WHEN h.ended THEN NOT coalesce(v.ended, true)"
            "  ELSE EXISTS (SELECT FROM history_run a WHERE a.record_id = h.record_id AND a.closed = 'completed') END"
        ),
    ),
    (
        "installation",
        "it is missing: what kind of register this is, and how far its clock is ahead, is not said",
        "SELECT '' WHERE NOT EXISTS (SELECT FROM installation)",
    ),
    (
        "installation",
        "its kind, or how far its clock is ahead, is not what was kept",
        "SELECT kind FROM installation WHERE digest <> installation_digest(kind, shift)",
    ),
    (
        "installation",
        "its clock is not the one by which acts were received",
        (
            "SELECT kind FROM installation WHERE extract(year FROM shift) <> 0 OR extract(month FROM shift) <> 0"
            " OR (kind = 'real' AND (extract(day FROM shift) <> 0 OR extract(epoch FROM shift) <> 0))"
            " OR (SELECT max(received_at) FROM intake) > legal_now() + interval '1 minute'"
        ),
    ),
)


async def out_of_order(connection: AsyncConnection) -> AsyncIterator[tuple[str, str, str]]:
    """Table, key and fault of every row whose place or time contradicts another's."""
    for table, fault, asked in _OUT_OF_ORDER:
        for row in await connection.execute(text(f"{asked} ORDER BY 1")):
            yield table, row[0], fault
