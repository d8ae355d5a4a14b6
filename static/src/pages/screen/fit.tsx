/**
 * Makes what an activity shows fit the wall: as large as it may be, smaller letters down to a size that the last row
 * still reads, and when even that is too much, the picture moves on by itself, a page at a time.
 *
 * Letters shrink as a wall fills. They grow back by two sizes or not at all, so that nothing pulses; while a picture is
 * new (its chunk, its letters and its first records are still coming) it is measured afresh each time.
 * Another picture begins at its beginning, and rests there before it moves on.
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";

const SIZES = [1.25, 1.12, 1, 0.92, 0.85, 0.78, 0.74];
const PAGE_EVERY = 9000;
/** The beginning, where the best of a result stands, is shown longer. */
const REST_FIRST = 14_000;
/** Measuring makes the browser lay the whole picture out, so a busy board is measured now and then only. */
const MEASURE_EVERY = 600;
/** For so long a picture is new. */
const SETTLES = 3000;
/** The part of the wall over which a cut picture fades. */
const FADE = 0.07;

/** `of`: what is shown; when it changes, the picture jumps to its beginning. */
export function Fit({ of, children }: { readonly of: string; readonly children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const outside = box.current;
    const inside = inner.current;
    if (outside === null || inside === null) return;
    return keepFitting(outside, inside);
  }, [of]);
  return (
    <div class="fit" ref={box} tabIndex={-1}>
      <div class="fit-inner" ref={inner}>
        {children}
      </div>
    </div>
  );
}

function keepFitting(outside: HTMLElement, inside: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let size = 0;
  let picture = "";
  let since = 0;
  const fit = () => {
    timer = undefined;
    const now = pictureOf(inside, outside);
    if (now !== picture) {
      since = Date.now();
      fromTheTop();
    }
    picture = now;
    const settling = Date.now() - since < SETTLES;
    const best = fitInto(outside, inside, 0);
    if (settling || best > size || best <= size - 2) size = best;
    else fitInto(outside, inside, size);
    if (settling) soon();
  };
  let turning: ReturnType<typeof setTimeout> | undefined;
  const turnIn = (wait: number) => {
    clearTimeout(turning);
    turning = setTimeout(() => turnIn(turnPage(outside) ? PAGE_EVERY : REST_FIRST), wait);
  };
  const fromTheTop = () => {
    outside.classList.remove("moved");
    outside.scrollTo({ top: 0, behavior: "instant" });
    turnIn(REST_FIRST);
  };
  const soon = () => (timer ??= setTimeout(fit, MEASURE_EVERY));
  const sized = new ResizeObserver(soon);
  const changed = new MutationObserver(soon);
  sized.observe(outside);
  changed.observe(inside, { childList: true, subtree: true, characterData: true });
  fit();
  return () => {
    sized.disconnect();
    changed.disconnect();
    clearTimeout(timer);
    clearTimeout(turning);
  };
}

/** Another picture, or another wall, is measured afresh. */
function pictureOf(inside: HTMLElement, outside: HTMLElement): string {
  const shown = inside.firstElementChild?.firstElementChild;
  return `${shown?.tagName} ${shown?.className} ${outside.clientWidth}×${outside.clientHeight}`;
}

/** The largest size from `from` on that fits; says which. */
function fitInto(outside: HTMLElement, inside: HTMLElement, from: number): number {
  const fits = (size: number) => {
    inside.style.fontSize = `${SIZES[size]}em`;
    return inside.scrollHeight <= outside.clientHeight + 2;
  };
  let size = from;
  let room = fits(size);
  while (!room && size < SIZES.length - 1) room = fits((size += 1));
  outside.classList.toggle("over", !room);
  if (room) outside.scrollTop = 0;
  return size;
}

/** On to what is cut at the bottom, a whole row at a time; from the end back to the beginning. Says whether it is away from there. */
function turnPage(outside: HTMLElement): boolean {
  if (!outside.classList.contains("over")) return false;
  const { top, bottom } = outside.getBoundingClientRect();
  const end = outside.scrollHeight - outside.clientHeight;
  const edge = bottom - (bottom - top) * FADE;
  const rows = [...outside.querySelectorAll("li, section, tr")].map((row) => row.getBoundingClientRect());
  const cut = rows.filter((row) => row.bottom > edge && row.top < edge && row.top > top + 40).map((row) => row.top);
  const by = cut.length > 0 ? Math.max(...cut) - top - (bottom - top) * FADE * 0.7 : outside.clientHeight * 0.85;
  const next = outside.scrollTop >= end - 4 ? 0 : Math.min(end, outside.scrollTop + by);
  outside.classList.toggle("moved", next > 0);
  outside.scrollTo({ top: next, behavior: "smooth" });
  return next > 0;
}
