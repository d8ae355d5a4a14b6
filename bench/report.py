"""Writes `bench/RESULTS.md` from the raw results."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

from bench.tools import HERE, machine

WARM = 15
"""Minutes of a soak after which it is warm, half of it: what has left a room is remembered for ten, and forgotten once a minute."""
Missed = list[tuple[str, bool]]
"""What was aimed at, and whether it was missed."""


def write(results: dict[str, Any]) -> None:
    """One table of what was aimed at and what was reached, then every pair."""
    facts = machine()
    lines = [
        "# What was measured",
        "",
        f"{facts['cpu']}, {facts['cores']} cores, {facts['memory']} · Linux {facts['system']} · {facts['versions']}.",
        "",
        "Load generator on the same machine; figures are without TLS. Made by `make bench`, in one go, and P10 by `make bench ARGS=P10`;",
        "the other servers beside P1 after `make bench-peers`. Raw numbers: `results.json`. Each row says of which commit it is and when it was made.",
        "",
        "Ratios (×) are medians of interleaved pairs with the limit (a bare C loop that gathers for 20 ms and `send()`s), all of them below; one",
        "of each with `--quick`. CPU is the server's, in seconds for a million deliveries. *Missed* names what did not reach its aim; why stands in",
        "`docs/decisions/007-speed.md`.",
        "",
        "| | workload | aim | reached | missed | made |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in ROWS.items():
        if made := results.get(name):
            workload, aim, reached, missed = row
            when, all_missed = made.get("made", {}), [*missed(made), ("not all arrived", _lost(made))]
            lines.append(
                f"| {name} | {workload} | {aim} | {reached(made)} | {', '.join(what for what, is_so in all_missed if is_so)} "
                f"| {when.get('at', '')} {when.get('commit', '')} |"
            )
    for name, made in results.items():
        for title, pairs in _pairs(name, made):
            lines += [
                "",
                f"## {title}",
                "",
                "| limit p50 / p99 ms · CPU s per million | Talkoot | p99 × | CPU × |",
                "|---|---|---|---|",
            ]
            lines += [
                f"| {_side(pair['limit'])} | {_side(pair['talkoot'])} | {pair['p99']} | {pair['cpu']} |"
                for pair in pairs
            ]
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


OTHERS = ("limit", "socketio", "ws")


def _lost(made: Any) -> bool:
    """Whether anything that Talkoot was sent, or anybody who came, is missing: what never arrives takes no time, and would flatter a figure."""
    if isinstance(made, list):
        return any(map(_lost, made))
    if not isinstance(made, dict):
        return False
    short = (("kept", "sent"), ("in", "people"))
    here = any(made[what] < made[of] for what, of in short if what in made and of in made)
    here = here or made.get("delivered", 1.0) < 1.0
    here = here or any(made.get(what, 0) for what in ("refused", "closed", "blocked"))
    return here or any(_lost(part) for name, part in made.items() if name not in OTHERS)


def _pairs(name: str, made: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    if name in ("P1", "P2"):
        return [(name, made["pairs"])]
    if name == "P7":
        return [(f"P7, {people} people", part["pairs"]) for people, part in made["people"].items()]
    return []


def _side(side: dict[str, Any]) -> str:
    return f"{side['seen_p50_ms']} / {side['seen_p99_ms']} · {side['cpu_s_per_million']}"


def _p1(made: dict[str, Any]) -> str:
    peers = "".join(
        f"; CPU {made[f'cpu_of_{kind}']} × {kind}, which delivered {made[kind]['deliveries'] / made['pairs'][0]['talkoot']['deliveries']:.0%}"
        for kind in ("socketio", "ws")
        if f"cpu_of_{kind}" in made
    )
    return f"{_p99(made)}, CPU {made['cpu_ratio']} ×{peers}"


def _p99(made: dict[str, Any]) -> str:
    ours, bare = (
        statistics.median(pair[side]["seen_p99_ms"] for pair in made["pairs"]) for side in ("talkoot", "limit")
    )
    return f"p99 {made['p99_ratio']} × ({ours} ms; the limit {bare} ms)"


def _p2(made: dict[str, Any]) -> str:
    return f"{_p99(made)}; {_memory(made)} KiB a connection"


def _memory(made: dict[str, Any]) -> float:
    return float(max(pair["talkoot"]["kib_per_connection"] for pair in made["pairs"]))


def _p3(made: dict[str, Any]) -> str:
    return (
        f"p99 {made['kept_p99_ms']} ms; at most {made['most_bytes_after_welcome'] / 1024:.1f} KiB a person; "
        f"{made['counted']} dots of {made['voters']} voters counted, {made['turnout_per_second']} turnout updates a second"
    )


def _p4(made: dict[str, Any]) -> str:
    part = made["deflated"]["bytes"] / made["plain"]["bytes"]
    return f"p99 {made['plain']['joined_p99_ms']} ms; deflated p99 {made['deflated']['joined_p99_ms']} ms at {part:.2f} of the bytes"


def _p5(made: dict[str, Any]) -> str:
    return f"p99 {made['joined_p99_ms']} ms; {made['deltas']} deltas, {made['full']} full"


def _p6(made: dict[str, Any]) -> str:
    each = ", ".join(f"{one['kept_p99_ms']} / {one['seen_p99_ms']}" for one in made["rounds"])
    return f"kept p99 {made['kept_p99_ms']} ms, seen p99 {made['seen_p99_ms']} ms (medians of {each}); CPU {made['server_cpu']} of a core"


def _p7(made: dict[str, Any]) -> str:
    people = ", ".join(f"{people}: {part['cpu_ratio']} ×" for people, part in made["people"].items())
    costs = _costs(made)
    records = ", ".join(f"{records}: {cost:.2f}" for records, cost in costs.items())
    return f"{people}; ms an action with so many records {records} ({max(costs.values()) / min(costs.values()):.2f} ×)"


def _costs(made: dict[str, Any]) -> dict[str, float]:
    return {of: statistics.median(row["cpu_ms_per_action"] for row in rows) for of, rows in made["records"].items()}


def _p8(made: dict[str, Any]) -> str:
    return f"p99 {made['p99_ratio']} ×; at most {max(pair['kib_each'] for pair in made['pairs'])} KiB each"


def _p9(made: dict[str, Any]) -> str:
    opened = "; ".join(
        f"a room of {made['actions']:,} {what} opened in {part['open_ms']} ms, others waited at most "
        f"{part['others_kept_max_ms']} ms ({part['quiet_kept_max_ms']} without)"
        for what, part in made["opened"].items()
    )
    return f"serving after {made['serving_s']} s; {opened}"


def _f10(made: dict[str, Any]) -> str:
    pairs = ", ".join(f"{pair['without']['seen_p99_ms']} → {pair['with']['seen_p99_ms']}" for pair in made["pairs"])
    return f"p99 {made['p99_ratio']} × ({pairs} ms)"


def _p10(made: dict[str, Any]) -> str:
    rss = made["rss_mib"]
    return (
        f"{rss[WARM]} → {rss[-1]} MiB in {len(rss) - 1 - WARM} minutes, {_slope(made):.2f} MiB per 10 minutes; "
        f"{made['files'][0]} → {made['files'][-1]} open files; {made['kept']:,} kept, {made['refused']:,} refused"
    )


def _slope(made: dict[str, Any]) -> float:
    """MiB per 10 minutes, a straight line through all minutes after the first ones."""
    rss = made["rss_mib"][WARM:]
    return 10 * float(statistics.linear_regression(range(len(rss)), rss).slope)


def _p11(made: dict[str, Any]) -> str:
    return "; ".join(
        f"{name.replace('_', ' ')}: {_longest(part)} (load average {part['load']})" for name, part in _parts(made)
    )


def _parts(made: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    rooms = [room for name, room in made.items() if name != "made"]
    return [(name, part) for room in rooms for name, part in room.items() if isinstance(part, dict)]


def _longest(part: dict[str, Any]) -> str:
    waited = f", no key waited more than {part['waited_max_ms']} ms" if part.get("keys") else ""
    waited += f", no tap more than {part['tap_waited_max_ms']} ms" if part.get("taps", 0) > 1 else ""
    tasks = (
        f"longest task {part['longest_ms']} ms, {part['over_100_ms']} over 100"
        if part["long_tasks"]
        else "no task over 50 ms"
    )
    return tasks + waited


def _missed_by_pairs(made: dict[str, Any], p99: float, **more: bool) -> Missed:
    return [("p99", made["p99_ratio"] > p99), *more.items()]


def _missed_p7(made: dict[str, Any]) -> Missed:
    costs = _costs(made).values()
    aims = {"100": 2.5, "1000": 1.5, "10000": 1.5}
    by_people = [(f"CPU at {people}", part["cpu_ratio"] > aims[people]) for people, part in made["people"].items()]
    return [*by_people, ("per action", max(costs) > 1.2 * min(costs))]


def _missed_p9(made: dict[str, Any]) -> Missed:
    found = [("serving", made["serving_s"] > 2)]
    for what, part in made["opened"].items():
        found += [(f"open ({what})", part["open_ms"] > 300), (f"others ({what})", part["others_kept_max_ms"] > 50)]
    return found


def _missed_p11(made: dict[str, Any]) -> Missed:
    found = []
    for name, part in _parts(made):
        found.append((f"a task ({name.replace('_', ' ')})", part["longest_ms"] > 100))
        found.append((f"a key ({name.replace('_', ' ')})", part.get("waited_max_ms", 0) > 50))
    return found


ROWS: dict[str, tuple[str, str, Callable[[dict[str, Any]], str], Callable[[dict[str, Any]], Missed]]] = {
    "P1": (
        "1,000 in a room, 300 ideas/s, all see all, durable first",
        "p99 ≤ 1.3 ×, CPU ≤ 1.5 × the limit, ≤ 0.2 × socket.io",
        _p1,
        lambda made: _missed_by_pairs(
            made, 1.3, CPU=made["cpu_ratio"] > 1.5, **{"socket.io": made.get("cpu_of_socketio", 0) > 0.2}
        ),
    ),
    "P2": (
        "10,000 in one room, 100 ideas/s",
        "p99 ≤ 1.5 ×; ≤ 25 KiB a connection",
        _p2,
        lambda made: _missed_by_pairs(made, 1.5, memory=_memory(made) > 25),
    ),
    "P3": (
        "5,000 cast 3 dots each within 5 s",
        "kept p99 ≤ 400 ms; ≤ 20 KiB a person; each counted once",
        _p3,
        lambda made: [
            ("p99", made["kept_p99_ms"] > 400),
            ("bytes", made["most_bytes_after_welcome"] > 20 * 1024),
            ("count", made["counted"] != 3 * made["people"]),
            ("turnout", made["turnout_per_second"] < 2),
        ],
    ),
    "P4": (
        "2,000 join within 10 s, 300 ideas and 40 theses",
        "p99 ≤ 500 ms; ≤ 1/4 of the bytes deflated",
        _p4,
        lambda made: [
            ("p99", max(made[kind]["joined_p99_ms"] for kind in ("plain", "deflated")) > 500),
            ("bytes", made["deflated"]["bytes"] > made["plain"]["bytes"] / 4),
        ],
    ),
    "P5": (
        "5,000 come back within 10 s, 200 changes behind",
        "deltas only, p99 ≤ 1 s",
        _p5,
        lambda made: [("p99", made["joined_p99_ms"] > 1000), ("full", made["full"] > 0)],
    ),
    "P6": (
        "200 rooms × 50, each acts every 10 s",
        "kept p99 ≤ 50 ms, seen p99 ≤ 100 ms",
        _p6,
        lambda made: [("kept", made["kept_p99_ms"] > 50), ("seen", made["seen_p99_ms"] > 100)],
    ),
    "P7": (
        "100, 1,000, 10,000 in a room at 100 ideas/s; 10, 1,000, 10,000 records",
        "CPU ≤ 2.5 ×, 1.5 ×, 1.5 × the limit; per action within 1.2 ×",
        _p7,
        _missed_p7,
    ),
    "P8": (
        "100 stalled readers in a room of 1,000",
        "p99 ≤ 1.1 ×; ≤ 256 KiB each",
        _p8,
        lambda made: _missed_by_pairs(made, 1.1, memory=max(pair["kib_each"] for pair in made["pairs"]) > 256),
    ),
    "P9": (
        "cold start, 1,000 rooms; a room of 100,000 actions",
        "serving ≤ 2 s; open ≤ 300 ms; others ≤ 50 ms",
        _p9,
        _missed_p9,
    ),
    "F10": (
        "500, then with a flooder, 100 stalled readers, 1,000 half-open sockets",
        "others' p99 ≤ 1.1 ×",
        _f10,
        lambda made: _missed_by_pairs(made, 1.1),
    ),
    "P10": (
        "30 minutes of P6 at half rate, notes being sorted: nothing is added that would have to stay",
        "< 1 MB per 10 minutes; files flat",
        _p10,
        lambda made: [("memory", _slope(made) >= 1), ("files", made["files"][0] != made["files"][-1])],
    ),
    "P11": (
        "slow phone and desk (CPU ÷ 4): 1,000 ideas and 20 new a second; 400 notes being sorted",
        "no task > 100 ms; no key waits > 50 ms",
        _p11,
        _missed_p11,
    ),
}
