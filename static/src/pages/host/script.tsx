/**
 * What the facilitator says and does at a step; for facilitators only.
 */
import type { StepRecord, Texts, AnyRecord } from "../../kernel/contract";
import { keep, kept } from "../../kernel/keep";
import { Notice, Text, pick, t } from "../../kernel/ui";
import type { Desk } from "./desk";

interface ScriptRecord extends AnyRecord {
  readonly of: string;
  readonly text: Texts;
  readonly paper: boolean;
}

/** Before a step opens the script is read through; while it runs, or while one chooses, it is a glance away. */
function placeOf(step: StepRecord): readonly [name: string, open: boolean] {
  const before = (step.state === "draft" || step.state === "skipped") && step.takes.length === 0;
  return before ? ["host-script-before", true] : ["host-script-during", false];
}

export function scriptOf(desk: Desk, step: StepRecord): ScriptRecord | undefined {
  return desk.room.every<ScriptRecord>("script").find((one) => one.of === step.id);
}

export function Script({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const script = scriptOf(desk, step);
  if (script === undefined) return null;
  const words = pick(script.text);
  const [name, first] = placeOf(step);
  const open = kept(name) === null ? first : kept(name) === "yes";
  return (
    <>
      {script.paper && <Notice class="paper-step">{t("host-paper")}</Notice>}
      {words.text && (
        <details class="script" key={name} open={open} onToggle={(event) => event.currentTarget.open !== open && keep(name, event.currentTarget.open ? "yes" : "no")}>
          <summary>{t("host-script")}</summary>
          <p class="script-text" lang={words.lang}>
            <Text text={words.text} lang={words.lang} fold={false} />
          </p>
        </details>
      )}
    </>
  );
}
