/**
 * The few signs of the tool, drawn in the colour of the text beside them and never read aloud.
 */
const PATHS = {
  kept: "m4 12 6 6L20 6",
  waiting: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
  refused: "M12 8v5m0 3.5v.5M12 3 2.5 20h19z",
  mark: "M6 3h12v18l-6-5-6 5z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  close: "m6 6 12 12M18 6 6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  move: "M12 4v16M4 12h16M9 7l3-3 3 3M9 17l3 3 3-3M7 9l-3 3 3 3M17 9l3 3-3 3",
  edit: "M4 20h4L19 9l-4-4L4 16z",
  back: "M15 5l-7 7 7 7",
  next: "m9 5 7 7-7 7",
  down: "m6 9 6 6 6-6",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7m-6 9c0-4 3-6 6-6s6 2 6 6m1-16.5a3.5 3.5 0 0 1 0 7M17 14c2.5.5 4 2.5 4 6",
  sound: "M4 10v4h4l5 4V6L8 10zM17 9c1.5 2 1.5 4 0 6",
  silent: "M4 10v4h4l5 4V6L8 10zM17 10l4 4m0-4-4 4",
  pause: "M9 5v14M15 5v14",
  hide: "M3 3l18 18M10 6c6-1 10 4 11 6-.5 1-1.5 2.5-3 3.8M6.5 8C4.5 9.5 3.5 11 3 12c1 2 4 6 9 6 1.5 0 2.8-.3 4-.9",
  show: "M3 12c1-2 4-6 9-6s8 4 9 6c-1 2-4 6-9 6s-8-4-9-6m9-2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  print: "M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z",
  time: "M7 3h10M7 21h10M8 3c0 5 8 6 8 9s-8 4-8 9m8-18c0 5-8 6-8 9s8 4 8 9",
  out: "M12 3 21 12 12 21 3 12z",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  wall: "M3 5h18v11H3zM12 16v4M8 20h8",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20, fill = false }: { name: IconName; size?: number; fill?: boolean }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={fill ? "currentColor" : "none"}
      stroke="currentColor"
      stroke-width={name === "more" ? 3.5 : 2}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The sign of the phases: two small diamonds. */
export function Diamonds({ size = 16 }: { size?: number }) {
  return (
    <svg class="icon" width={size} height={size * 0.84} viewBox="0 0 32 26" aria-hidden="true" focusable="false">
      <path d="M1 13 9 3l8 10-8 10zM15 13l8-10 8 10-8 10z" fill="none" stroke="currentColor" stroke-width="3" />
    </svg>
  );
}
