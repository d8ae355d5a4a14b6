/**
 * Which earlier steps a step takes from, and how many of what they gave.
 */
import type { StepRecord } from "../../kernel/contract";
import { Stepper, Tick, pick, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { nameOf } from "./names";

interface TakesProps {
  readonly desk: Desk;
  readonly step: StepRecord;
  readonly takes: readonly string[];
  readonly top: number;
  readonly onTakes: (takes: readonly string[]) => void;
  readonly onTop: (top: number) => void;
}

export function Takes({ desk, step, takes, top, onTakes, onTop }: TakesProps) {
  const earlier = desk.steps.value.filter((other) => other.order < step.order && (other.state !== "skipped" || takes.includes(other.key)));
  if (earlier.length === 0) return null;
  const set = (key: string, on: boolean) => onTakes(on ? [...takes, key] : takes.filter((other) => other !== key));
  return (
    <>
      <fieldset class="takes">
        <legend class="label">{t("host-takes")}</legend>
        {earlier.map((other) => (
          <Tick key={other.id} checked={takes.includes(other.key)} onChange={(on) => set(other.key, on)} note={nameOf(other.activity)}>
            {pick(other.title).text}
          </Tick>
        ))}
      </fieldset>
      {takes.length > 0 && (
        <Stepper label={t("host-top")} value={top} max={100} onChange={onTop} format={(n) => (n === 0 ? t("host-top-all") : String(n))} />
      )}
    </>
  );
}
