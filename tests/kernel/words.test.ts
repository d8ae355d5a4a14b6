import "./browserlike";
import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, has, pick, rich, spoken, t, use } from "../../static/src/kernel/words";
import { leftOf } from "../../static/src/kernel/ui/timer";

const FTL = `
plain = Kept
here = { $n ->
    [one] { $n } person is here
   *[other] { $n } people are here
}
line = From { $who }: { $text }
`;

test("words with numbers and plurals; a variable is isolated", () => {
  use("en", FTL);
  assert.equal(t("plain"), "Kept");
  assert.equal(t("here", { n: 1 }), "\u20681\u2069 person is here");
  assert.equal(t("here", { n: 41 }), "\u206841\u2069 people are here");
  assert.ok(has("plain") && !has("nothing"));
});

test("rich words give their variables to be drawn", () => {
  use("en", FTL);
  const parts = rich("here", { n: 41 }, (part) => `[${part}]`).filter((part) => part !== "");
  assert.equal(parts.join("").replace(/[\u2068\u2069]/g, ""), "[41] people are here");
});

test("a text is picked in the page's language, else the fallback's, else any", () => {
  use("sv", FTL);
  assert.deepEqual(pick({ fi: "hei", sv: "hej" }), { text: "hej", lang: "sv" });
  assert.deepEqual(pick({ fi: "hei", en: "hi" }, "fi"), { text: "hei", lang: "fi" });
  assert.deepEqual(pick({ en: "hi" }), { text: "hi", lang: "en" });
  assert.deepEqual(pick({}, "fi", "as typed"), { text: "as typed", lang: "fi" });
  assert.equal(pick(undefined).text, "");
});

test("clocks and codes as people read them", () => {
  assert.equal(clock(402_000), "6:42");
  assert.equal(clock(-5), "0:00");
  assert.equal(clock(3_726_000), "1:02:06");
  assert.equal(spoken("K7RMX4"), "K7R-MX4");
});

test("a step's time: running, paused, none", () => {
  const step = { id: "s", minutes: 5, ends: 60_000, left: 0 };
  assert.equal(leftOf(step, 10_000), 50_000);
  assert.equal(leftOf({ ...step, ends: 0, left: 30_000 }, 10_000), 30_000);
  assert.equal(leftOf({ ...step, ends: 0 }, 10_000), null);
});
