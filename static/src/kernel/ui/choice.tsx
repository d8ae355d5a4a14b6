/**
 * Choosing one of a few, and choosing a number: both work by thumb, keyboard and voice.
 */
import { useId } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { t } from "../words";
import { IconButton } from "./buttons";

export interface Option<V extends string | number> {
  readonly value: V;
  readonly label: ComponentChildren;
  readonly note?: ComponentChildren;
}

interface ChoiceProps<V extends string | number> {
  readonly label: string;
  readonly options: readonly Option<V>[];
  readonly value: V | null;
  readonly onChange: (value: V) => void;
  /** `row` for short words side by side (scales, languages), `cards` for choices with a note. */
  readonly look?: "row" | "cards";
  readonly hideLabel?: boolean;
}

export function Choice<V extends string | number>(props: ChoiceProps<V>) {
  const { label, options, value, onChange, look = "row", hideLabel = false } = props;
  const name = useId();
  return (
    <fieldset class={`choice ${look}`}>
      <legend class={hideLabel ? "unseen" : "label"}>{label}</legend>
      <div class="choice-options">
        {options.map((option) => (
          <label class={`option ${option.value === value ? "on" : ""}`} key={option.value}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span class="option-label">{option.label}</span>
            {option.note && <span class="option-note soft">{option.note}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface StepperProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly by?: number;
  readonly onChange: (value: number) => void;
  /** How the number is said and shown, e.g. "5 min". */
  readonly format?: (value: number) => string;
}

export function Stepper({ label, value, min = 0, max = 999, by = 1, onChange, format = String }: StepperProps) {
  const set = (next: number) => onChange(Math.min(max, Math.max(min, next)));
  return (
    <div class="stepper" role="group" aria-label={label}>
      <span class="label">{label}</span>
      <span class="stepper-row">
        <IconButton icon="minus" label={t("stepper-less", { label })} disabled={value <= min} onClick={() => set(value - by)} />
        <output class="num" aria-live="polite">
          {format(value)}
        </output>
        <IconButton icon="plus" label={t("stepper-more", { label })} disabled={value >= max} onClick={() => set(value + by)} />
      </span>
    </div>
  );
}

interface TickProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ComponentChildren;
  readonly note?: ComponentChildren;
}

/** A tick box with its words; the whole row is the target. */
export function Tick({ checked, onChange, children, note }: TickProps) {
  return (
    <label class="tick">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        {children}
        {note && <span class="option-note soft">{note}</span>}
      </span>
    </label>
  );
}
