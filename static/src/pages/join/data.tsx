/**
 * "What is kept of me": all that the room has of this person and nobody else gets, to see, to take away and to erase.
 */
import { useSignal } from "@preact/signals";
import type { AnyRecord } from "../../kernel/contract";
import type { OpenRoom } from "../../kernel/room";
import { dropToken, ownTokens, type OwnToken } from "../../kernel/tokens";
import { Button, Dialog, LeaveContact, NoteCard, Sure, Text, Tick, pick, say, t } from "../../kernel/ui";
import { NAMES } from "../../kernel/words";
import { ownTexts } from "./mine";

interface DataProps {
  readonly open: OpenRoom;
  readonly shown: boolean;
  readonly onClose: () => void;
}

export function MyData({ open, shown, onClose }: DataProps) {
  return (
    <Dialog title={t("data-title")} open={shown} onClose={onClose}>
      {shown && (
        <div class="stack wide">
          <p class="soft">{t("data-text")}</p>
          <Listed open={open} />
          <TakenBack open={open} />
          <LeaveContact room={open.room} send={(act, args) => open.act(act, args)} />
          <p class="row">
            <Button onClick={() => download(open)}>{t("data-download")}</Button>
            <Forget open={open} />
          </p>
        </div>
      )}
    </Dialog>
  );
}

/** Records that nobody else gets, by step: texts as they are, the rest as a number. */
function Listed({ open }: { readonly open: OpenRoom }) {
  const me = open.me.value;
  if (me === undefined) return null;
  const texts = ownTexts(open).filter((own) => !own.waiting);
  const marks = privately(open).filter((record) => record.step && record.kind !== "authorship" && !texts.some((own) => own.id === record.id));
  return (
    <ul class="stack">
      <li>{me.name === "" ? t("data-no-name") : t("data-name", { name: me.name })}</li>
      <li>{t("data-language", { language: NAMES[me.lang as keyof typeof NAMES] ?? me.lang })}</li>
      {open.room.steps().map((step) => {
        const own = texts.filter((text) => text.round === step.round);
        const more = marks.filter((mark) => mark.step === step.round).length;
        if (own.length + more === 0) return null;
        return (
          <li key={step.id} class={`stack tight phase-${step.phase}`}>
            <h3>{pick(step.title).text}</h3>
            {own.map((text) => (
              <NoteCard key={text.id} text={text.text} />
            ))}
            {more > 0 && <p class="soft">{t("data-marks", { n: more })}</p>}
          </li>
        );
      })}
    </ul>
  );
}

/** Texts that this device has tokens for, of steps in which they cannot be mended any more. */
function TakenBack({ open }: { readonly open: OpenRoom }) {
  const tokens = useSignal(ownTokens());
  const asked = useSignal<OwnToken | null>(null);
  const running = new Set(open.room.steps().filter((step) => step.state === "open" || step.state === "grace").map((step) => step.round));
  const over = tokens.value.filter((own) => !running.has(own.round));
  const takeBack = (own: OwnToken) => {
    const sent = open.act("take_back", { token: own.token });
    void sent.answered.then((state) => {
      if (state === "kept" || sent.code.peek() === "unknown_record") dropToken(own);
      tokens.value = ownTokens();
      say(state === "kept" ? t("data-taken-back") : sent.say.peek());
    });
  };
  if (over.length === 0) return null;
  return (
    <section class="stack tight">
      <h3>{t("data-tokens")}</h3>
      <p class="soft">{t("data-tokens-text")}</p>
      {over.map((own) => (
        <div class="note" key={own.name}>
          <p class="note-text">
            <Text text={own.text} />
          </p>
          <Button look="quiet" onClick={() => (asked.value = own)}>
            {t("data-take-back")}
            <span class="unseen">: {own.text.slice(0, 60)}</span>
          </Button>
        </div>
      ))}
      <Sure
        title={t("data-take-back-sure")}
        text={t("data-take-back-text")}
        yes={t("data-take-back")}
        open={asked.value !== null}
        onYes={() => asked.value && takeBack(asked.value)}
        onClose={() => (asked.value = null)}
      />
    </section>
  );
}

function Forget({ open }: { readonly open: OpenRoom }) {
  const asking = useSignal(false);
  const texts = useSignal(false);
  return (
    <>
      <Button look="quiet" onClick={() => (asking.value = true)}>
        {t("data-forget")}
      </Button>
      <Sure
        title={t("data-forget-sure")}
        text={
          <>
            <p>{t("data-forget-text")}</p>
            <Tick checked={texts.value} onChange={(on) => (texts.value = on)}>
              {t("data-forget-texts")}
            </Tick>
          </>
        }
        yes={t("data-forget")}
        open={asking.value}
        onYes={() => open.act("forget_me", { texts: texts.value })}
        onClose={() => (asking.value = false)}
      />
    </>
  );
}

const privately = (open: OpenRoom) => open.room.seen<AnyRecord>(`person:${open.me.value?.id ?? ""}`);

/** The records as they came, and own texts that all can see. */
function download(open: OpenRoom): void {
  const own = privately(open);
  const named = own.flatMap((record) => open.room.get((record as { readonly of?: string }).of ?? "") ?? []);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify({ room: open.code, records: [...own, ...named] }, null, 2)], { type: "application/json" }));
  link.download = `talkoot-${open.code}.json`;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
