/**
 * Makes what an activity shows fit the wall: smaller letters down to a size that the last row still reads, and when
 * even that is too much, the picture moves on by itself, a page at a time.
 */
import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";

const SIZES = [1, 0.92, 0.85, 0.78, 0.72, 0.66];
const PAGE_EVERY = 9000;

export function Fit({ of, children }: { readonly of: string; readonly children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const outside = box.current;
    const inside = inner.current;
    if (outside === null || inside === null) return;
    const fit = () => fitInto(outside, inside);
    const sized = new ResizeObserver(fit);
    const changed = new MutationObserver(fit);
    sized.observe(outside);
    changed.observe(inside, { childList: true, subtree: true, characterData: true });
    const turning = setInterval(() => turnPage(outside), PAGE_EVERY);
    fit();
    return () => {
      sized.disconnect();
      changed.disconnect();
      clearInterval(turning);
    };
  }, [of]);
  return (
    <div class="fit" ref={box} tabIndex={-1}>
      <div class="fit-inner" ref={inner}>
        {children}
      </div>
    </div>
  );
}

function fitInto(outside: HTMLElement, inside: HTMLElement): void {
  for (const size of SIZES) {
    inside.style.fontSize = `${size}em`;
    if (inside.scrollHeight <= outside.clientHeight + 2) break;
  }
  const over = inside.scrollHeight > outside.clientHeight + 2;
  outside.classList.toggle("over", over);
  if (!over) outside.scrollTop = 0;
}

function turnPage(outside: HTMLElement): void {
  if (!outside.classList.contains("over")) return;
  const end = outside.scrollHeight - outside.clientHeight;
  const next = outside.scrollTop >= end - 4 ? 0 : Math.min(end, outside.scrollTop + outside.clientHeight * 0.9);
  outside.scrollTo({ top: next, behavior: "smooth" });
}
