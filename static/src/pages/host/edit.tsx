/**
 * Editing a step: its words, its minutes and phase, its settings, and what it takes.
 */
import { useState } from "preact/hooks";
import type { ProgressRecord, StepRecord } from "../../kernel/contract";
import { Button, Choice, Dialog, Notice, Stepper, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { PHASES } from "./names";
import { Settings, type SettingValues } from "./settings";
import { Takes } from "./takes";
import { Dropped, Words, useWording } from "./wording";

interface EditProps {
  readonly desk: Desk;
  readonly step: StepRecord;
  readonly onClose: () => void;
}

export function Edit({ desk, step, onClose }: EditProps) {
  const wording = useWording(desk, step);
  const [minutes, setMinutes] = useState(step.minutes);
  const [phase, setPhase] = useState(step.phase);
  const [settings, setSettings] = useState<SettingValues>({});
  const [takes, setTakes] = useState<readonly string[]>(step.takes);
  const [top, setTop] = useState(step.top);
  const draft = step.state === "draft";
  const edits = () => {
    const edited: Record<string, unknown> = wording.said();
    if (minutes !== step.minutes) edited["minutes"] = minutes;
    if (phase !== step.phase) edited["phase"] = phase;
    if (Object.keys(settings).length > 0) edited["settings"] = settings;
    if (takes.join() !== step.takes.join()) edited["takes"] = takes;
    if (top !== step.top) edited["top"] = top;
    return edited;
  };
  const changed = Object.keys(edits()).length > 0;
  const save = () => {
    if (!wording.fits()) return;
    const edited = edits();
    if (Object.keys(edited).length > 0) desk.act("edit_step", { id: step.id, ...edited });
    onClose();
  };
  const acts = (
    <>
      <Dropped wording={wording} />
      <Button look="tint" disabled={!wording.fits()} onClick={save}>
        {t("host-save")}
      </Button>
    </>
  );
  return (
    <Dialog title={t("host-edit-step")} open unsaved={changed} onClose={onClose} acts={acts}>
      <div class={`stack phase-${phase}`}>
        <Words wording={wording} step={step} onSubmit={save} />
        <Stepper label={t("host-step-minutes")} value={minutes} max={1440} onChange={setMinutes} format={(n) => t("host-minutes", { n })} />
        <Choice label={t("host-phase")} value={phase} options={PHASES.map((value) => ({ value, label: t(`phase-${value}`) }))} onChange={setPhase} />
        {locked(desk, step) && <Notice>{t("host-settings-locked")}</Notice>}
        <Settings
          activity={step.activity}
          values={{ ...step.settings, ...settings } as SettingValues}
          onChange={(key, value) => setSettings({ ...settings, [key]: value })}
          opened={!draft && step.state !== "skipped"}
          locked={locked(desk, step)}
        />
        {draft && <Takes desk={desk} step={step} takes={takes} top={top} onTakes={setTakes} onTop={setTop} />}
      </div>
    </Dialog>
  );
}

/** Settings hold still from the first contribution on. */
function locked(desk: Desk, step: StepRecord): boolean {
  if (Object.keys(step.settings).length === 0 || step.state === "draft" || step.state === "skipped") return false;
  const counts = desk.room.one<ProgressRecord>(step.round, "progress");
  return step.state !== "open" || (counts?.count ?? 0) > 0 || (counts?.voters ?? 0) > 0;
}
