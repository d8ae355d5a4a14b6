/**
 * The phone's shell: phase, pulse and clock above; the step's activity; what one may always do below.
 */
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { Activity, useActivity } from "../../kernel/activity";
import type { Me, StepRecord } from "../../kernel/contract";
import { forgetUnder } from "../../kernel/keep";
import type { OpenRoom } from "../../kernel/room";
import { calm, Pulse } from "../../kernel/sound";
import { Button, DoubleDiamond, Empty, Header, Icon, IconButton, LeaveContact, Question, Shell, pick, t } from "../../kernel/ui";
import { Ended, Over } from "./end";
import { MyData } from "./data";
import { Mine, hiddenTexts, ownTexts } from "./mine";
import { Connection, Full, LateTexts, NewStep, OneLine, StepState } from "./notices";
import { useShownStep } from "./now";
import { Self } from "./self";

export function Inside({ open }: { readonly open: OpenRoom }) {
  const end = open.line.end.value;
  const workshop = open.room.workshop;
  useLayoutEffect(() => {
    if (end?.code === "forgotten") forgetUnder(`${open.code}:`); // here too, before the page says so
  }, [end]);
  if (end !== undefined) return <Over bye={end} code={open.code} />;
  if (workshop?.ended) return <Ended code={open.code} title={workshop.title} until={workshop.delete_on} late={<Onward open={open} />} />;
  const me = open.me.value;
  if (me === undefined || workshop === undefined || !open.ready.value) return <Arriving open={open} />;
  return <Running open={open} me={me} title={workshop.title} />;
}

/** What may still be done when all is over. */
function Onward({ open }: { readonly open: OpenRoom }) {
  const [shown, show] = useState(false);
  return (
    <>
      <LateTexts open={open} />
      <div class="stack no-print">
        <LeaveContact room={open.room} send={(act, args) => open.act(act, args)} />
        <p>
          <Button look="quiet" onClick={() => show(true)}>
            {t("data-title")}
          </Button>
        </p>
        <MyData open={open} shown={shown} onClose={() => show(false)} />
      </div>
    </>
  );
}

/** Between the door and the first snapshot. */
function Arriving({ open }: { readonly open: OpenRoom }) {
  return (
    <Shell phase="open" head={<header class="shell-head" />}>
      <Connection open={open} />
      <Empty title={t("join-arriving")}>
        <DoubleDiamond phase="open" width={240} />
      </Empty>
    </Shell>
  );
}

function Running({ open, me, title }: { readonly open: OpenRoom; readonly me: Me; readonly title: string }) {
  const [sheet, setSheet] = useState<"" | "mine" | "self" | "data">("");
  const { step, next, go } = useShownStep(open.room);
  const phase = step?.phase ?? open.room.steps().at(-1)?.phase ?? "open";
  const closing = (of: typeof sheet) => () => setSheet((now) => (now === of ? "" : now)); // the next one may be open by then
  const stepTitle = step === undefined ? "" : pick(step.title).text;
  useEffect(() => {
    document.title = stepTitle === "" ? title : `${stepTitle} · ${title}`;
  }, [stepTitle, title]);
  const more = <IconButton icon="more" label={t("self-title")} onClick={() => setSheet("self")} />;
  return (
    <Shell
      phase={phase}
      title={stepTitle || title}
      head={<Header phase={phase} step={step} middle={<Music open={open} />} end={more} />}
      bar={<Bar open={open} step={step} onMine={() => setSheet("mine")} />}
    >
      <NewStep next={next} go={go} />
      <Connection open={open} />
      <Full open={open} />
      <OneLine open={open} />
      <LateTexts open={open} />
      {step === undefined ? (
        <Between title={title} phase={phase} />
      ) : (
        <>
          <StepState step={step} />
          <Asked step={step} />
          <Activity part="Participant" room={open.room} step={step} me={me} send={open.sender(step)} />
        </>
      )}
      <Mine open={open} shown={sheet === "mine"} onClose={closing("mine")} />
      <Self open={open} shown={sheet === "self"} onClose={closing("self")} onData={() => setSheet("data")} />
      <MyData open={open} shown={sheet === "data"} onClose={closing("data")} />
    </Shell>
  );
}

/** The step's question, unless its activity draws it in its own way. */
function Asked({ step }: { readonly step: StepRecord }) {
  const module = useActivity(step.activity);
  if (module === undefined || module === "unknown" || module.asks) return null;
  const question = pick(step.question);
  const title = pick(step.title);
  const said = question.text === "" ? title : question;
  return <Question text={said.text} lang={said.lang} instruction={pick(step.instruction).text} />;
}

/** No step is open: what this is, and that nothing has to be done. */
function Between({ title, phase }: { readonly title: string; readonly phase: StepRecord["phase"] }) {
  return (
    <Empty title={title} text={t("join-between")}>
      <DoubleDiamond phase={phase} width={260} />
    </Empty>
  );
}

/** The music's twin. A tap lets this phone play, too. */
function Music({ open }: { readonly open: OpenRoom }) {
  const on = open.room.workshop?.music ?? false;
  useEffect(() => {
    if (!on && calm.playing.peek()) calm.stop();
  }, [on]);
  if (!on) return null;
  const label = t(calm.playing.value ? "music-hush" : "music-here");
  const toggle = () => void (calm.playing.peek() ? calm.stop() : calm.start());
  return (
    <button type="button" class="music" aria-pressed={calm.playing.value} aria-label={label} title={label} onClick={toggle}>
      <Pulse on />
    </button>
  );
}

interface BarProps {
  readonly open: OpenRoom;
  readonly step: StepRecord | undefined;
  readonly onMine: () => void;
}

function Bar({ open, step, onMine }: BarProps) {
  const mine = ownTexts(open).length;
  const hidden = hiddenTexts(open);
  return (
    <>
      <Button look="quiet" onClick={onMine}>
        {t("mine-count", { n: mine })}
        {hidden > 0 && <span class="soft">{t("mine-count-hidden", { n: hidden })}</span>}
      </Button>
      {step !== undefined && <DoneButton open={open} step={step} />}
    </>
  );
}

/** "I am done": a word to the facilitators, taken back with the same tap. */
function DoneButton({ open, step }: { readonly open: OpenRoom; readonly step: StepRecord }) {
  const module = useActivity(step.activity);
  const running = step.state === "open" || step.state === "grace";
  if (!running || module === undefined || module === "unknown" || module.endless) return null;
  const asked = open.queue.acts.value.filter((act) => act.do === "mark_done" && act.step === step.round).at(-1);
  const done = asked === undefined ? open.room.mine(step.round, "done").length > 0 : asked.args.done === true;
  return (
    <Button look="quiet" pressed={done} onClick={() => void open.act("mark_done", { done: !done }, step.round)}>
      {done && <Icon name="kept" size={18} />}
      {t(done ? "done-yes" : "done-say")}
    </Button>
  );
}
