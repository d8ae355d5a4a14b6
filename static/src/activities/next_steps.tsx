/**
 * Next steps: for each thing chosen a first act, an owner who signs in their own hand, and a date.
 */
import { useSignal } from "@preact/signals";
import type { AuthorshipRecord, NextStepRecord } from "../../gen/records";
import type { ActivityProps, ItemRecord, Sent } from "../kernel/contract";
import { Button, Field, IconButton, KeptMark, Text, lang, lengthOf, sheet, t, useDraft } from "../kernel/ui";

/** Everything is in sight while it is open. */
export const reveals = false;

const MOST = 500;
const wordsOf = (item: ItemRecord) => item.texts[lang.value] ?? item.text;
const nextOf = ({ room }: ActivityProps, item: ItemRecord) => room.get<NextStepRecord>(`next-${item.id}`);
const isOpen = ({ step }: ActivityProps) => step.state === "open" || step.state === "grace";

/** 2026-12-24 as this language writes it. */
function day(iso: string): string {
  const [year, month, date] = iso.split("-").map(Number);
  if (!year || !month || !date) return iso;
  return new Intl.DateTimeFormat(lang.value, { dateStyle: "long", timeZone: "UTC" }).format(Date.UTC(year, month - 1, date));
}

function Cards(props: ActivityProps) {
  const { room, step } = props;
  return (
    <ol class="next-steps">
      {room.of<ItemRecord>(step.round, "item").map((item) => (
        <li key={item.id} class="sheet pad next-steps-card">
          <h3 class="next-steps-what">
            <Text text={wordsOf(item)} />
          </h3>
          {isOpen(props) && props.me.role !== "screen" ? <Writing {...props} item={item} /> : <Written {...props} item={item} />}
        </li>
      ))}
    </ol>
  );
}

interface CardProps extends ActivityProps {
  readonly item: ItemRecord;
}

function Written(props: CardProps) {
  const next = nextOf(props, props.item);
  return (
    <dl class="next-steps-facts">
      <dt>{t("next-steps-first-act")}</dt>
      <dd class="serif">{next?.first_act ? <Text text={next.first_act} /> : "–"}</dd>
      <dt>{t("next-steps-owner")}</dt>
      <dd class="next-steps-owner">{next?.owners.length ? next.owners.join(", ") : t("next-steps-none")}</dd>
      <dt>{t("next-steps-date")}</dt>
      <dd class="num">{next?.by_date ? day(next.by_date) : "–"}</dd>
    </dl>
  );
}

function Writing(props: CardProps) {
  const { step, item, send } = props;
  const next = nextOf(props, item);
  const last = useSignal<Sent | null>(null);
  const act = useDraft(`${step.round}:${item.id}:act`, next?.first_act ?? "");
  const changed = act.text.value.trim() !== (next?.first_act ?? "") && act.text.value.trim() !== "";
  const keep = () => {
    last.value = send("write_first_act", { item: item.id, text: act.text.value });
    act.clear();
  };
  return (
    <div class="stack tight">
      {next?.first_act && (
        <p class="next-steps-act serif">
          <Text text={next.first_act} />
        </p>
      )}
      <div onFocusOut={() => changed && lengthOf(act.text.peek()) <= MOST && keep()}>
        <Field label={t("next-steps-first-act")} placeholder={t("next-steps-first-act-hint")} draft={act} rows={2} max={MOST} onSubmit={keep} />
      </div>
      {changed && (
        <div class="row">
          <Button look="tint" icon="kept" onClick={keep}>
            {t("next-steps-keep")}
          </Button>
        </div>
      )}
      <Owners {...props} next={next} sign={(sent) => (last.value = sent)} />
      <label class="next-steps-date">
        <span class="label">{t("next-steps-date")}</span>
        <input type="date" class="paper num" value={next?.by_date ?? ""} onChange={(event) => (last.value = send("set_date", { item: item.id, by_date: event.currentTarget.value }))} />
      </label>
      {last.value && <KeptMark sent={last.value} />}
    </div>
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

function Owned(props: ActivityProps) {
  const items = props.room.of<ItemRecord>(props.step.round, "item");
  const owned = items.filter((item) => nextOf(props, item)?.owners.length).length;
  return <p class="soft num">{t("next-steps-owned", { owned, of: items.length })}</p>;
}

export function Participant(props: ActivityProps) {
  return (
    <>
      <Cards {...props} />
      <Owned {...props} />
    </>
  );
}

export function Host(props: ActivityProps) {
  return (
    <div class="stack">
      <Owned {...props} />
      <Cards {...props} />
    </div>
  );
}

export function Screen(props: ActivityProps) {
  return (
    <div class="stack">
      <Cards {...props} />
      <Owned {...props} />
    </div>
  );
}

sheet(`
.next-steps { display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20em), 1fr)); align-items: start }
.next-steps-card { display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr) }
.next-steps-what { font: 500 1.25em/1.25 var(--serif) }
.next-steps-act { font: 500 1.05em/1.35 var(--serif); border-left: 3px solid var(--phase); padding-left: .7em }
.next-steps-facts { display: grid; gap: 2px } .next-steps-facts dt { font-size: 14px; color: var(--soft) } .next-steps-facts dd { margin: 0 0 .5em }
.next-steps-owner { font-weight: 650; color: var(--phase) }
.next-steps-owners { display: grid } .next-steps-owners li { display: flex; align-items: center; gap: 10px; min-height: 44px }
.next-steps-date { display: grid; gap: 6px; max-width: 240px } .next-steps-date input { font: 600 17px var(--sans) }
`);
