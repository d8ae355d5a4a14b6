/**
 * What is promised to whoever writes here, printed where they type: who may know that it was them.
 */
import type { Signal } from "@preact/signals";
import type { Me, StepRecord } from "../contract";
import { t } from "../words";
import { Tick } from "./choice";

export type Anonymity = "named" | "named_to_host" | "anonymous";

/** The step's level; one that has no such setting is anonymous. */
export function levelOf(step: StepRecord): Anonymity {
  const level = step.settings["anonymity"];
  return level === "named" || level === "named_to_host" ? level : "anonymous";
}

interface PromisedProps {
  readonly step: StepRecord;
  readonly me: Me;
  /** With one's name, as far as the step tells names? One's own to switch off, text by text. */
  readonly named: Signal<boolean>;
  /** Written for somebody else: no name goes with it. */
  readonly proxy?: boolean;
  readonly onChange?: (named: boolean) => void;
}

/** The promise of the step's level; where names are told, the tick with which one stays anonymous all the same. */
export function Promised({ step, me, named, proxy = false, onChange }: PromisedProps) {
  const level = proxy || me.name === "" ? "anonymous" : levelOf(step);
  const told = named.value ? level : "anonymous";
  const change = (on: boolean) => {
    named.value = on;
    onChange?.(on);
  };
  return (
    <div class="promise">
      {level !== "anonymous" && (
        <Tick checked={named.value} onChange={change}>
          {t("promise-sign", { name: me.name })}
        </Tick>
      )}
      <p class="soft">{t(`promise-${told.replaceAll("_", "-")}`)}</p>
    </div>
  );
}

/** Of a vote, or of answers that nobody signs. */
export function Secret() {
  return <p class="soft promise">{t("promise-secret")}</p>;
}
