"""The floor of free space: asked seldom, exact at its edge, and never a reason of its own to fail."""

from __future__ import annotations

from pathlib import Path

from server.floor import MB, Floor


class Disk:
    def __init__(self, free: int) -> None:
        self.free, self.asked, self.broken, self.now = free, 0, False, 100.0

    def __call__(self, folder: Path) -> int:
        self.asked += 1
        if self.broken:
            raise OSError(5, "Input/output error")
        return self.free


def floor_on(disk: Disk, least_mb: int = 500) -> Floor:
    return Floor(Path(), least_mb, disk, lambda: disk.now)


def test_low_is_below_and_not_at_the_floor() -> None:
    disk = Disk(500 * MB)
    floor = floor_on(disk)
    assert not floor.low()
    disk.free, disk.now = 500 * MB - 1, disk.now + 1
    assert floor.low()
    assert f"talkoot_free_bytes {500 * MB - 1}\n" in floor.text() and "talkoot_read_only 1\n" in floor.text()


def test_it_heals_within_a_second_and_asks_at_most_twice_in_one() -> None:
    disk = Disk(0)
    floor = floor_on(disk)
    for n in range(1000):
        disk.now = 100.0 + n / 1000
        assert floor.low()
    assert disk.asked <= 3
    disk.free, disk.now = 600 * MB, 101.0
    assert not floor.low()


def test_zero_switches_it_off_and_a_folder_that_cannot_be_asked_is_not_low() -> None:
    disk = Disk(0)
    assert not floor_on(disk, 0).low()
    disk.broken = True
    assert not floor_on(disk).low()


def test_the_real_disk_can_be_asked(tmp_path: Path) -> None:
    floor = Floor(tmp_path, 1)
    assert not floor.low() and floor.free > MB
    assert Floor(tmp_path, 10**9).low()
