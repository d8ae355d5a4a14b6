/**
 * What may be done to a step besides the next act: edit, move, skip, remove, close early, open again, seal.
 */
import { useState } from "preact/hooks";
import type { StepRecord } from "../../kernel/contract";
import { Menu, Sure, pick, t, type Target } from "../../kernel/ui";
import type { Desk } from "./desk";
import { MoveStep, move } from "./places";

interface StepMenuProps {
  readonly desk: Desk;
  readonly step: StepRecord;
  readonly onEdit: () => void;
}

/** Acts that cannot be taken back are asked about. */
const GRAVE = new Set(["seal", "remove"]);

export function StepMenu({ desk, step, onEdit }: StepMenuProps) {
  const [asked, ask] = useState("");
  const title = pick(step.title).text;
  const targets = targetsOf(desk, step).map((id): Target => ({ id, label: t(`host-do-${id}`), ...noteOf(id) }));
  const pickOne = (id: string) => {
    if (id === "edit") onEdit();
    else if (GRAVE.has(id) || id === "move") ask(id);
    else act(desk, step, id);
  };
  if (targets.length === 0) return null;
  return (
    <>
      <Menu small icon="more" label={t("host-more-of", { title })} title={title} targets={targets} onPick={pickOne} />
      {asked === "move" && <MoveStep desk={desk} step={step} onClose={() => ask("")} />}
      {GRAVE.has(asked) && (
        <Sure title={t(`host-do-${asked}`)} text={t(`host-sure-${asked}`, { title })} yes={t(`host-do-${asked}`)} open onYes={() => act(desk, step, asked)} onClose={() => ask("")} />
      )}
    </>
  );
}

function noteOf(id: string): { note?: string } {
  return id === "seal" || id === "skip" || id === "reopen" || id === "again" ? { note: t(`host-note-${id}`) } : {};
}

function targetsOf(desk: Desk, step: StepRecord): string[] {
  if (desk.workshop?.ended) return [];
  const steps = desk.steps.value;
  const at = steps.findIndex((other) => other.id === step.id);
  const unopened = (step.state === "draft" || step.state === "skipped") && step.rounds.length === 0;
  const found: (string | false)[] = [
    step.state !== "sealed" && "edit",
    step.state === "open" && "close",
    step.state === "closed" && "reveal",
    (step.state === "grace" || step.state === "closed" || step.state === "revealed") && "reopen",
    (step.state === "closed" || step.state === "revealed") && "seal",
    step.state === "sealed" && "again",
    at > 0 && "up",
    at < steps.length - 1 && "down",
    steps.length > 2 && "move",
    step.state === "draft" && "skip",
    step.state === "skipped" && "unskip",
    step.state === "skipped" && "open",
    unopened && "remove",
  ];
  return found.filter((id): id is string => id !== false);
}

const PLAIN: Readonly<Record<string, string>> = { close: "close_step", reveal: "reveal_step", seal: "seal_step", unskip: "unskip_step", remove: "remove_step" };

function act(desk: Desk, step: StepRecord, id: string): void {
  if (id === "up" || id === "down") nudge(desk, step, id === "up" ? -2 : 1);
  else if (id === "skip") desk.skip(step);
  else if (id === "reopen" || id === "again" || id === "open") desk.openStep(step);
  else desk.act(PLAIN[id] as string, { id: step.id });
}

/** Behind the step that stands `by` places away; before all of them it is the first. */
function nudge(desk: Desk, step: StepRecord, by: number): void {
  const steps = desk.steps.value;
  move(desk, step, steps[steps.findIndex((other) => other.id === step.id) + by]);
}
