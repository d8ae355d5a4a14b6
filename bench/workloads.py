"""The workloads, each against Talkoot as it is served and, where it makes sense, against the limit in the same minute.

A workload returns plain figures; what they must reach stands in `bench/__main__.py`. Latencies count from the scheduled
time of the action. The limit is given messages of the size that Talkoot sends for one idea.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from pathlib import Path

from bench import rooms
from bench.tools import Figures, Load, Process, hurting, limit, talkoot
from server.rehearse import web

RECORD_SIZE = 190
"""Bytes of one idea in a frame: what the limit is given to send."""


def fan_out(people: int, rate: int, seconds: int, server: Process, load: Load) -> Figures:
    """Everybody is in; ideas at `rate`; all see all. CPU is the server's, per million deliveries."""
    load.do("idle", 1)
    warm = load.do("ideas", rate, 3)
    before = server.cpu()
    made = load.do("ideas", rate, seconds)
    cpu = server.cpu() - before
    per_million = 1e6 * cpu / max(1, made["deliveries"])
    wanted = made["sent"] * people
    return {
        **made, "people": people, "rate": rate, "server_cpu_s": round(cpu, 2), "cpu_s_per_million": round(per_million, 3),
        "delivered": round(made["deliveries"] / max(1, wanted), 4), "warm_sent": warm["sent"],
    }  # fmt: skip


def of_limit(people: int, rate: int, seconds: int, tick_ms: int = 20) -> Figures:
    with limit(tick_ms) as server, Load(server.port, "--raw") as load:
        load.tell("place", "LIMIT", "r")
        load.tell("text", RECORD_SIZE)
        load.do("join", people, max(1.0, people / 1000), 0)
        return fan_out(people, rate, seconds, server, load)


def of_peer(kind: str, people: int, rate: int, seconds: int) -> Figures:
    from bench.tools import HERE, free_port, running

    port = free_port()
    script = HERE / "peers" / f"{kind}.js"
    if not (HERE / "peers" / "node_modules").exists():
        raise SystemExit("talkoot bench: the peers are not installed: make bench-peers")
    flag = "--socketio" if kind == "socketio" else "--raw"
    with running(["node", str(script), str(port)], port, "ready") as server, Load(port, flag) as load:
        load.tell("place", "PEER", "r")
        load.tell("text", RECORD_SIZE)
        load.do("join", people, max(2.0, people / 500), 0)
        return fan_out(people, rate, seconds, server, load)


HURT = {"flooders": 1, "stalled": 100, "half": 1000}
"""What bench/hurt.py does to a room beside everybody in it."""


async def of_talkoot(
    people: int, rate: int, seconds: int, stalled: int = 0, hurt: dict[str, int] | None = None
) -> Figures:
    with talkoot() as server, Load(server.port) as load:
        empty = server.rss()
        room = await rooms.open_room(server, "brainstorm")
        await room.host.leave()
        load.tell("place", room.code, room.round)
        joined = await asyncio.to_thread(load.do, "join", people, max(1.0, people / 500), stalled)
        await asyncio.sleep(2)
        memory = server.rss() - empty
        with hurting(server.port, room.code, room.round, hurt or {}) as seen:
            made = await asyncio.to_thread(fan_out, people - stalled, rate, seconds, server, load)
        return {
            **made, **seen, "kib_per_connection": round(memory / 1024 / people, 1), "joined": joined["in"],
            "memory_after_mib": round((server.rss() - empty) / 1024**2, 1),
        }  # fmt: skip


async def votes(people: int, within: float) -> Figures:
    """P3: everybody casts three dots, one action a dot, within so many seconds."""
    with talkoot() as server, Load(server.port) as load:
        room = await rooms.open_room(server, "dot_vote", 21)
        await room.facilitator.ask("edit_step", id=room.step_id, settings={"dots": 3, "cap": 1})
        load.tell("place", room.code, room.round)
        for id in room.items:
            load.tell("item", id)
        await asyncio.to_thread(load.do, "join", people, max(1.0, people / 500), 0)
        turnouts: list[float] = []
        watcher = asyncio.create_task(_turnouts(room, turnouts))
        made = await asyncio.to_thread(load.do, "dots", within)
        watcher.cancel()
        await room.facilitator.ask("close_step", id=room.step_id)
        await room.facilitator.ask("close_step", id=room.step_id)
        await room.facilitator.ask("reveal_step", id=room.step_id, anyway=True)
        tally = next(r for r in room.host.room if getattr(r, "id", "") == f"tally-{room.round}")
        await room.host.leave()
        return {
            **made, "people": people, "turnout_updates": len(turnouts),
            "turnout_per_second": round((len(turnouts) - 1) / (turnouts[-1] - turnouts[0]), 1),
            "counted": sum(tally.totals.values()), "voters": tally.voters,  # type: ignore[union-attr]
        }  # fmt: skip


