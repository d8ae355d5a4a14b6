/**
 * Makes what an activity shows fit the wall: as large as it may be, smaller letters down to a size that the last row
 * still reads, and when even that is too much, the picture moves on by itself, a page at a time.
 *
 * Letters shrink as a wall fills and do not grow back while it stays the same picture, so that nothing pulses.
 */
import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";

const SIZES = [1.25, 1.12, 1, 0.92, 0.85, 0.78, 0.74];
const PAGE_EVERY = 9000;
/** Measuring makes the browser lay the whole picture out, so a busy board is measured now and then only. */
const MEASURE_EVERY = 600;
/** The part of the wall over which a cut picture fades. */
const FADE = 0.07;

export function Fit({ of, children }: { readonly of: string; readonly children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  useEffect(() => {
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
  const fit = () => {
    timer = undefined;
    const now = pictureOf(inside, outside);
    if (now !== picture) size = 0;
    picture = now;
    size = fitInto(outside, inside, size);
  };
  const soon = () => (timer ??= setTimeout(fit, MEASURE_EVERY));
  const sized = new ResizeObserver(soon);
  const changed = new MutationObserver(soon);
  sized.observe(outside);
  changed.observe(inside, { childList: true, subtree: true, characterData: true });
  const turning = setInterval(() => turnPage(outside), PAGE_EVERY);
  fit();
  return () => {
    sized.disconnect();
    changed.disconnect();
    clearTimeout(timer);
    clearInterval(turning);
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

/** On to what is cut at the bottom, a whole row at a time; from the end back to the beginning. */
function turnPage(outside: HTMLElement): void {
  if (!outside.classList.contains("over")) return;
  const { top, bottom } = outside.getBoundingClientRect();
  const end = outside.scrollHeight - outside.clientHeight;
  const edge = bottom - (bottom - top) * FADE;
  const rows = [...outside.querySelectorAll("li, section, tr")].map((row) => row.getBoundingClientRect());
  const cut = rows.filter((row) => row.bottom > edge && row.top < edge && row.top > top + 40).map((row) => row.top);
  const by = cut.length > 0 ? Math.max(...cut) - top - (bottom - top) * FADE * 0.7 : outside.clientHeight * 0.85;
  const next = outside.scrollTop >= end - 4 ? 0 : Math.min(end, outside.scrollTop + by);
  outside.classList.toggle("moved", next > 0);
  outside.scrollTo({ top: next, behavior: "smooth" });
}
