/**
 * Lobby: arriving. Who is here, a warm-up question, a sound check, and two lines on what happens to one's data.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AuthorshipRecord, BylineRecord, WarmUpRecord } from "../../gen/records";
import type { ActivityProps, Sent } from "../kernel/contract";
import { calm } from "../kernel/sound";
import { tokenFor } from "../kernel/tokens";
import { Button, Field, Foot, KeptMark, MainButton, Promised, Text, sheet, t, useDraft } from "../kernel/ui";

function answersOf({ room, step }: ActivityProps): readonly WarmUpRecord[] {
  return room.of<WarmUpRecord>(step.round, "warm_up");
}

function Answers(props: ActivityProps & { readonly except?: string }) {
  const answers = answersOf(props).filter((answer) => answer.id !== props.except && !answer.hidden);
  if (answers.length === 0) return null;
  return (
    <section class="stack tight" aria-label={t("lobby-answers")}>
      <h3 class="label">{t("lobby-answers")}</h3>
      <ul class="lobby-answers">
        {answers.map((answer) => (
          <li key={answer.id}>
            <Answer answer={answer} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** An answer, and its writer where the step tells names. */
function Answer({ answer, by = "" }: { readonly answer: WarmUpRecord; readonly by?: string }) {
  const name = answer.name || by;
  return (
    <>
      <Text text={answer.text} />
      {name && <span class="soft"> {name}</span>}
    </>
  );
}

/** Nobody is ever done with it. */
export const endless = true;

export function Participant(props: ActivityProps) {
  const { room, step, me, send } = props;
  const last = useSignal<Sent | null>(null);
  const named = useSignal(true);
  const draft = useDraft(`${step.round}:warm-up`);
  const tie = room.mine<AuthorshipRecord>(step.round, "authorship")[0];
  const own = tie && room.get<WarmUpRecord>(tie.of);
  const open = step.state === "open" || step.state === "grace";
  const empty = useSignal(false);
  const now = own?.text ?? "";
  useEffect(() => {
    if (now === "") return;
    if (draft.text.peek() === "") draft.set(now); // what is changed is not typed again
    draft.given(now);
    return () => draft.text.peek().trim() === now && draft.clear(); // it was taken back, or replaced on another device
  }, [now]);
  const tell = () => {
    const text = draft.text.value;
    empty.value = text.trim() === "";
    if (empty.value) return;
    const sent = send("answer_warm_up", { text, named: named.value, token: tokenFor(step.round, text, "warm-up") });
    last.value = sent;
    void sent.answered.then((state) => state === "kept" && draft.given(text));
  };
  const refusal = empty.value && draft.text.value.trim() === "" ? t("refused-empty") : "";
  return (
    <>
      {own && (
        <p class="lobby-own serif">
          <Text text={own.text} />
        </p>
      )}
      <Answers {...props} except={own?.id ?? ""} />
      <div class="lobby-data soft stack tight">
        <p>{t("lobby-data")}</p>
        {step.settings["sound"] !== false && <SoundCheck />}
      </div>
      {open && (
        <Foot kept={last.value && <KeptMark sent={last.value} />}>
          <Field label={t("lobby-answer")} draft={draft} rows={1} max={140} refusal={refusal} onSubmit={tell} />
          <Promised step={step} me={me} named={named} />
          <MainButton onClick={tell}>{t(own ? "lobby-change" : "lobby-send")}</MainButton>
        </Foot>
      )}
    </>
  );
}

function SoundCheck() {
  const on = calm.playing.value;
  return (
    <p>
      <Button look="line" icon="sound" pressed={on} onClick={() => (on ? calm.stop() : void calm.start())}>
        {t(on ? "lobby-sound-on" : "lobby-sound")}
      </Button>
    </p>
  );
}

export function Host(props: ActivityProps) {
  const { send } = props;
  return (
    <ul class="notes">
      {answersOf(props).map((answer) => (
        <li class="note" key={answer.id}>
          <p class="note-text">
            <Answer answer={answer} by={props.room.get<BylineRecord>(`by-${answer.id}`)?.name ?? ""} />
          </p>
          <div class="note-foot">
            {answer.hidden && <span class="note-tag">{t("note-hidden")}</span>}
            <span class="spring" />
            <Button look="quiet" icon={answer.hidden ? "show" : "hide"} onClick={() => send(answer.hidden ? "show" : "hide", { id: answer.id })}>
              {t(answer.hidden ? "note-show" : "note-hide")}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Screen(props: ActivityProps) {
  return (
    <ul class="lobby-answers lobby-wall">
      {answersOf(props)
        .filter((answer) => !answer.hidden)
        .slice(-60)
        .map((answer) => (
          <li key={answer.id}>
            <Answer answer={answer} />
          </li>
        ))}
    </ul>
  );
}

sheet(`
.lobby-answers { display: flex; flex-wrap: wrap; gap: .5em .6em }
.lobby-answers li { font: 500 1.1em/1.25 var(--serif); background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: .35em .7em; animation: laid 220ms backwards }
.lobby-own { font: 500 24px/1.25 var(--serif); border-left: 4px solid var(--phase); padding-left: 14px }
.lobby-data { font-size: 15px; margin-top: auto; padding-top: 12px }
`);
