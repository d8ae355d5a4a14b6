/**
 * "Yours": everything this person wrote, step by step, as long as the room can tell it is theirs.
 */
import { Dialog, KeptMark, NoteCard, pick, t } from "../../kernel/ui";
import type { AnyRecord, StepRecord } from "../../kernel/contract";
import { ownWords } from "../../kernel/queue";
import type { OpenRoom } from "../../kernel/room";

interface Own {
  readonly id: string;
  readonly round: string;
  readonly text: string;
  readonly waiting: boolean;
}

interface Worded extends AnyRecord {
  readonly text?: string;
  readonly reason?: string;
  readonly of?: string;
}

/** Own texts: what only this person sees, what an authorship names, and what waits on this phone. */
export function ownTexts(open: OpenRoom): readonly Own[] {
  const me = open.me.value;
  if (me === undefined) return [];
  const secret = open.room.seen<Worded>(`person:${me.id}`);
  const named = secret.filter((record) => record.kind === "authorship").map((record) => open.room.get<Worded>(record.of ?? ""));
  const found = [...secret, ...named].flatMap((record) => {
    const text = record?.text || record?.reason || "";
    return record === undefined || text === "" ? [] : [{ id: record.id, round: record.step ?? "", text, waiting: false }];
  });
  const waiting = open.queue.acts.value.flatMap((act) => {
    const text = ownWords(act.args);
    return text === "" || act.step === "" ? [] : [{ id: `${act.tab}:${act.n}`, round: act.step, text, waiting: true }];
  });
  return [...new Map([...found, ...waiting].map((own) => [own.id, own])).values()];
}

/** How many own texts the facilitators took out of sight: the tie is there, the text is not. */
export function hiddenTexts(open: OpenRoom): number {
  const me = open.me.value;
  if (me === undefined) return 0;
  return open.room.seen<Worded>(`person:${me.id}`).filter((tie) => tie.kind === "authorship" && open.room.get(tie.of ?? "") === undefined).length;
}

export function Mine({ open, shown, onClose }: { readonly open: OpenRoom; readonly shown: boolean; readonly onClose: () => void }) {
  const texts = shown ? ownTexts(open) : [];
  const hidden = shown ? hiddenTexts(open) : 0;
  const steps = open.room.steps().filter((step) => texts.some((own) => own.round === step.round));
  return (
    <Dialog title={t("mine-title")} open={shown} onClose={onClose}>
      {texts.length + hidden === 0 && <p class="soft">{t("mine-none")}</p>}
      <div class="stack">
        {steps.map((step) => (
          <OfStep key={step.id} step={step} texts={texts.filter((own) => own.round === step.round)} />
        ))}
      </div>
      {hidden > 0 && <p class="mine-hidden">{t("mine-hidden", { n: hidden })}</p>}
      <p class="soft mine-note">{t("mine-note")}</p>
    </Dialog>
  );
}

function OfStep({ step, texts }: { readonly step: StepRecord; readonly texts: readonly Own[] }) {
  return (
    <section class={`stack tight phase-${step.phase}`}>
      <h3>{pick(step.title).text}</h3>
      {texts.map((own) => (
        <NoteCard key={own.id} text={own.text}>
          <KeptMark state={own.waiting ? "waiting" : "kept"} />
        </NoteCard>
      ))}
    </section>
  );
}
