/**
 * The step in front of the facilitator: its question, the clock, how far the people are, what the activity shows its
 * host; and at the foot, always in the same place, the next act.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { AnyRecord, ProgressRecord, StepRecord } from "../../kernel/contract";
import { Activity } from "../../kernel/activity";
import { Button, Chip, IconButton, Notice, Question, pick, say, t } from "../../kernel/ui";
import { Clock } from "./clock";
import type { Desk } from "./desk";
import { Draft } from "./draft";
import { Edit } from "./edit";
import { Foot } from "./foot";
import { StandingLine } from "./line";
import { Meter } from "./meter";
import { nameOf, useModule } from "./names";
import { Script } from "./script";
import { StepMenu } from "./step-menu";

export function Stage({ desk }: { readonly desk: Desk }) {
  const step = desk.viewed.value;
  if (step === undefined) {
    return (
      <main id="main" class="host-stage sheet" tabIndex={-1}>
        <p class="soft pad">{t("host-no-steps")}</p>
      </main>
    );
  }
  return (
    <main id="main" class={`host-stage sheet phase-${step.phase}`} tabIndex={-1}>
      <div class="stage-body" key={step.id} tabIndex={0} role="region" aria-label={pick(step.title).text}>
        <Elsewhere desk={desk} step={step} />
        <StageHead desk={desk} step={step} />
        {step.state !== "open" && <StandingLine desk={desk} />}
        <Opened desk={desk} step={step} />
      </div>
      <Foot desk={desk} step={step} />
    </main>
  );
}

function Opened({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const me = desk.open.me.value;
  const module = useModule(step.activity);
  if (step.state === "draft" || step.state === "skipped") return <Draft desk={desk} step={step} />;
  return (
    <>
      {step.state === "open" && <Clock desk={desk} step={step} />}
      {step.state === "open" && module?.endless !== true && <Meter desk={desk} step={step} writes={module?.writes !== false} />}
      <Script desk={desk} step={step} />
      <CutMade desk={desk} step={step} />
      {me && <Activity part="Host" room={desk.room} step={step} me={me} send={desk.open.sender(step)} />}
    </>
  );
}

function StageHead({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const [editing, edit] = useState(false);
  const title = pick(step.title);
  const question = pick(step.question);
  const shown = question.text === "" ? title : question;
  const head = useRef<HTMLElement>(null);
  useEffect(() => {
    if (desk.added.value !== step.id) return;
    desk.added.value = "";
    head.current?.querySelector<HTMLElement>(".icon-button")?.focus();
    say(t("host-added", { title: title.text }));
  }, [desk.added.value]);
  return (
    <header ref={head} class="stage-head">
      <div class="stage-what">
        <p class="stage-kind">
          <Chip phase={step.phase}>{t("host-chip", { phase: t(`phase-${step.phase}`), activity: nameOf(step.activity) })}</Chip>
          <span class="soft">{t(`host-state-${step.state}`)}</span>
        </p>
        {step.state !== "sealed" && <IconButton icon="edit" label={t("host-edit-step")} onClick={() => edit(true)} />}
        <StepMenu desk={desk} step={step} onEdit={() => edit(true)} />
      </div>
      {shown.text !== title.text && (
        <p class="stage-title" lang={title.lang}>
          {title.text}
        </p>
      )}
      <Question level={2} text={shown.text} lang={shown.lang} instruction={pick(step.instruction).text} />
      {editing && <Edit desk={desk} step={step} onClose={() => edit(false)} />}
    </header>
  );
}

/** The facilitator looks at another step than the room is at: says so, and leads back. */
function Elsewhere({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const now = desk.current.value;
  if (now === undefined || now.id === step.id || desk.workshop?.ended) return null;
  return (
    <Notice action={<Button look="tint" onClick={() => desk.look("")}>{t("host-look-back")}</Button>}>
      {t(now.state === "open" ? "host-room-at" : "host-room-last", { title: pick(now.title).text })}
    </Notice>
  );
}

interface CutRecord extends AnyRecord {
  readonly took: number;
  readonly of: number;
  readonly tied: boolean;
}

/** What was taken on to this step, and whether the line ran through a tie. */
function CutMade({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const cut = desk.room.one<CutRecord>(step.round, "cut");
  const count = desk.room.one<ProgressRecord>(step.round, "progress")?.count ?? 0;
  if (cut === undefined || count > 0) return null;
  return <p class="soft">{t(cut.tied ? "result-cut-tied" : "result-cut", { took: cut.took, of: cut.of })}</p>;
}
