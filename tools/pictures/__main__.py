"""`python -m tools.pictures readme` for docs/pictures, `… screens` for build/screens, without a word for both."""

from __future__ import annotations

import argparse
import asyncio
import sys

from playwright.async_api import async_playwright

from server.serve import loop_factory
from tests.browser.chromium import HOW, find_chromium
from tests.browser.venue import FLAGS
from tools.pictures import readme, screens
from tools.pictures.room import house


async def make(what: str, lang: str) -> int:
    program = find_chromium()
    if program is None:
        sys.stderr.write(f"talkoot: {HOW}\n")
        return 1
    async with house() as running, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        if what in ("readme", "all"):
            await readme.make(running, browser, lang)
        if what in ("screens", "all"):
            await screens.make(running, browser)
        await browser.close()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=("readme", "screens", "all"), default="all")
    parser.add_argument(
        "--lang", default="en", choices=("fi", "en", "sv"), help="language of the README's pictures (en)"
    )
    args = parser.parse_args()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(make(args.what, args.lang))


if __name__ == "__main__":
    sys.exit(main())
