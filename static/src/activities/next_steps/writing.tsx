/**
 * Writing next steps: what is written stands as text; paper is there for what is not.
 */
import { useSignal } from "@preact/signals";
import type { AuthorshipRecord, NextStepRecord } from "../../../gen/records";
import type { ActivityProps, ItemRecord, Sent } from "../../kernel/contract";
import { Button, Field, IconButton, KeptMark, Text, lang, lengthOf, t, useDraft } from "../../kernel/ui";

const MOST = 500;
const AFTER_TAP = 400;
export const wordsOf = (item: ItemRecord) => item.texts[lang.value] ?? item.text;
export const nextOf = ({ room }: ActivityProps, item: ItemRecord) => room.get<NextStepRecord>(`next-${item.id}`);

/** 2026-12-24 as this language writes it. */
export function day(iso: string): string {
  const [year, month, date] = iso.split("-").map(Number);
  if (!year || !month || !date) return iso;
  return new Intl.DateTimeFormat(lang.value, { dateStyle: "long", timeZone: "UTC" }).format(Date.UTC(year, month - 1, date));
}

export interface CardProps extends ActivityProps {
  readonly item: ItemRecord;
}

/** The card of one thing chosen, while it may be written on. */
export function Writing(props: CardProps) {
  const next = nextOf(props, props.item);
  const last = useSignal<Sent | null>(null);
  const sign = (sent: Sent) => void (last.value = sent);
  return (
    <div class="stack tight">
      <FirstAct {...props} next={next} sign={sign} />
      <Owners {...props} next={next} sign={sign} />
      <When {...props} next={next} sign={sign} />
      {last.value && <KeptMark sent={last.value} />}
    </div>
  );
}

function FirstAct({ step, item, next, send, sign }: OwnersProps) {
  const written = next?.first_act ?? "";
  const act = useDraft(`${step.round}:${item.id}:act`);
  const editing = useSignal(act.text.peek() !== "");
  const changed = act.text.value.trim() !== written && act.text.value.trim() !== "";
  const keep = () => {
    if (changed) sign(send("write_first_act", { item: item.id, text: act.text.value }));
    act.clear();
    editing.value = false;
  };
  /** Whoever goes elsewhere has said it; but not before the tap is over: what it is on must not move from under the thumb. */
  const leave = (event: FocusEvent) => {
    const paper = event.currentTarget as Element;
    if (paper.contains(event.relatedTarget as Node | null)) return;
    setTimeout(() => {
      const length = lengthOf(act.text.peek());
      if (changed && length > 0 && length <= MOST && !paper.contains(document.activeElement)) keep();
    }, AFTER_TAP);
  };
  if (written && !editing.value) {
    const edit = () => {
      act.set(written);
      editing.value = true;
    };
    return (
      <div class="next-steps-act">
        <p class="serif">
          <Text text={written} />
        </p>
        <IconButton icon="edit" label={`${t("next-steps-edit-act")}: ${wordsOf(item)}`} onClick={edit} />
      </div>
    );
  }
  return (
    <div class="stack tight" onFocusOut={leave}>
      <Field label={t("next-steps-first-act")} placeholder={t("next-steps-first-act-hint")} draft={act} rows={2} max={MOST} onSubmit={keep} hideLabel />
      {changed && (
        <div class="row">
          <Button look="tint" icon="kept" onClick={keep}>
            {t("next-steps-keep")}
          </Button>
        </div>
      )}
    </div>
  );
}

function When({ item, next, send, sign }: OwnersProps) {
  const editing = useSignal(false);
  const by = next?.by_date ?? "";
  if (by && !editing.value) {
    return (
      <p class="next-steps-when">
        <span class="soft">{t("next-steps-date")}</span> <span class="num">{day(by)}</span>
        <IconButton icon="edit" label={`${t("next-steps-edit-date")}: ${wordsOf(item)}`} onClick={() => (editing.value = true)} />
      </p>
    );
  }
  const set = (date: string) => {
    sign(send("set_date", { item: item.id, by_date: date }));
    editing.value = false;
  };
  return (
    <label class="next-steps-when">
      <span class="soft">{t("next-steps-date")}</span>
      <input type="date" class="paper num" value={by} onChange={(event) => set(event.currentTarget.value)} />
    </label>
  );
}

interface OwnersProps extends CardProps {
  readonly next: NextStepRecord | undefined;
  readonly sign: (sent: Sent) => void;
}

function Owners({ room, step, me, item, next, send, sign }: OwnersProps) {
  const open = useSignal(false);
  const name = useDraft(`name:${step.round}:${item.id}`, me.name);
  const start = `next-${item.id} `;
  const own = room.mine<AuthorshipRecord>(step.round, "authorship").find((tie) => tie.of.startsWith(start))?.of.slice(start.length);
  /** A name that is known signs with one tap, unless somebody of that name has. */
  const begin = () => {
    if (me.name === "" || next?.owners.includes(me.name)) open.value = true;
    else sign(send("take_on", { item: item.id, name: me.name }));
  };
  const put = () => {
    if (name.text.value.trim() === "") return;
    sign(send("take_on", { item: item.id, name: name.text.value }));
    open.value = false;
  };
  return (
    <div class="stack tight">
      <ul class="next-steps-owners">
        {(next?.owners ?? []).map((owner) => (
          <li key={owner}>
            <span class="next-steps-owner">{owner}</span>
            {owner === own && (
              <Button look="quiet" onClick={() => sign(send("let_go", { item: item.id }))}>
                {t("next-steps-let-go")}
              </Button>
            )}
            {owner !== own && me.role === "host" && (
              <IconButton icon="close" label={t("next-steps-strike", { name: owner })} onClick={() => sign(send("let_go", { item: item.id, name: owner }))} />
            )}
          </li>
        ))}
      </ul>
      {own === undefined && !open.value && (
        <div class="row">
          <Button look="line" icon="edit" onClick={begin}>
            {t("next-steps-take-on")}
          </Button>
        </div>
      )}
      {open.value && (
        <>
          <Field label={t("next-steps-your-name")} draft={name} rows={1} max={60} onSubmit={put} autocomplete="name" />
          <div class="row">
            <Button look="tint" icon="kept" onClick={put}>
              {t("next-steps-sign")}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
