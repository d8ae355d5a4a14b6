/**
 * A step that is not open yet: what it is set up to do, the script, and what goes into it.
 */
import { useEffect, useState } from "preact/hooks";
import type { StepRecord } from "../../kernel/contract";
import { Button, Notice, pick, t } from "../../kernel/ui";
import { Candidates } from "./candidates";
import type { Desk } from "./desk";
import { Edit } from "./edit";
import { settingName, valueName } from "./names";
import { gaveAll } from "./next";
import { Script } from "./script";

export function Draft({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const sources = desk.steps.value.filter((other) => step.takes.includes(other.key));
  const ready = sources.length > 0 && sources.every((source) => gaveAll(source, desk.current.value));
  useEffect(() => {
    if (ready && step.state === "draft") desk.act("prepare_step", { id: step.id });
  }, [step.id, step.state, step.takes.join(), ready]);
  return (
    <>
      <Lacking desk={desk} step={step} />
      <SetUp step={step} />
      <Script desk={desk} step={step} />
      {step.state === "draft" && <Candidates desk={desk} step={step} sources={sources} />}
    </>
  );
}

/** The step would not open for want of items: says so here, and leads to where they come from. */
function Lacking({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const [editing, edit] = useState(false);
  const { id, say } = desk.lacking.value;
  if (id !== step.id || step.state !== "draft") return null;
  return (
    <>
      <Notice tone="warn" action={<Button look="tint" onClick={() => edit(true)}>{t("host-candidates")}</Button>}>
        {say}
      </Notice>
      {editing && <Edit desk={desk} step={step} onClose={() => edit(false)} />}
    </>
  );
}

/** Minutes and settings at a glance; editing them is a dialog. */
function SetUp({ step }: { readonly step: StepRecord }) {
  const settings = Object.entries(step.settings);
  return (
    <dl class="set-up">
      <div>
        <dt>{t("host-step-minutes")}</dt>
        <dd class="num">{t("host-minutes", { n: step.minutes })}</dd>
      </div>
      {settings.map(([key, value]) => (
        <div key={key}>
          <dt>{settingName(step.activity, key)}</dt>
          <dd class="num">{valueName(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The titles of steps as one text. */
export function titlesOf(steps: readonly StepRecord[]): string {
  return steps.map((step) => pick(step.title).text).join(", ");
}
