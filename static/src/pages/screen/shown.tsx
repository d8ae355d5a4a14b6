/**
 * A step on the wall: its phase, its question, the clock, the activity's picture, and the way in in the corner.
 */
import type { StepRecord } from "../../kernel/contract";
import { Activity } from "../../kernel/activity";
import type { OpenRoom } from "../../kernel/room";
import { Chip, Text, Timer, clock, pick, t, useNow } from "../../kernel/ui";
import { Fit } from "./fit";
import { Beat } from "./music";
import { LineToRoom } from "./line";
import { WayIn } from "./way-in";

export function Shown({ open, step }: { readonly open: OpenRoom; readonly step: StepRecord }) {
  const me = open.me.value;
  const question = pick(step.question);
  const words = question.text === "" ? pick(step.title) : question;
  return (
    <div class="shown">
      <header class="shown-head">
        <Chip phase={step.phase} />
        <h1 class={`shown-question ${words.text.length > 90 ? "long" : ""}`} lang={words.lang}>
          <Text text={words.text} lang={words.lang} fold={false} />
        </h1>
        <Beat open={open} />
        {step.state === "grace" ? <Grace step={step} /> : <Timer step={step} size="screen" />}
      </header>
      <main id="main" class="shown-main">
        {me && (
          <Fit of={`${step.round} ${step.state} ${step.stage}`}>
            <Activity part="Screen" room={open.room} step={step} me={me} send={open.sender(step)} />
          </Fit>
        )}
      </main>
      <footer class="screen-foot">
        <LineToRoom open={open} />
      </footer>
      <WayIn code={open.code} size="corner" />
    </div>
  );
}

/** The seconds after *close*, in which what is on its way still counts. */
function Grace({ step }: { readonly step: StepRecord }) {
  const left = Math.max(0, step.due - useNow());
  return <span class="timer screen low num">{t("screen-grace", { time: clock(left) })}</span>;
}
