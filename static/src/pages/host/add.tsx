/**
 * A new step: which activity, what it is called, how long, and where on the agenda: behind the step in front of the
 * facilitator, unless they say otherwise.
 */
import { activities } from "talkoot:activities";
import { useState } from "preact/hooks";
import type { Phase } from "../../kernel/contract";
import { Button, Choice, Dialog, Field, Stepper, has, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { useLocal } from "./local";
import { PHASES, nameOf } from "./names";
import { PickPlace } from "./places";

export function AddStep({ desk, onClose }: { readonly desk: Desk; readonly onClose: () => void }) {
  const kinds = Object.keys(activities).filter((kind) => has(`${kind.replaceAll("_", "-")}-name`));
  const [after, setAfter] = useState(desk.viewed.peek()?.id ?? "");
  const title = useLocal();
  const question = useLocal();
  const [kind, setKind] = useState(kinds.includes("brainstorm") ? "brainstorm" : (kinds[0] ?? ""));
  const [chosen, setPhase] = useState<Phase | "">("");
  const steps = desk.steps.value;
  const beside = steps.find((step) => step.id === after) ?? steps[0];
  const phase = chosen || (beside?.phase ?? "discover");
  const [minutes, setMinutes] = useState(10);
  const add = () => {
    const name = title.text.peek().trim() || nameOf(kind);
    desk.add({ after, activity: kind, title: name, question: question.text.peek(), phase, minutes });
    onClose();
  };
  return (
    <Dialog title={t("host-add-step")} open unsaved={`${title.text.value}${question.text.value}`.trim() !== ""} onClose={onClose} acts={<Button look="tint" onClick={add}>{t("host-add")}</Button>}>
      <div class={`stack phase-${phase}`}>
        <Choice label={t("host-activity")} value={kind} options={kinds.map((value) => ({ value, label: nameOf(value) }))} onChange={setKind} />
        <Field label={t("host-step-title")} draft={title} max={120} rows={1} placeholder={nameOf(kind)} onSubmit={add} />
        <Field label={t("host-step-question")} draft={question} rows={2} onSubmit={add} />
        {steps.length > 0 && <PickPlace desk={desk} after={after} onChange={setAfter} />}
        <Choice label={t("host-phase")} value={phase} options={PHASES.map((value) => ({ value, label: t(`phase-${value}`) }))} onChange={setPhase} />
        <Stepper label={t("host-step-minutes")} value={minutes} max={240} onChange={setMinutes} format={(n) => t("host-minutes", { n })} />
      </div>
    </Dialog>
  );
}
