/**
 * Before the first step, in the lobby, and after the end: the title, and the way in very large.
 */
import type { StepRecord } from "../../kernel/contract";
import { Activity } from "../../kernel/activity";
import type { OpenRoom } from "../../kernel/room";
import { Logo, Text, Timer, pick, rich, t } from "../../kernel/ui";
import { Fit } from "./fit";
import { Beat } from "./music";
import { LineToRoom } from "./line";
import { WayIn } from "./way-in";

export function Arriving({ open, step }: { readonly open: OpenRoom; readonly step: StepRecord | undefined }) {
  const workshop = open.room.workshop;
  const me = open.me.value;
  const question = pick(step?.question);
  return (
    <div class="arriving">
      <header class="arriving-head">
        <Logo size={64} />
        <span class="spring" />
        <Beat open={open} />
        {step && <Timer step={step} size="screen" />}
      </header>
      <main id="main" class="arriving-main">
        <h1 class="arriving-title" lang={workshop?.lang}>
          {workshop?.ended ? t("screen-thanks") : workshop?.title}
        </h1>
        {workshop?.ended && <p class="arriving-say">{t("screen-result")}</p>}
        {question.text && (
          <h2 class="arriving-question" lang={question.lang}>
            <Text text={question.text} lang={question.lang} fold={false} />
          </h2>
        )}
        {step && me && (
          <Fit of={step.round}>
            <Activity part="Screen" room={open.room} step={step} me={me} send={open.sender(step)} />
          </Fit>
        )}
      </main>
      <WayIn code={open.code} size="large" />
      <footer class="screen-foot">
        <LineToRoom open={open} />
        {!workshop?.ended && <span class="soft num">{rich("screen-here", { n: open.presence.value.here }, (n) => <b>{n}</b>)}</span>}
      </footer>
    </div>
  );
}
