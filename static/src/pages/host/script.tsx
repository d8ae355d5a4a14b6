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

const OPEN = "host-script-open";

export function Script({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const script = desk.room.every<ScriptRecord>("script").find((one) => one.of === step.id);
  if (script === undefined) return null;
  const words = pick(script.text);
  return (
    <>
      {script.paper && <Notice class="paper-step">{t("host-paper")}</Notice>}
      {words.text && (
        <details class="script" open={kept(OPEN) !== "no"} onToggle={(event) => keep(OPEN, event.currentTarget.open ? "yes" : "no")}>
          <summary>{t("host-script")}</summary>
          <p class="script-text" lang={words.lang}>
            <Text text={words.text} lang={words.lang} fold={false} />
          </p>
        </details>
      )}
    </>
  );
}
