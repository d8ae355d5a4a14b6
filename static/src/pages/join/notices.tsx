/**
 * Lines above the activity: the connection, a line from the facilitators, a new step, texts that came too late.
 */
import { useEffect, useState } from "preact/hooks";
import { Button, IconButton, Notice, Text, pick, say, t, useNow } from "../../kernel/ui";
import { interrupt } from "../../kernel/announce";
import { useActivity } from "../../kernel/activity";
import type { StepRecord } from "../../kernel/contract";
import { keep, kept } from "../../kernel/keep";
import type { OpenRoom } from "../../kernel/room";
import { hides } from "../../kernel/stage";
import { unsentTexts } from "./unsent";

const PATIENCE = 1500;

/** Said only when a loss lasts: a short gap is nobody's business. */
export function Connection({ open }: { readonly open: OpenRoom }) {
  const away = open.line.state.value !== "here";
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!away) {
      setLong((was) => {
        if (was) say(t("line-back"));
        return false;
      });
      return undefined;
    }
    const timer = setTimeout(() => {
      setLong(true);
      say(t("line-lost", { n: open.queue.waiting.peek() }));
    }, PATIENCE);
    return () => clearTimeout(timer);
  }, [away]);
  if (open.uncertain.value && !long) return <Notice tone="warn">{t("line-uncertain")}</Notice>;
  if (!long) return null;
  return (
    <Notice tone="warn" action={<Button onClick={() => open.line.now()}>{t("line-now")}</Button>}>
      {t("line-lost", { n: open.queue.waiting.value })}
    </Notice>
  );
}

/** The disk of the server is full: what people write waits here, and is sent by itself when there is room. */
export function Full({ open }: { readonly open: OpenRoom }) {
  const { full } = open.presence.value;
  useEffect(() => {
    if (full) say(t("line-full"));
  }, [full]);
  return full ? <Notice tone="warn">{t("line-full")}</Notice> : null;
}

/** One line to all. It can be put away; a new one comes back. */
export function OneLine({ open }: { readonly open: OpenRoom }) {
  const workshop = open.room.workshop;
  const name = `${open.code}:line`;
  const [away, setAway] = useState(kept(name) ?? "");
  const at = String(workshop?.line_at ?? 0);
  const line = workshop?.line ?? "";
  const shown = line !== "" && away !== at;
  useEffect(() => {
    if (shown) interrupt(t("line-from-hosts", { text: line }));
  }, [shown, at]);
  if (!shown) return null;
  const putAway = () => {
    keep(name, at);
    setAway(at);
  };
  return (
    <Notice class="one-line" action={<IconButton icon="close" label={t("line-put-away")} onClick={putAway} />}>
      <Text text={line} />
    </Notice>
  );
}

/** The room has gone on while this person was busy. */
export function NewStep({ next, go }: { readonly next: StepRecord | undefined; readonly go: () => void }) {
  const title = next === undefined ? "" : pick(next.title).text;
  useEffect(() => {
    if (next !== undefined) interrupt(t("step-new", { title }));
  }, [next?.id]);
  if (next === undefined) return null;
  return (
    <Notice
      class={`phase-${next.phase} new-step`}
      action={
        <Button look="tint" onClick={go}>
          {t("step-go")}
        </Button>
      }
    >
      {t("step-new", { title })}
    </Notice>
  );
}

/** The seconds after "close", in which everything still counts, and the quiet time until the reveal. */
export function StepState({ step }: { readonly step: StepRecord }) {
  const now = useNow(500);
  const module = useActivity(step.activity);
  if (step.state === "grace") {
    const seconds = Math.max(0, Math.ceil((step.due - now) / 1000));
    return <Notice tone="warn">{t("step-grace", { n: seconds })}</Notice>;
  }
  if (step.state !== "closed" || module === undefined) return null;
  const toShow = module === "unknown" || hides(step, module);
  return <Notice>{t(toShow ? "step-closed" : "step-closed-plain")}</Notice>;
}

/** Texts that were not taken, and half-typed ones of steps that are over: why, and one tap to hand them over. */
export function LateTexts({ open }: { readonly open: OpenRoom }) {
  return (
    <>
      {open.queue.late.value.map((late) => (
        <Late key={late.name} {...late} open={open} letGo={() => open.queue.letGo(late.name)} />
      ))}
      {unsentTexts(open).map(({ draft, text, round }) => (
        <Late key={`${round}:${text}`} text={text} round={round} say={t("refused-late")} open={open} letGo={() => draft.clear()} />
      ))}
    </>
  );
}

interface LateProps {
  readonly open: OpenRoom;
  readonly text: string;
  readonly round: string;
  readonly say: string;
  readonly letGo: () => void;
}

function Late({ open, text, round, say: why, letGo }: LateProps) {
  const handOver = () => {
    open.act("hand_over", { text, of_step: round });
    letGo();
    say(t("late-handed"));
  };
  return (
    <Notice
      tone="warn"
      class="late"
      action={
        <>
          <Button look="tint" onClick={handOver}>
            {t("late-hand-over")}
          </Button>
          <Button look="quiet" onClick={letGo}>
            {t("late-throw-away")}
          </Button>
        </>
      }
    >
      <p class="late-text">
        <Text text={text} />
      </p>
      <p class="soft">{why || t("late-why")}</p>
    </Notice>
  );
}
