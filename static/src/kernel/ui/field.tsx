/**
 * Where people write: paper, not a form. Counts down near the end, keeps its draft, says in words what is wrong.
 */
import { useEffect, useId, useRef } from "preact/hooks";
import type { Draft } from "../draft";
import { typing } from "../typing";
import { t } from "../words";

interface FieldProps {
  readonly label: string;
  readonly draft: Draft;
  readonly min?: number;
  readonly max?: number;
  /** 1 = a single line. */
  readonly rows?: number;
  readonly hint?: string | undefined;
  readonly placeholder?: string;
  readonly hideLabel?: boolean;
  /** A sentence that says why it was not taken. */
  readonly refusal?: string;
  /** Ctrl+Enter (Enter in a single line). */
  readonly onSubmit?: () => void;
  readonly autocomplete?: string;
  /** The language of the text, where it is another than the page's. */
  readonly lang?: string;
  readonly class?: string;
}

/** How many characters a text has for people: 👩‍🌾 is one. */
export function lengthOf(text: string): number {
  return [...text.trim()].length;
}

export function Field(props: FieldProps) {
  const { label, draft, max = 2000, rows = 3, hint, placeholder, hideLabel, refusal, autocomplete = "off", lang, class: name = "" } = props;
  const id = useId();
  const text = draft.text.value;
  const left = max - lengthOf(text);
  const near = left <= Math.max(20, max / 10);
  const box = useGrowth(text, rows);
  const shared = {
    id,
    value: text,
    placeholder,
    autocomplete,
    lang,
    "aria-describedby": `${id}-note`,
    "aria-invalid": left < 0 || Boolean(refusal),
    onInput: (event: Event) => {
      draft.set((event.currentTarget as HTMLInputElement).value);
      typing();
    },
    onKeyDown: (event: KeyboardEvent) => submitOn(event, rows === 1, props.onSubmit),
  };
  return (
    <div class={`field ${name}`}>
      <label for={id} class={hideLabel ? "unseen" : "label"}>
        {label}
      </label>
      {rows === 1 ? <input type="text" class="paper" {...shared} /> : <textarea ref={box} class="paper" rows={rows} {...shared} />}
      <p id={`${id}-note`} class="field-note soft">
        <span>{refusal ? <strong class="wrong">{refusal}</strong> : hint}</span>
        {near && <span class={`num ${left < 0 ? "wrong" : ""}`}>{t(left < 0 ? "field-over" : "field-left", { n: Math.abs(left) })}</span>}
      </p>
    </div>
  );
}

function submitOn(event: KeyboardEvent, single: boolean, submit?: () => void): void {
  if (event.key !== "Enter" || event.isComposing || submit === undefined) return;
  if (!single && !event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  submit();
}

/** A text area grows with its text instead of hiding it. What is typed on at the end can only make it taller: then nothing else moves. */
function useGrowth(text: string, rows: number) {
  const box = useRef<HTMLTextAreaElement>(null);
  const before = useRef("");
  useEffect(() => {
    const area = box.current;
    if (area === null) return;
    const longer = before.current !== "" && text.startsWith(before.current);
    before.current = text;
    if (longer && area.scrollHeight <= area.clientHeight) return;
    if (!longer) area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, 420)}px`;
  }, [text, rows]);
  return box;
}
