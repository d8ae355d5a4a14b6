/**
 * A counted result as rows of dots: the text, its dots, its number; equal numbers say so. One dot is one dot, never a
 * share, and the numbers are text, so nobody needs the picture.
 */
import type { ComponentChildren } from "preact";
import { sheet } from "../style";
import { Text } from "../text";

export interface Bar {
  readonly id: string;
  readonly text: string;
  readonly lang?: string | undefined;
  readonly count: number;
  /** Said after the number: "tied". */
  readonly tie?: string;
  /** Below the line: drawn paler. */
  readonly pale?: boolean;
  /** A mark that this one is the person's own. */
  readonly own?: string;
  readonly children?: ComponentChildren;
}

interface BarsProps {
  readonly rows: readonly Bar[];
  /** How a count is said: "3 dots". */
  readonly said: (count: number) => string;
}

const MOST_DOTS = 60;

export function Bars({ rows, said }: BarsProps) {
  const most = Math.max(1, ...rows.map((row) => row.count));
  return (
    <ol class="bars" style={{ "--most": String(Math.min(most, MOST_DOTS)) }}>
      {rows.map((row) => (
        <li class={`bar ${row.pale ? "pale" : ""}`} key={row.id}>
          <p class="bar-text">
            <Text text={row.text} lang={row.lang} />
            {row.own && <span class="bar-own">{row.own}</span>}
          </p>
          <span class="bar-track" aria-hidden="true">
            {most <= MOST_DOTS ? (
              Array.from({ length: row.count }, () => <i />)
            ) : (
              <b style={{ width: `${(100 * row.count) / most}%` }} />
            )}
          </span>
          <span class="bar-count num">
            <span aria-hidden="true">{row.count}</span>
            <span class="unseen">{said(row.count)}</span>
            {row.tie && <span class="bar-tie"> {row.tie}</span>}
          </span>
          {row.children}
        </li>
      ))}
    </ol>
  );
}

sheet(`
.bars { display: grid; gap: .7em }
.bar { display: grid; grid-template: "text count" auto "track track" auto "more more" auto / minmax(0, 1fr) auto; gap: .15em .9em; align-items: baseline }
.bar-text { grid-area: text; font: 500 1.1em/1.25 var(--serif) }
.bar-own { font: 600 14px/1.4 var(--sans); color: var(--phase); margin-left: .6em; white-space: nowrap }
.bar-track { --gap: max(2px, .18em); grid-area: track; display: flex; gap: var(--gap); align-items: center; min-height: 1em; min-width: 0 }
.bar-track i { flex: 0 0 auto; width: min(.8em, calc(100% / var(--most) - var(--gap))); aspect-ratio: 1; border-radius: 50%; background: var(--phase); animation: landed 200ms backwards }
.bar-track b { height: .7em; border-radius: .35em; background: var(--phase) }
.bar.pale .bar-track i, .bar.pale .bar-track b { background: color-mix(in srgb, var(--phase) 42%, var(--sheet)) }
.bar-count { grid-area: count; font-weight: 700; font-size: 1.3em; line-height: 1.2; white-space: nowrap }
.bar-tie { font: 500 max(14px, .6em)/1 var(--sans); color: var(--soft) }
.bar > :nth-child(4) { grid-area: more }
@container (min-width: 780px) {
  .bar { grid-template: "text track count" auto "more . ." auto / minmax(0, clamp(32%, 80% - var(--most) * 1em, 60%)) minmax(0, calc(var(--most) * 1em)) minmax(6.2em, 1fr); gap: .2em 1.1em; align-items: center }
  .bar-text, .bar > :nth-child(4) { text-align: right }
}
.wide-enough { container-type: inline-size }
@keyframes landed { from { opacity: 0; transform: scale(.2) } }
`);
