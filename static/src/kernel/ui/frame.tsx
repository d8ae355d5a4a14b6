/**
 * The frame of the phone's page: who, where and when at the top, the activity between, one thumb-wide act below.
 */
import type { ComponentChildren } from "preact";
import type { Phase, StepRecord } from "../contract";
import { Chip } from "./paper";
import { Timer } from "./timer";

interface ShellProps {
  readonly phase: Phase;
  readonly head: ComponentChildren;
  /** The page's heading, for those who do not see it: the step's title. */
  readonly title?: string;
  /** Quiet buttons at the very bottom. */
  readonly bar?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The page's frame; sets the phase's colour for everything in it. */
export function Shell({ phase, head, title, bar, children }: ShellProps) {
  return (
    <div class={`shell phase-${phase}`}>
      {head}
      <main class="shell-main" id="main" tabIndex={-1}>
        {title && <h1 class="unseen">{title}</h1>}
        {children}
      </main>
      {bar && <div class="shell-bar">{bar}</div>}
    </div>
  );
}

interface HeaderProps {
  readonly phase: Phase;
  readonly step?: StepRecord | undefined;
  /** In the middle: the pulse of the music. */
  readonly middle?: ComponentChildren;
  readonly end?: ComponentChildren;
}

/** Phase, pulse, clock. */
export function Header({ phase, step, middle, end }: HeaderProps) {
  return (
    <header class="shell-head">
      <Chip phase={phase} />
      <span class="shell-middle">{middle}</span>
      {step && <Timer step={step} speaks />}
      {end}
    </header>
  );
}

interface FootProps {
  /** One quiet sentence: what to do here. */
  readonly hint?: ComponentChildren;
  /** A KeptMark. */
  readonly kept?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** The foot of an activity on the phone: hint and kept mark on one row, the main button under it. Stays in sight. */
export function Foot({ hint, kept, children }: FootProps) {
  return (
    <footer class="foot">
      {(hint || kept) && (
        <div class="foot-row">
          <span class="soft">{hint}</span>
          {kept}
        </div>
      )}
      {children}
    </footer>
  );
}

/** The head of an activity: the step's question as the room's voice, its instruction as the tool's. */
export function Question({ text, lang, instruction, level = 2 }: { text: string; lang?: string; instruction?: string; level?: 1 | 2 }) {
  const H = `h${level}` as "h1";
  return (
    <div class="question">
      <H class="question-text" lang={lang}>
        {text}
      </H>
      {instruction && <p class="soft">{instruction}</p>}
    </div>
  );
}
