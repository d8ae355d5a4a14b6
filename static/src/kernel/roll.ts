/**
 * What scrolls on by itself while a card is carried to its edge.
 */
const EDGE = 56;
const STEP = 12;

/** Near an edge of what scrolls around a place, it scrolls on: the page, or a part of it. */
export function roll(at: Element, y: number): void {
  let part: Element | null = at;
  while (part !== null && !(part.scrollHeight > part.clientHeight && /auto|scroll/.test(getComputedStyle(part).overflowY))) part = part.parentElement;
  const box = part?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
  const by = y < Math.max(0, box.top) + EDGE ? -STEP : y > Math.min(innerHeight, box.bottom) - EDGE ? STEP : 0;
  if (by !== 0) (part ?? window).scrollBy(0, by);
}