async def _turnouts(room: rooms.OpenRoom, seen: list[float]) -> None:
    """When the facilitator's page was told how many have voted; once all have cast their first dot, that changes no more."""
    last = -1
    while True:
        progress = room.host.room.records.get(f"progress-{room.round}")
        if (voters := getattr(progress, "voters", 0)) != last:
            last = voters
            seen.append(time.monotonic())
        await asyncio.sleep(0.02)


async def join_storm(people: int, within: float, ideas: int, deflate: bool) -> Figures:
    """P4: everybody comes within so many seconds into a room with ideas and 40 theses."""
    with talkoot() as server, Load(server.port) as load:
        room = await rooms.open_room(server, "brainstorm", 40)
        await rooms.filled(room, ideas)
        load.tell("place", room.code, room.round)
        load.tell("deflate", int(deflate))
        before = server.cpu()
        made = await asyncio.to_thread(load.do, "join", people, within, 0)
        await room.host.leave()
        return {
            **made,
            "people": people,
            "server_cpu_s": round(server.cpu() - before, 2),
            "records": len(room.host.room),
        }


async def reconnect_storm(people: int, within: float, behind: int) -> Figures:
    """P5: everybody is away while `behind` changes happen, and comes back within so many seconds."""
    with talkoot() as server, Load(server.port) as load:
        room = await rooms.open_room(server, "brainstorm")
        await rooms.filled(room, 30)
        load.tell("place", room.code, room.round)
        await asyncio.to_thread(load.do, "join", people, max(1.0, people / 500), 0)
        await asyncio.to_thread(load.do, "drop")
        await rooms.filled(room, behind)
        made = await asyncio.to_thread(load.do, "again", within)
        await room.host.leave()
        return {**made, "people": people, "behind": behind}


async def many_rooms(count: int, people: int, every: float, seconds: int, times: int) -> Figures:
    """P6: many rooms; everybody acts every so many seconds. So many rounds, and their medians."""
    with talkoot() as server, Load(server.port) as load:
        for _ in range(count):
            room = await rooms.open_room(server, "brainstorm")
            load.tell("place", room.code, room.round)
            await room.host.leave()
        total = count * people
        await asyncio.to_thread(load.do, "join", total, total / 400, 0)
        await asyncio.to_thread(load.do, "each", total / every, 5)
        rounds = []
        for _ in range(times):
            before = server.cpu()
            made = await asyncio.to_thread(load.do, "each", total / every, seconds)
            rounds.append({**made, "server_cpu": round((server.cpu() - before) / seconds, 2)})
        what = ("kept_p50_ms", "kept_p99_ms", "seen_p50_ms", "seen_p99_ms", "server_cpu")
        medians = {name: round(statistics.median(one[name] for one in rounds), 2) for name in what}
        return {"rooms": count, "people": total, **medians, "rounds": rounds}


async def soak(count: int, people: int, every: float, minutes: int) -> Figures:
    """P10: many rooms for long; memory and open files, minute by minute.

    People sort the notes that are there, which changes records and adds none: whatever grows then is not what they made."""
    with talkoot() as server, Load(server.port) as load:
        for _ in range(count):
            room = await rooms.open_room(server, "clustering", 12)
            load.tell("place", room.code, room.round)
            for id in room.items:
                load.tell("item", id)
            await room.host.leave()
        total = count * people
        await asyncio.to_thread(load.do, "join", total, total / 200, 0)
        minutes_rss, minutes_files, refused, sent, kept = [], [], 0, 0, 0
        for _ in range(minutes):
            made = await asyncio.to_thread(load.do, "moves", total / every, 60)
            refused, sent, kept = refused + made["refused"], sent + made["sent"], kept + made["kept"]
            minutes_rss.append(round(server.rss() / 1024**2, 2))
            minutes_files.append(server.files())
        return {
            "people": total,
            "rss_mib": minutes_rss,
            "files": minutes_files,
            "sent": sent,
            "kept": kept,
            "refused": refused,
        }


