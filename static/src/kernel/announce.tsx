/**
 * The page's two live regions. They are in the page from the start and empty; they hold text only.
 *
 * `say()` is for the person's own acts and for what others did (others: batched, one line each five seconds);
 * `interrupt()` is for a new step and for time that is up.
 */
import { signal } from "@preact/signals";

const polite = signal("");
const assertive = signal("");
const waiting = new Map<string, string>();
const EVERY = 5000;
const STAYS = 7000;
const turns = new Map<typeof polite, number>();
let last = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Say something when there is a pause. With a `topic`, only its newest text is said, at most each five seconds. */
export function say(text: string, topic = ""): void {
  if (topic === "") {
    refill(polite, text);
    return;
  }
  waiting.set(topic, text);
  timer ??= setTimeout(flush, Math.max(0, last + EVERY - Date.now()));
}

/** Say something at once. */
export function interrupt(text: string): void {
  refill(assertive, text);
}

function flush(): void {
  timer = undefined;
  last = Date.now();
  refill(polite, [...waiting.values()].join(" "));
  waiting.clear();
}

/** The same sentence twice must be heard twice: the region is emptied in between, and what was said does not stay to be
 *  come upon in a later step. */
function refill(region: typeof polite, text: string): void {
  const turn = (turns.get(region) ?? 0) + 1;
  turns.set(region, turn);
  const now = () => turns.get(region) === turn;
  region.value = "";
  setTimeout(() => now() && (region.value = text), 60);
  setTimeout(() => now() && (region.value = ""), STAYS);
}

/** Put once into every page. */
export function LiveRegions() {
  return (
    <>
      <div class="unseen" role="status" aria-live="polite">
        {polite}
      </div>
      <div class="unseen" role="alert" aria-live="assertive">
        {assertive}
      </div>
    </>
  );
}
