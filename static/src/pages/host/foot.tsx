/**
 * The foot of the desk: back, and the one large button that says what happens next and what comes after that.
 */
import { useState } from "preact/hooks";
import type { Sent, StepRecord } from "../../kernel/contract";
import { Button, Icon, IconButton, MainButton, Notice, Sure, clock, has, pick, t, useNow } from "../../kernel/ui";
import type { Desk } from "./desk";
import { useLock } from "./lock";
import { before, following, hides, nextAct, stageAfter, type NextAct, type Seen } from "./next";
import { kebab, useModule } from "./names";

export function Foot({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const [ending, end] = useState(false);
  const seen: Seen = { steps: desk.steps.value, viewed: step, current: desk.current.value, module: useModule(step.activity) };
  const back = before(seen.steps, step);
  const next = nextAct(seen);
  const few = desk.few.value;
  const says = label(next);
  const fewSaid = `${kebab(step.activity)}-few-sure`;
  const lock = useLock(`${next.act} ${says}`);
  return (
    <footer class="stage-foot">
      {desk.trouble.value && (
        <Notice tone="warn" action={<IconButton icon="close" label={t("dialog-close")} onClick={() => (desk.trouble.value = "")} />}>
          {desk.trouble.value}
        </Notice>
      )}
      {desk.open.presence.value.full && <Notice tone="warn">{t("host-full")}</Notice>}
      {desk.workshop?.ended ? (
        <Notice tone="good" action={<ReportLink desk={desk} />}>
          {t("host-ended")}
        </Notice>
      ) : (
        <div class="stage-next">
          {back && (
            <Button class="stage-back" label={t("host-back-to", { title: pick(back.title).text })} onClick={() => desk.look(back.id)}>
              {t("host-back")}
            </Button>
          )}
          <MainButton then={<Then seen={seen} next={next} />} disabled={lock.locked} onClick={() => (next.act === "end" ? end(true) : lock.during(go(desk, next)))}>
            {says}
          </MainButton>
        </div>
      )}
      <EndSession desk={desk} open={ending} onClose={() => end(false)} />
      <Sure title={t("host-few")} text={t(has(fewSaid) ? fewSaid : "host-sure-few")} yes={t("host-reveal-anyway")} open={few !== ""} onYes={() => desk.act("reveal_step", { id: few, anyway: true })} onClose={() => (desk.few.value = "")} />
    </footer>
  );
}

export function ReportLink({ desk }: { readonly desk: Desk }) {
  return (
    <a class="btn line" href={`/report/${desk.code}#${desk.key}`} target="_blank" rel="noopener">
      <Icon name="print" /> {t("host-report")}
    </a>
  );
}

export function EndSession({ desk, open, onClose }: { readonly desk: Desk; readonly open: boolean; readonly onClose: () => void }) {
  const named = (states: readonly string[]) => desk.steps.value.filter((step) => states.includes(step.state)).map((step) => pick(step.title).text);
  const unopened = named(["draft"]);
  const unseen = named(["open", "grace", "closed"]);
  const text = (
    <div class="stack tight">
      <p>{t("host-sure-end")}</p>
      {unopened.length > 0 && <p>{t("host-end-unopened", { titles: unopened.join(", ") })}</p>}
      {unseen.length > 0 && <p>{t("host-end-unseen", { titles: unseen.join(", ") })}</p>}
    </div>
  );
  return <Sure title={t("host-end")} text={text} yes={t("host-end")} open={open} onYes={() => desk.act("end_session")} onClose={onClose} />;
}

function go(desk: Desk, next: NextAct): Sent | undefined {
  if (next.act === "end") return undefined;
  const { step } = next;
  if (next.act === "prepare") return void desk.look(step.id);
  if (next.act === "open" || next.act === "reopen" || next.act === "again" || next.act === "next") return desk.openStep(step);
  if (next.act === "advance") return desk.act("advance_step", { id: step.id, stage: next.stage });
  return desk.act(next.act === "reveal" ? "reveal_step" : "close_step", { id: step.id });
}

/** The activity's own word for it where it has one: "Reveal the ideas" instead of "Reveal". */
function label(next: NextAct): string {
  if (next.act === "end") return t("host-end");
  const kind = kebab(next.step.activity);
  if (next.act === "advance") return own(`${kind}-advance-${next.stage}`, "host-advance");
  if (next.act === "reveal" && stageAfter(next.step)) return own(`${kind}-advance-${stageAfter(next.step)}`, "host-act-reveal");
  if (next.act === "next" || next.act === "prepare" || next.act === "open") return t(`host-act-${next.act}`, { title: pick(next.step.title).text });
  return own(`${kind}-${next.act}`, `host-act-${next.act}`);
}

function own(key: string, otherwise: string): string {
  return t(has(key) ? key : otherwise);
}

function Then({ seen, next }: { readonly seen: Seen; readonly next: NextAct }) {
  if (next.act === "close-now") return <Countdown due={next.step.due} />;
  return <>{then(seen, next)}</>;
}

function then(seen: Seen, next: NextAct): string {
  const { viewed, current } = seen;
  switch (next.act) {
    case "advance":
      return own(`${kebab(viewed.activity)}-advance-then`, "host-then-close");
    case "close":
      return hides(viewed, seen.module) ? t("host-then-reveal") : thenNext(seen);
    case "open":
    case "next":
      return current?.state === "open" && current.id !== viewed.id ? t("host-then-closes", { title: pick(current.title).text }) : minutes(next.step);
    case "prepare":
      return t("host-then-prepare");
    case "reopen":
      return t("host-note-reopen");
    case "again":
      return t("host-note-again");
    case "reveal":
      return thenNext(seen);
    default:
      return t("host-then-end");
  }
}

function thenNext({ steps, viewed }: Seen): string {
  const step = following(steps, viewed);
  return step === undefined ? t("host-then-end-of-all") : t("host-then", { title: pick(step.title).text, n: step.minutes });
}

function minutes(step: StepRecord): string {
  return step.minutes > 0 ? t("host-minutes", { n: step.minutes }) : "";
}

/** What is left of the grace, in which every act of the step still counts. */
function Countdown({ due }: { readonly due: number }) {
  const left = due - useNow();
  return <span class="num">{t("host-then-grace", { time: clock(left) })}</span>;
}