async def cold_start(count: int, actions: int) -> Figures:
    """P9: a data folder with many rooms and two long ones; how soon it serves, and what opening those costs everybody."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="talkoot-bench-") as folder:
        data = Path(folder)
        with talkoot(data) as server:
            base = f"http://127.0.0.1:{server.port}"
            for _ in range(count - 3):
                await asyncio.to_thread(
                    web.call, f"{base}/api/rooms", {"agenda": rooms.agenda("brainstorm"), "lang": "fi"}
                )
            other = await rooms.open_room(server, "brainstorm")
            votes, ideas = await rooms.open_room(server, "dot_vote", 21), await rooms.open_room(server, "brainstorm")
            await votes.facilitator.ask("edit_step", id=votes.step_id, settings={"dots": 3, "cap": 1})
            await asyncio.to_thread(_many_actions, server, votes, "ballots", actions)
            await asyncio.to_thread(_many_actions, server, ideas, "ideas", actions)
            for room in (other, votes, ideas):
                await room.host.leave()
        start = time.monotonic()
        with talkoot(data) as server:
            serving = time.monotonic() - start
            opened = {
                "votes": await _opened_beside(server, votes, other, Load(server.port)),
                "ideas": await _opened_beside(server, ideas, other, Load(server.port)),
            }
        return {"rooms": count, "actions": actions, "serving_s": round(serving, 2), "opened": opened}


def _many_actions(server: Process, room: rooms.OpenRoom, what: str, actions: int) -> None:
    with Load(server.port) as load:
        load.tell("place", room.code, room.round)
        for id in room.items:
            load.tell("item", id)
        load.do("join", 600, 2, 0)
        rate = 900
        made = load.do(what, rate, actions / rate)
        if made["kept"] < actions * 0.99:
            raise SystemExit(f"talkoot bench: {made['kept']} of {actions} actions were kept")


async def _opened_beside(server: Process, room: rooms.OpenRoom, other: rooms.OpenRoom, load: Load) -> Figures:
    """Somebody knocks at a room that is not in memory while twenty people work in another."""
    with load:
        load.tell("place", other.code, other.round)
        await asyncio.to_thread(load.do, "join", 20, 0.5, 0)
        quiet = await asyncio.to_thread(load.do, "each", 50, 4)
        working = asyncio.create_task(asyncio.to_thread(load.do, "each", 50, 8))
        await asyncio.sleep(2)
        before = server.metric("talkoot_open_seconds_sum")
        # It has not ended, so that there is no result yet; but to say so the room has to be opened.
        with contextlib.suppress(web.Failed):
            await asyncio.to_thread(web.call, f"http://127.0.0.1:{server.port}/api/rooms/{room.code}/result")
        opened = server.metric("talkoot_open_seconds_sum") - before
        others = await working
    return {
        "open_ms": round(1000 * opened, 1), "sent": others["sent"], "kept": others["kept"], "others_kept_max_ms": others["kept_max_ms"],
        "others_kept_p99_ms": others["kept_p99_ms"], "quiet_kept_max_ms": quiet["kept_max_ms"],
    }  # fmt: skip


async def growing(records: int, rate: int, seconds: int, people: int = 20) -> Figures:
    """P7: what an action costs in a room that holds so many ideas already."""
    with talkoot() as server:
        room = await rooms.open_room(server, "brainstorm")
        await room.host.leave()
        with Load(server.port) as load:
            load.tell("place", room.code, room.round)
            await asyncio.to_thread(load.do, "join", 300, 2, 0)
            if records > 10:
                await asyncio.to_thread(load.do, "ideas", 600, records / 600)
        with Load(server.port) as load:
            load.tell("place", room.code, room.round)
            await asyncio.to_thread(load.do, "join", people, 1, 0)
            await asyncio.to_thread(load.do, "ideas", rate, 2)
            before = server.cpu()
            made = await asyncio.to_thread(load.do, "ideas", rate, seconds)
            cpu = server.cpu() - before
    return {
        "records": records,
        "sent": made["sent"],
        "kept": made["kept"],
        "cpu_ms_per_action": round(1000 * cpu / max(1, made["kept"]), 3),
    }
