"""What a rehearsal reports, and how percentiles are taken."""

from __future__ import annotations

from typing import Any

import pytest

from server.rehearse.figures import IN_WORDS, KEYS, Figures, in_words, milliseconds


def test_the_report_has_exactly_its_keys_in_order() -> None:
    report = Figures().report("double-diamond", 12, 22, 0, 0)
    assert tuple(report) == KEYS
    assert (report["model"], report["people"], report["steps"]) == ("double-diamond", 12, 22)


def test_answers_are_counted_and_timed() -> None:
    figures = Figures()
    figures.sent = 4
    for seconds in (0.010, 0.020, 0.300):
        figures.keeps(seconds)
    figures.refuses("place_dots", "late")
    report = figures.report("x", 1, 1, 2, 1)
    assert {name: report[name] for name in ("sent", "kept", "refused", "lost", "doubled")} == {
        "sent": 4, "kept": 3, "refused": 1, "lost": 2, "doubled": 1,
    }  # fmt: skip
    assert (report["kept_p50_ms"], report["kept_p99_ms"]) == (20.0, 300.0)
    assert figures.refusals == {"place_dots: late": 1}


@pytest.mark.parametrize(
    ("seconds", "percent", "ms"),
    [([], 99, 0.0), ([0.5], 50, 500.0), ([0.5], 99, 500.0), ([n / 1000 for n in range(1, 101)], 99, 100.0),
     ([n / 1000 for n in range(1, 101)], 50, 51.0), ([0.003, 0.001, 0.002], 50, 2.0)],
)  # fmt: skip
def test_percentiles_are_the_nearest_rank(seconds: list[float], percent: int, ms: float) -> None:
    assert milliseconds(seconds, percent) == ms


def test_people_read_every_figure_in_words_and_with_its_unit() -> None:
    report: dict[str, Any] = dict.fromkeys(KEYS, 1234) | {"model": "learning-workshop", "kept_p99_ms": 0.5}
    assert set(IN_WORDS) == set(KEYS) - {"model"}, "the model is the heading"
    said = in_words(report)
    assert len({what for what, _ in said}) == len(said)
    assert not any("_" in what for what, _ in said)
    told = dict(zip(IN_WORDS, (much for _, much in said), strict=True))
    assert (told["sent"], told["kept_p99_ms"], told["seconds"]) == ("1,234", "0.5 ms", "1,234 s")
    assert all(much.endswith(" ms") == key.endswith("_ms") for key, much in told.items())
