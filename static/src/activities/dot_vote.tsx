/**
 * Dot vote: each person spreads a few dots in secret; nothing of others' ballots is here until the reveal.
 */
import { useSignal } from "@preact/signals";
import type { BallotRecord, TallyRecord } from "../../gen/records";
import type { ActivityProps, ItemRecord, ProgressRecord, Sent } from "../kernel/contract";
import { Bars, Dots, Empty, Foot, IconButton, KeptMark, Notice, Secret, Text, inRanking, lang, ownOrder, sheet, t, type Bar } from "../kernel/ui";

export const writes = false;

const FEW = 5;
const wordsOf = (item: ItemRecord) => item.texts[lang.value] ?? item.text;
const languageOf = (item: ItemRecord) => (item.texts[lang.value] === undefined ? undefined : lang.value);
const numberIn = (settings: Readonly<Record<string, unknown>>, key: string, otherwise: number) => Number(settings[key] ?? otherwise);

const isOpen = ({ step }: ActivityProps) => step.state === "open" || step.state === "grace";
/** The result, once it is shown; a step that is open again has none. */
const tallyOf = (props: ActivityProps) => (isOpen(props) ? undefined : props.room.one<TallyRecord>(props.step.round, "tally"));

function votersOf({ room, step }: ActivityProps): number {
  return room.one<ProgressRecord>(step.round, "progress")?.voters ?? 0;
}

export function Participant(props: ActivityProps) {
  const { room, step, me } = props;
  const tally = tallyOf(props);
  if (tally) return <Result {...props} tally={tally} />;
  if (!isOpen(props)) return <Waiting {...props} />;
  return <Voting {...props} items={ownOrder(room.of<ItemRecord>(step.round, "item"), me.id)} />;
}

function Voting(props: ActivityProps & { readonly items: readonly ItemRecord[] }) {
  const { room, step, send, items } = props;
  const dots = numberIn(step.settings, "dots", 3);
  const cap = numberIn(step.settings, "cap", 2);
  const last = useSignal<{ readonly sent: Sent; readonly dots: Readonly<Record<string, number>> } | null>(null);
  const kept = room.mine<BallotRecord>(step.round, "ballot")[0]?.dots ?? {};
  const waiting = last.value !== null && last.value.sent.state.value === "waiting";
  const mine = waiting && last.value ? last.value.dots : kept;
  const left = dots - Object.values(mine).reduce((sum, n) => sum + n, 0);
  const place = (id: string, by: number) => {
    const next = { ...mine, [id]: (mine[id] ?? 0) + by };
    last.value = { sent: send("place_dots", { dots: next }), dots: next };
  };
  return (
    <>
      {votersOf(props) < FEW && <p class="soft dot-vote-few">{t("dot-vote-few")}</p>}
      <ul class="dot-vote-options">
        {items.map((item) => (
          <Option key={item.id} room={room} item={item} n={mine[item.id] ?? 0} cap={cap} left={left} place={place} />
        ))}
      </ul>
      <Secret />
      <Foot hint={t("dot-vote-rule", { dots, cap })} kept={last.value && <KeptMark sent={last.value.sent} />}>
        <p class="dot-vote-left" role="status">
          <Dots full={left} all={dots} label={t("dot-vote-left", { left })} />
          <span aria-hidden="true">{t("dot-vote-left", { left })}</span>
        </p>
      </Foot>
    </>
  );
}

interface OptionProps {
  readonly room: ActivityProps["room"];
  readonly item: ItemRecord;
  readonly n: number;
  readonly cap: number;
  readonly left: number;
  readonly place: (id: string, by: number) => void;
}

function Option({ room, item, n, cap, left, place }: OptionProps) {
  const text = wordsOf(item);
  return (
    <li class={`sheet dot-vote-option ${n ? "on" : ""}`}>
      <p class="serif">
        <Text text={text} lang={languageOf(item)} />
      </p>
      <div class="dot-vote-place">
        <IconButton icon="minus" label={t("dot-vote-take", { text })} disabled={n === 0} onClick={() => place(item.id, -1)} />
        <Dots full={n} all={cap} label={t("dot-vote-on", { n })} />
        <IconButton icon="plus" label={t("dot-vote-add", { text })} disabled={left === 0 || n >= cap} onClick={() => place(item.id, 1)} />
      </div>
      <Pile room={room} item={item} />
    </li>
  );
}

/** The notes of an option, also where it comes from an earlier vote on piles. */
function notesIn(room: ActivityProps["room"], item: ItemRecord, seen: ReadonlySet<string> = new Set()): readonly ItemRecord[] {
  const inside = new Set([...seen, item.id]); // what was brought in may go in a circle
  const from = item.from.filter((id) => !inside.has(id)).map((id) => room.get<ItemRecord>(id));
  return from.flatMap((one) => (one?.kind !== "item" ? [] : one.what === "pile" ? notesIn(room, one, inside) : [one]));
}

