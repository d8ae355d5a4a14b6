"""What the hub counts: plain counters, gauges and histograms without a name of any room or person in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Counter:
    """Only grows; by one label, or none."""

    kind = "counter"

    def __init__(self, name: str, says: str, label: str = "") -> None:
        self.name, self.says, self.label = name, says, label
        self.values: dict[str, float] = {} if label else {"": 0}

    def add(self, amount: float = 1, of: str = "") -> None:
        self.values[of] = self.values.get(of, 0) + amount

    @property
    def value(self) -> float:
        return sum(self.values.values())

    def lines(self) -> Iterator[str]:
        for of, value in self.values.items():
            yield f'{self.name}{{{self.label}="{of}"}} {value:g}' if self.label else f"{self.name} {value:g}"


class Gauge(Counter):
    """Goes up and down."""

    kind = "gauge"

    def set(self, value: float) -> None:
        self.values[""] = value


class Histogram:
    """How long something took, in seconds."""

    kind = "histogram"

    def __init__(self, name: str, says: str, bounds: tuple[float, ...] = SECONDS) -> None:
        self.name, self.says, self.bounds = name, says, bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def seen(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    @property
    def count(self) -> int:
        return sum(self.counts)

    def lines(self) -> Iterator[str]:
        total = 0
        for bound, count in zip(self.bounds, self.counts, strict=False):
            total += count
            yield f'{self.name}_bucket{{le="{bound:g}"}} {total}'
        yield f'{self.name}_bucket{{le="+Inf"}} {self.count}'
        yield f"{self.name}_sum {self.sum:g}"
        yield f"{self.name}_count {self.count}"


class Metrics:
    """The registry. A transport adds its own lines to `text()`."""

    def __init__(self) -> None:
        self.before_text: list[Callable[[Metrics], None]] = []
        self.rooms = Gauge("talkoot_rooms", "Rooms awake in memory")
        self.links = Gauge("talkoot_links", "Connections that said hello")
        self.people = Gauge("talkoot_people", "People connected, each once per room")
        self.behind = Gauge("talkoot_behind", "Connections that missed a frame and wait for a delta")
        self.kept = Counter("talkoot_kept_total", "Actions kept")
        self.refused = Counter("talkoot_refused_total", "Actions refused", "code")
        self.repeats = Counter("talkoot_repeats_total", "Actions that came again and were answered again")
        self.welcomes = Counter("talkoot_welcomes_total", "Welcomes", "how")
        self.byes = Counter("talkoot_byes_total", "Connections told to go", "code")
        self.syncs = Counter("talkoot_syncs_total", "Browsers whose count differed and who asked again", "how")
        self.soft_dropped = Counter("talkoot_soft_dropped_total", "Soft messages dropped")
        self.changes = Counter("talkoot_changes_total", "Changes made durable")
        self.flushes = Counter("talkoot_flushes_total", "Flushes")
        self.appends = Counter("talkoot_appends_total", "How appends ended", "how")
        self.snapshots = Counter("talkoot_snapshots_total", "Snapshots written")
        self.purges = Counter("talkoot_purges_total", "Purges finished")
        self.errands = Counter("talkoot_errands_total", "Work done off the loop", "how")
        self.broken = Counter("talkoot_broken_total", "Decisions that ended in an unforeseen error")
        self.unswept = Counter("talkoot_unswept_total", "Rooms that could not be read when their date was looked up")
        self.flush_seconds = Histogram("talkoot_flush_seconds", "First action waiting to last answer written")
        self.open_seconds = Histogram("talkoot_open_seconds", "First knock at a room to the room in memory")
        self.append_seconds = Histogram("talkoot_append_seconds", "Append handed over to durable")

    def all(self) -> list[Counter | Histogram]:
        return [metric for metric in vars(self).values() if isinstance(metric, Counter | Histogram)]

    def text(self) -> str:
        """All of it in the Prometheus text format."""
        for look in self.before_text:
            look(self)
        lines = []
        for metric in self.all():
            lines += [f"# HELP {metric.name} {metric.says}", f"# TYPE {metric.name} {metric.kind}", *metric.lines()]
        return "\n".join(lines) + "\n"
