/**
 * The agenda: the steps in their phases, each with a mark of how far it is, and what may be done to it in a menu.
 */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { StepRecord } from "../../kernel/contract";
import { Button, pick, t, timeOfDay, useNow } from "../../kernel/ui";
import { AddStep } from "./add";
import type { Desk } from "./desk";
import { Edit } from "./edit";
import { Rename } from "./head";
import { StateMark } from "./mark";
import { useModule } from "./names";
import { hides, minutesLeft } from "./next";
import { StepMenu } from "./step-menu";

export function Agenda({ desk }: { readonly desk: Desk }) {
  const [adding, add] = useState(false);
  const [renaming, rename] = useState(false);
  const [editing, edit] = useState("");
  const edited = desk.steps.value.find((step) => step.id === editing);
  const nav = useRef<HTMLElement>(null);
  useHeldFocus(nav, desk.steps.value.map((step) => step.id).join(" "));
  return (
    <nav ref={nav} class="host-agenda" aria-label={t("host-agenda")}>
      {inPhases(desk.steps.value).map((steps) => (
        <section class={`phase-${steps[0]?.phase}`} key={steps[0]?.id}>
          <h2 class="agenda-phase">{t(`phase-${steps[0]?.phase}`)}</h2>
          <ol>
            {steps.map((step) => (
              <Line key={step.id} desk={desk} step={step} onEdit={() => edit(step.id)} />
            ))}
          </ol>
        </section>
      ))}
      <TimeLeft desk={desk} />
      {!desk.workshop?.ended && (
        <Button class="agenda-add" look="quiet" icon="plus" onClick={() => add(true)}>
          {t("host-add-step")}
        </Button>
      )}
      <Button class="agenda-rename" look="quiet" icon="edit" onClick={() => rename(true)}>
        {t("host-rename")}
      </Button>
      {renaming && <Rename desk={desk} onClose={() => rename(false)} />}
      {adding && <AddStep desk={desk} onClose={() => add(false)} />}
      {edited && <Edit desk={desk} step={edited} onClose={() => edit("")} />}
    </nav>
  );
}

/** A line that changes its place lets go of the focus; it goes back to where it was, on the line where that is now. */
function useHeldFocus(nav: RefObject<HTMLElement | null>, order: string): void {
  const on = document.activeElement;
  const id = on?.closest<HTMLElement>(".agenda-line")?.dataset["step"] ?? "";
  const button = on?.classList.contains("agenda-step") ? ".agenda-step" : ".icon-button";
  useLayoutEffect(() => {
    if (id === "" || document.activeElement !== document.body) return;
    nav.current?.querySelector<HTMLElement>(`[data-step="${id}"] ${button}`)?.focus();
  }, [order]);
}

/** Neighbours of one phase together, in the order of the agenda. */
function inPhases(steps: readonly StepRecord[]): StepRecord[][] {
  const runs: StepRecord[][] = [];
  for (const step of steps) {
    const run = runs[runs.length - 1];
    if (run?.[0]?.phase === step.phase) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

interface LineProps {
  readonly desk: Desk;
  readonly step: StepRecord;
  readonly onEdit: () => void;
}

function Line({ desk, step, onEdit }: LineProps) {
  const title = pick(step.title);
  const now = desk.current.value?.id === step.id;
  const viewed = desk.viewed.value?.id === step.id;
  const module = useModule(step.state === "closed" ? step.activity : "");
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => void (viewed && line.current?.scrollIntoView({ block: "nearest" })), [viewed]);
  return (
    <li ref={line} data-step={step.id} class={`agenda-line ${step.state} ${now ? "now" : ""} ${viewed ? "viewed" : ""}`}>
      <button type="button" class="agenda-step" aria-current={now ? "step" : undefined} onClick={() => desk.look(step.id)}>
        <StateMark state={step.state} done={step.state === "closed" && !hides(step, module)} />
        <span class="agenda-title" lang={title.lang}>
          {title.text}
        </span>
        <span class="agenda-minutes num">{t("host-minutes", { n: step.minutes })}</span>
      </button>
      <StepMenu desk={desk} step={step} onEdit={onEdit} />
    </li>
  );
}

function TimeLeft({ desk }: { readonly desk: Desk }) {
  const now = useNow(15_000);
  const left = Math.round(minutesLeft(desk.steps.value, desk.current.value, now));
  if (left === 0 || desk.workshop?.ended) return null;
  return <p class="agenda-left soft num">{t("host-agenda-left", { n: left, time: timeOfDay(now + left * 60_000) })}</p>;
}
