"""Runs the measurements and writes `bench/RESULTS.md` with the raw numbers beside it: `python -m bench [P1 P2 …]`.

Every ratio is the median of interleaved pairs (the limit, then Talkoot, and again), all of them published. `--quick` makes
one pair of each, for a look. Nothing here passes or fails; the table says what was aimed at and what was reached.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from bench import phone, workloads
from bench.report import write
from bench.tools import HERE, Figures, commit, many_files

Workload = Callable[[int], Figures]


def pairs(people: int, rate: int, seconds: int, times: int) -> Figures:
    """Interleaved: limit, Talkoot, limit, Talkoot …; ratios of each pair and their medians."""
    rows: list[dict[str, Any]] = []
    for n in range(times):
        say(f"  pair {n + 1} of {times}: {people} people, {rate} ideas/s")
        bare = workloads.of_limit(people, rate, seconds)
        ours = asyncio.run(workloads.of_talkoot(people, rate, seconds))
        rows.append({
            "limit": bare, "talkoot": ours,
            "p99": round(ours["seen_p99_ms"] / max(0.01, bare["seen_p99_ms"]), 2),
            "cpu": round(ours["cpu_s_per_million"] / max(0.001, bare["cpu_s_per_million"]), 2),
        })  # fmt: skip
    return {"pairs": rows, **{f"{key}_ratio": statistics.median(row[key] for row in rows) for key in ("p99", "cpu")}}


def p1(times: int) -> Figures:
    made = pairs(1000, 300, 10, times)
    if (HERE / "peers" / "node_modules").exists():
        for kind in ("socketio", "ws"):
            say(f"  {kind}")
            made[kind] = workloads.of_peer(kind, 1000, 300, 10)
            ours = statistics.median(row["talkoot"]["cpu_s_per_million"] for row in made["pairs"])
            made[f"cpu_of_{kind}"] = round(ours / made[kind]["cpu_s_per_million"], 2)
    return made


def p2(times: int) -> Figures:
    return pairs(10_000, 100, 10, times)


def p3(times: int) -> Figures:
    return asyncio.run(workloads.votes(5000, 5))


def p4(times: int) -> Figures:
    return {
        "plain": asyncio.run(workloads.join_storm(2000, 10, 300, deflate=False)),
        "deflated": asyncio.run(workloads.join_storm(2000, 10, 300, deflate=True)),
    }


def p5(times: int) -> Figures:
    return asyncio.run(workloads.reconnect_storm(5000, 10, 200))


def p6(times: int) -> Figures:
    return asyncio.run(workloads.many_rooms(200, 50, 10, 20, times))


def p7(times: int) -> Figures:
    by_people = {str(people): pairs(people, 100, 6, times) for people in (100, 1000, 10_000)}
    by_records: dict[int, list[Figures]] = {10: [], 1_000: [], 10_000: []}
    for n in range(times):
        for records, rows in by_records.items():
            say(f"  round {n + 1} of {times}: {records} records")
            rows.append(asyncio.run(workloads.growing(records, 100, 6)))
    return {"people": by_people, "records": {str(records): rows for records, rows in by_records.items()}}


def p8(times: int) -> Figures:
    rows = []
    for n in range(times):
        say(f"  pair {n + 1} of {times}: 100 stalled readers")
        without = asyncio.run(workloads.of_talkoot(900, 100, 8))
        stalled = asyncio.run(workloads.of_talkoot(1000, 100, 8, stalled=100))
        extra = stalled["memory_after_mib"] - without["memory_after_mib"]
        rows.append({
            "without": without, "with": stalled, "p99": round(stalled["seen_p99_ms"] / without["seen_p99_ms"], 2),
            "kib_each": round(extra * 1024 / 100, 1),
        })  # fmt: skip
    return {"pairs": rows, "p99_ratio": statistics.median(row["p99"] for row in rows)}


def p9(times: int) -> Figures:
    return asyncio.run(workloads.cold_start(1000, 100_000))


def p10(times: int) -> Figures:
    return asyncio.run(workloads.soak(200, 50, 20, 30))


def p11(times: int) -> Figures:
    return asyncio.run(phone.in_large_rooms())


def f10(times: int) -> Figures:
    rows = []
    for n in range(times):
        say(
            f"  pair {n + 1} of {times}: 500 people, then with a flooder, 100 stalled readers and 1,000 half-open sockets"
        )
        without = asyncio.run(workloads.of_talkoot(500, 100, 8))
        hurt = asyncio.run(workloads.of_talkoot(500, 100, 8, hurt=workloads.HURT))
        ratio = round(hurt["seen_p99_ms"] / without["seen_p99_ms"], 2)
        say(f"  p99 {without['seen_p99_ms']} ms, then {hurt['seen_p99_ms']} ms: {ratio} ×")
        rows.append({"without": without, "with": hurt, "p99": ratio})
    return {"pairs": rows, "p99_ratio": statistics.median(row["p99"] for row in rows)}


ALL: dict[str, Workload] = {
    "P1": p1, "P2": p2, "P3": p3, "P4": p4, "P5": p5, "P6": p6, "P7": p7, "P8": p8, "P9": p9, "F10": f10,
    "P11": p11,
}  # fmt: skip
LONG: dict[str, Workload] = {"P10": p10}


def say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("which", nargs="*", help="P1 … P11, F10; default: all but the half-hour soak P10")
    parser.add_argument("--quick", action="store_true", help="one pair of each")
    args = parser.parse_args()
    many_files()
    raw = HERE / "results.json"
    results: dict[str, Any] = json.loads(raw.read_text()) if raw.exists() else {}
    for name in args.which or list(ALL):
        say(name)
        made = {"at": time.strftime("%Y-%m-%d %H:%M"), "commit": commit()}
        results[name] = {**(ALL | LONG)[name](1 if args.quick else 5), "made": made}
        raw.write_text(json.dumps(results, indent=1) + "\n")
    write(results)


if __name__ == "__main__":
    main()