/** What lies in an option that is a pile, or was made of several: how many notes, and the notes on a tap. They are in the room for all. */
function Pile({ room, item }: { readonly room: ActivityProps["room"]; readonly item: ItemRecord }) {
  const notes = notesIn(room, item);
  if (notes.length < (item.what === "pile" ? 1 : 2)) return null;
  return (
    <details class="dot-vote-pile">
      <summary>{t("dot-vote-notes", { n: notes.length })}</summary>
      <ul>
        {notes.map((note) => (
          <li key={note.id} class="serif">
            <Text text={wordsOf(note)} lang={languageOf(note)} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Waiting(props: ActivityProps) {
  return <Empty title={t("dot-vote-voted", { voters: votersOf(props) })} text={t("dot-vote-hidden")} />;
}

function bars({ room, step, tally }: ActivityProps & { readonly tally: TallyRecord }): Bar[] {
  const counts = Object.values(tally.totals);
  const own = room.mine<BallotRecord>(step.round, "ballot")[0]?.dots ?? {};
  const ranked = inRanking(room.of<ItemRecord>(step.round, "item"), tally.ranking);
  // the better half stands out; who is tied with its last one does, too
  const line = tally.totals[ranked[Math.ceil(ranked.length / 2) - 1]?.id ?? ""] ?? 0;
  return ranked.map((item) => {
    const count = tally.totals[item.id] ?? 0;
    const tied = count > 0 && counts.filter((other) => other === count).length > 1;
    return {
      id: item.id,
      text: wordsOf(item),
      lang: languageOf(item),
      count,
      pale: count < line,
      ...(tied ? { tie: t("dot-vote-tied") } : {}),
      ...(own[item.id] ? { own: t("dot-vote-own", { n: own[item.id] ?? 0 }) } : {}),
    };
  });
}

function Result(props: ActivityProps & { readonly tally: TallyRecord }) {
  const { step, tally } = props;
  return (
    <div class="wide-enough stack">
      <Bars rows={bars(props)} said={(n) => t("dot-vote-on", { n })} />
      <p class="soft num">
        {[
          t("dot-vote-voted", { voters: tally.voters }),
          t("dot-vote-each", { dots: numberIn(step.settings, "dots", 3) }),
          t("dot-vote-unused", { n: tally.unused }),
          t("dot-vote-ties-shown"),
        ].join(" · ")}
      </p>
    </div>
  );
}

export function Host(props: ActivityProps) {
  const { room, step } = props;
  const tally = tallyOf(props);
  if (tally) return <Result {...props} tally={tally} />;
  const voters = votersOf(props);
  return (
    <div class="stack">
      <p class="num dot-vote-turnout">{t("dot-vote-voted", { voters })}</p>
      <p class="soft">{t("dot-vote-hidden")}</p>
      {voters > 0 && voters < FEW && <Notice tone="warn">{t("dot-vote-few")}</Notice>}
      <ul class="notes">
        {room.of<ItemRecord>(step.round, "item").map((item) => (
          <li class="note" key={item.id}>
            <p class="note-text">
              <Text text={wordsOf(item)} lang={languageOf(item)} />
            </p>
            <Pile room={room} item={item} />
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Screen(props: ActivityProps) {
  const { room, step } = props;
  const tally = tallyOf(props);
  if (tally) return <Result {...props} tally={tally} />;
  return (
    <div class="stack">
      <ul class="dot-vote-wall serif">
        {room.of<ItemRecord>(step.round, "item").map((item) => (
          <li key={item.id}>
            <Text text={wordsOf(item)} lang={languageOf(item)} />
          </li>
        ))}
      </ul>
      <p class="soft num">{t("dot-vote-voted", { voters: votersOf(props) })}</p>
    </div>
  );
}

sheet(`
.dot-vote-few { font-size: 14px }
.dot-vote-options { display: grid; gap: 10px }
.dot-vote-option { padding: 8px 8px 8px 16px; min-height: 64px; display: flex; flex-wrap: wrap; align-items: center; gap: 0 8px; transition: border-color var(--calm), background var(--calm) }
.dot-vote-option .serif { flex: 1 1 170px; min-width: 0; padding: 6px 0; font: 500 19px/1.3 var(--serif) }
.dot-vote-option.on { border-color: var(--phase); background: color-mix(in srgb, var(--phase-tint) 50%, var(--sheet)) }
.dot-vote-pile { flex: 1 1 100%; font-size: 14px } .dot-vote-pile summary { min-height: 44px; padding: 10px 0; cursor: pointer; color: var(--soft) }
.dot-vote-pile ul { display: grid; gap: 6px; padding: 0 8px 8px 0 } .dot-vote-pile li { font: 500 16px/1.35 var(--serif); border-left: 2px solid var(--line); padding-left: 10px }
.dot-vote-place { display: flex; margin-left: auto; align-items: center; gap: 4px }
.dot-vote-left { display: flex; align-items: center; justify-content: center; gap: 14px; min-height: 56px; font-weight: 650; border-radius: 12px; background: var(--phase-tint); color: var(--phase) }
.dot-vote-turnout { font-weight: 700; font-size: 24px }
.dot-vote-wall { display: grid; gap: .5em 1.4em; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14em), 1fr)); font-size: 1.15em }
.dot-vote-wall li { padding-left: .7em; border-left: .14em solid var(--phase) }
`);
