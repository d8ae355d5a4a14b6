/**
 * The double diamond: the logo, the map of the workshop, and the progress on it. And the dots of a path walked.
 */
import type { Phase } from "../contract";
import { t } from "../words";

export function Logo({ size = 40 }: { readonly size?: number }) {
  return (
    <svg class="logo" width={size} height={size * 0.8} viewBox="0 0 32 26" role="img" aria-label="Talkoot">
      <path class="d-define" d="M1 13 9 3l8 10-8 10z" />
      <path class="d-develop" d="M15 13l8-10 8 10-8 10z" />
    </svg>
  );
}

const SPAN: Readonly<Record<Phase, readonly [number, number]>> = {
  open: [10, 10],
  discover: [10, 122],
  define: [122, 236],
  develop: [236, 348],
  deliver: [348, 460],
  close: [460, 460],
};

interface MapProps {
  readonly phase: Phase;
  /** How far into the phase, 0 to 1. */
  readonly part?: number;
  readonly width?: number | string;
}

/** The map: four triangles, the way walked, and where the room is now. */
export function DoubleDiamond({ phase, part = 0, width = 470 }: MapProps) {
  const [from, to] = SPAN[phase];
  const x = from + (to - from) * Math.min(1, Math.max(0, part));
  return (
    <svg class="diamond-map" width={width} viewBox="0 0 470 60" role="img" aria-label={t("map-label", { phase: t(`phase-${phase}`) })}>
      <path class="f-discover" d="M10 30 122 3v54z" />
      <path class="f-define" d="M122 3 236 30 122 57z" />
      <path class="f-develop" d="M236 30 348 3v54z" />
      <path class="f-deliver" d="M348 3 460 30 348 57z" />
      <path class="d-define edge" d="M10 30 122 3 236 30 122 57z" />
      <path class="d-develop edge" d="M236 30 348 3 460 30 348 57z" />
      <path class="way" d={`M10 30H${x}`} />
      <circle class={`at-${phase}`} cx={x} cy="30" r="8" />
    </svg>
  );
}

interface PathProps {
  readonly count: number;
  /** Index of the one in front of the person. */
  readonly at: number;
  readonly seen: ReadonlySet<number>;
  readonly kept?: ReadonlySet<number>;
  /** "Thesis 9 of 28". */
  readonly label: string;
}

/** A path of dots: seen, marked, and where one stands. */
export function PathDots({ count, at, seen, kept, label }: PathProps) {
  return (
    <div class="path" role="img" aria-label={label}>
      {Array.from({ length: count }, (_, n) => (
        <i class={n === at ? "me" : kept?.has(n) ? "kept" : seen.has(n) ? "seen" : ""} />
      ))}
    </div>
  );
}
