"""Writes `bench/RESULTS.md` from the raw results."""

from __future__ import annotations

import statistics
from typing import Any

from bench.tools import HERE, machine


def write(results: dict[str, Any]) -> None:
    """One table of what was aimed at and what was reached, then every pair."""
    lines = ["# What was measured", ""]
    facts = machine()
    lines.append(
        f"{facts['date']} · {facts['cpu']}, {facts['cores']} cores, {facts['memory']} · Linux {facts['system']} · Python {facts['python']}."
    )
    lines.append(
        "Load generator on the same machine; figures are without TLS. Made by `make bench`; raw numbers: `results.json`."
    )
    lines.append(
        "Ratios are medians of interleaved pairs with the limit (a bare C loop that gathers for 20 ms and `send()`s); all pairs below, one of each with `--quick`."
    )
    lines += ["", "| | workload | aim | reached |", "|---|---|---|---|"]
    for name, row in ROWS.items():
        if name in results:
            workload, aim, reached = row
            lines.append(f"| {name} | {workload} | {aim} | {reached(results[name])} |")
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
        f"; CPU {made[f'cpu_of_{kind}']} × {kind}" for kind in ("socketio", "ws") if f"cpu_of_{kind}" in made
    )
    return f"p99 {made['p99_ratio']} ×, CPU {made['cpu_ratio']} ×{peers}"


def _p2(made: dict[str, Any]) -> str:
    memory = max(pair["talkoot"]["kib_per_connection"] for pair in made["pairs"])
    return f"p99 {made['p99_ratio']} ×; {memory} KiB a connection"


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
    return f"kept p99 {made['kept_p99_ms']} ms, seen p99 {made['seen_p99_ms']} ms; CPU {made['server_cpu']} of a core"


def _p7(made: dict[str, Any]) -> str:
    people = ", ".join(f"{people}: {part['cpu_ratio']} ×" for people, part in made["people"].items())
    costs = {
        records: statistics.median(row["cpu_ms_per_action"] for row in rows)
        for records, rows in made["records"].items()
    }
    records = ", ".join(f"{records}: {cost:.2f}" for records, cost in costs.items())
    return f"{people}; ms an action with so many records {records} ({max(costs.values()) / min(costs.values()):.2f} ×)"


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
    return f"{rss[5] if len(rss) > 5 else rss[0]} → {rss[-1]} MiB; {made['files'][0]} → {made['files'][-1]} open files"


def _p11(made: dict[str, Any]) -> str:
    parts = [(name, part) for room in made.values() for name, part in room.items() if isinstance(part, dict)]
    return "; ".join(f"{name.replace('_', ' ')}: {_longest(part)} (load {part['load']})" for name, part in parts)


def _longest(part: dict[str, Any]) -> str:
    waited = f", no key waited more than {part['waited_max_ms']} ms" if part.get("keys") else ""
    waited += f", no tap more than {part['tap_waited_max_ms']} ms" if part.get("taps", 0) > 1 else ""
    return f"longest task {part['longest_ms']} ms, {part['over_100_ms']} over 100{waited}"


ROWS = {
    "P1": (
        "1,000 in a room, 300 ideas/s, all see all, durable first",
        "p99 ≤ 1.3 ×, CPU ≤ 1.5 × the limit, ≤ 0.2 × socket.io",
        _p1,
    ),
    "P2": ("10,000 in one room, 100 ideas/s", "p99 ≤ 1.5 ×; ≤ 25 KiB a connection", _p2),
    "P3": ("5,000 cast 3 dots each within 5 s", "kept p99 ≤ 400 ms; ≤ 20 KiB a person; each counted once", _p3),
    "P4": ("2,000 join within 10 s, 300 ideas and 40 theses", "p99 ≤ 500 ms; ≤ 1/4 of the bytes deflated", _p4),
    "P5": ("5,000 come back within 10 s, 200 changes behind", "deltas only, p99 ≤ 1 s", _p5),
    "P6": ("200 rooms × 50, each acts every 10 s", "kept p99 ≤ 50 ms, seen p99 ≤ 100 ms", _p6),
    "P7": (
        "100, 1,000, 10,000 in a room at 100 ideas/s; 10, 1,000, 10,000 records",
        "CPU ≤ 2.5 ×, 1.5 ×, 1.5 × the limit; per action within 1.2 ×",
        _p7,
    ),
    "P8": ("100 stalled readers in a room of 1,000", "p99 ≤ 1.1 ×; ≤ 256 KiB each", _p8),
    "P9": ("cold start, 1,000 rooms; a room of 100,000 actions", "serving ≤ 2 s; open ≤ 300 ms; others ≤ 50 ms", _p9),
    "F10": ("500, then with a flooder, 100 stalled readers, 1,000 half-open sockets", "others' p99 ≤ 1.1 ×", _f10),
    "P10": ("30 minutes of P6 at half rate", "< 1 MB per 10 minutes; files flat", _p10),
    "P11": (
        "slow phone and desk (CPU ÷ 4): 1,000 ideas and 20 new a second; 400 notes being sorted",
        "no task > 100 ms; no key waits > 50 ms",
        _p11,
    ),
}
