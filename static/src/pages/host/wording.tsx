/**
 * The words of a step for editing, in each language in which the workshop says something of its own.
 *
 * When the room's own words change, those in other languages would say something else: unless they are changed along
 * with them, the room drops them, and the dialog says so before anything is saved.
 */
import { signal, type Signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { StepRecord, Texts } from "../../kernel/contract";
import type { Draft } from "../../kernel/draft";
import { Choice, Field, Notice, say, t } from "../../kernel/ui";
import { lengthOf } from "../../kernel/ui/field";
import { LANGUAGES, NAMES } from "../../kernel/words";
import type { Desk } from "./desk";
import { freshDraft } from "./local";
import { nameOf } from "./names";
import { scriptOf } from "./script";

/** What a step says, in the order in which it is edited: how long it may be, and how many lines it is given. */
const PARTS = {
  title: { most: 120, rows: 1 },
  question: { most: 2000, rows: 2 },
  instruction: { most: 2000, rows: 3 },
  script: { most: 8000, rows: 4 },
} as const;

type Part = keyof typeof PARTS;
const ALL = Object.keys(PARTS) as Part[];

function told(desk: Desk, step: StepRecord): Readonly<Record<Part, Texts>> {
  return { title: step.title, question: step.question, instruction: step.instruction, script: scriptOf(desk, step)?.text ?? {} };
}

/** The room's language, and those in which any step says something of its own: a copy of the room's words does not. */
function tonguesOf(desk: Desk, home: string): string[] {
  const texts = desk.steps.value.flatMap((step) => Object.values(told(desk, step)));
  const own = (tag: string) => texts.some((one) => one[tag] && one[tag] !== one[home]);
  return [home, ...LANGUAGES.filter((tag) => tag !== home && own(tag))];
}

export class Wording {
  readonly home: string;
  readonly tongues: readonly string[];
  /** The language that is being edited. */
  readonly tongue: Signal<string>;
  private readonly was: Readonly<Record<Part, Texts>>;
  private readonly drafts = new Map<string, Draft>();

  constructor(desk: Desk, step: StepRecord) {
    this.home = desk.workshop?.lang ?? "";
    this.tongues = tonguesOf(desk, this.home);
    this.tongue = signal(this.home);
    this.was = told(desk, step);
    for (const part of ALL) for (const tag of this.tongues) this.drafts.set(`${part} ${tag}`, freshDraft(this.was[part][tag]));
  }

  draft(part: Part, tag: string): Draft {
    return this.drafts.get(`${part} ${tag}`) as Draft;
  }

  /** What was said anew, by part, as `edit_step` takes it. */
  said(): Record<string, unknown> {
    const edited: Record<string, unknown> = {};
    for (const part of ALL) {
      const anew = this.tongues.filter((tag) => this.changed(part, tag)).map((tag) => [tag, this.draft(part, tag).text.value]);
      if (anew.length > 0) edited[part] = this.tongues.length > 1 ? Object.fromEntries(anew) : this.draft(part, this.home).text.value;
    }
    return edited;
  }

  /** The languages in which something of their own will not be there any more. */
  losing(): readonly string[] {
    return this.tongues.filter((tag) => ALL.some((part) => this.was[part][tag] !== this.was[part][this.home] && this.loses(part, tag)));
  }

  /** Something that is said in the room's language will not be said in this one. */
  lacks(tag: string): boolean {
    const said = (part: Part, tag: string) => !this.loses(part, tag) && this.draft(part, tag).text.value.trim() !== "";
    return ALL.some((part) => said(part, this.home) && !said(part, tag));
  }

  /** It can be kept: there is a title, and nothing is too long. */
  fits(): boolean {
    const titled = !this.was.title[this.home] || this.draft("title", this.home).text.value.trim() !== "";
    return titled && ALL.every((part) => this.tongues.every((tag) => lengthOf(this.draft(part, tag).text.value) <= PARTS[part].most || !this.changed(part, tag)));
  }

  /** Its words are dropped: the room's own are said anew, and these are not said along with them. */
  private loses(part: Part, tag: string): boolean {
    const was = this.was[part];
    return tag !== this.home && Boolean(was[tag] && was[this.home]) && this.changed(part, this.home) && !this.changed(part, tag);
  }

  private changed(part: Part, tag: string): boolean {
    return this.draft(part, tag).text.value.trim() !== (this.was[part][tag] ?? "");
  }
}

export function useWording(desk: Desk, step: StepRecord): Wording {
  return useMemo(() => new Wording(desk, step), []);
}

interface WordsProps {
  readonly wording: Wording;
  readonly step: StepRecord;
  readonly onSubmit: () => void;
}

export function Words({ wording, step, onSubmit }: WordsProps) {
  const tag = wording.tongue.value;
  const names = wording.tongues.map((value) => ({ value, label: <span lang={value}>{NAMES[value] ?? value}</span>, note: wording.lacks(value) && <Lacking /> }));
  const hints: Partial<Record<Part, string>> = { title: nameOf(step.activity), script: t("host-script-hint") };
  return (
    <>
      {names.length > 1 && <Choice label={t("host-step-lang")} value={tag} options={names} onChange={(next) => (wording.tongue.value = next)} />}
      <div class="stack" key={tag}>
        {ALL.map((part) => (
          <Field key={part} label={t(part === "script" ? "host-script" : `host-step-${part}`)} draft={wording.draft(part, tag)} lang={tag} max={PARTS[part].most} rows={PARTS[part].rows} hint={hints[part]} class={`says-${part}`} onSubmit={onSubmit} />
        ))}
      </div>
    </>
  );
}

/** The mark of a language in which something is not said. */
function Lacking() {
  return <span class="tongue-lacks">{t("host-step-lang-lacks")}</span>;
}

/** Above the button that saves, whichever language is in front: what saving does to the others. */
export function Dropped({ wording }: { readonly wording: Wording }) {
  const langs = wording.losing().map((tag) => NAMES[tag] ?? tag).join(", ");
  const words = t("host-step-lang-dropped", { langs, lang: wording.home });
  useEffect(() => void (langs && say(words)), [langs]);
  return langs ? (
    <div class="acts-say">
      <Notice tone="warn">{words}</Notice>
    </div>
  ) : null;
}
