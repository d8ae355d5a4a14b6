/**
 * Thesis walk: posters to walk past in an order of one's own, three bookmarks, one pick. Others' picks are not here
 * until the reveal; then picks per thesis, ties as ties, the unpicked too, and the reasons.
 */
import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { BookmarkRecord, BylineRecord, PickRecord, PickTallyRecord, ReasonRecord } from "../../gen/records";
import type { ActivityProps, ItemRecord, ProgressRecord, Sent } from "../kernel/contract";
import { tokenFor } from "../kernel/tokens";
import {
  Bars, Button, Empty, Field, Foot, IconButton, KeptMark, MainButton, PathDots, Poster, Promised, Text, inRanking, lang, ownOrder, pick as spokenIn, sheet, t, useDraft, useNow, type Bar,
} from "../kernel/ui";

const wordsOf = (item: ItemRecord) => item.texts[lang.value] ?? item.text;
const languageOf = (item: ItemRecord) => (item.texts[lang.value] === undefined ? undefined : lang.value);
const picked = ({ room, step }: ActivityProps) => room.one<ProgressRecord>(step.round, "progress")?.voters ?? 0;
const isOpen = ({ step }: ActivityProps) => step.state === "open" || step.state === "grace";
/** The result, once it is shown; a step that is open again has none. */
const tallyOf = (props: ActivityProps) => (isOpen(props) ? undefined : props.room.one<PickTallyRecord>(props.step.round, "pick_tally"));

/** The posters have the page to themselves: the question stands small above them. */
export const asks = true;

export function Participant(props: ActivityProps) {
  return (
    <>
      <Asked {...props} />
      <Stood {...props} />
    </>
  );
}

function Asked({ step }: ActivityProps) {
  const question = spokenIn(step.question);
  const said = question.text === "" ? spokenIn(step.title) : question;
  return (
    <p class="thesis-walk-asked" lang={said.lang}>
      <Text text={said.text} lang={said.lang} fold={false} />
    </p>
  );
}

function Stood(props: ActivityProps) {
  const { room, step, me } = props;
  const tally = tallyOf(props);
  if (tally) return <Result {...props} tally={tally} />;
  if (!isOpen(props)) return <Empty title={t("thesis-walk-have-picked", { n: picked(props) })} text={t("thesis-walk-only-you")} />;
  return <Walk {...props} theses={ownOrder(room.of<ItemRecord>(step.round, "item"), me.id)} />;
}

interface WalkProps extends ActivityProps {
  readonly theses: readonly ItemRecord[];
}

function Walk(props: WalkProps) {
  const { room, step, send, theses } = props;
  const stood = useDraft(`at:${step.round}`); // where one stood comes back with the page
  const at = useSignal(Math.min(Number(stood.text.peek()) || 0, theses.length - 1));
  const seen = useSignal<ReadonlySet<number>>(new Set([at.peek()]));
  const last = useSignal<{ readonly sent: Sent; readonly kept?: string } | null>(null);
  const wall = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => goTo(wall.current, at.peek(), false), []);
  useEffect(() => {
    seen.value = new Set([...seen.peek(), at.value]);
    stood.set(String(at.value));
  }, [at.value]);
  const marks = room.mine<BookmarkRecord>(step.round, "bookmark").map((mark) => mark.item);
  const pick = room.mine<PickRecord>(step.round, "pick")[0];
  const why = useDraft(`${step.round}:why`, pick?.reason ?? "");
  useEffect(() => {
    if (!pick?.reason || why.text.peek() !== "") return;
    why.set(pick.reason); // it came after the page did
    why.given(pick.reason);
  }, [pick?.reason]);
  const signed = useSignal(pick?.reason ? pick.named : true); // a first pick goes without: nothing was promised yet
  const here = theses[at.value];
  const go = (to: number) => goTo(wall.current, Math.max(0, Math.min(theses.length - 1, to)));
  const choose = (item: string, named = pick?.named ?? false) => {
    const reason = why.text.value;
    const sent = send("pick_thesis", { item, reason, named, token: tokenFor(step.round, reason, "why") });
    last.value = { sent, kept: t(reason.trim() === "" ? "thesis-walk-pick-kept" : "thesis-walk-why-kept") };
    void sent.answered.then((state) => state === "kept" && why.given(reason));
  };
  const isPick = pick !== undefined && pick.item === here?.id;
  const bounded = isPick && asksWhy(step) && theses.some((thesis) => isLong(wordsOf(thesis)));
  return (
    <>
      <div class={`thesis-walk-wall ${bounded ? "is-bounded" : ""}`} ref={wall} onScroll={() => (at.value = nearest(wall.current))} tabIndex={-1}>
        {theses.map((thesis, n) => (
          <Poster
            key={thesis.id}
            class={`thesis-walk-poster ${breadth(wordsOf(thesis), languageOf(thesis) ?? lang.value)} ${isLong(wordsOf(thesis)) ? "is-long" : ""} ${thesis.id === pick?.item ? "is-pick" : ""}`}
            no={t("thesis-walk-thesis", { n: thesis.order })}
            text={wordsOf(thesis)}
            lang={languageOf(thesis)}
            tape={n === at.value}
            turned={n !== at.value}
            mark={<Mark thesis={thesis} on={marks.includes(thesis.id)} keep={(on) => (last.value = { sent: send("bookmark_thesis", { item: thesis.id, on }) })} />}
            {...(thesis.id === pick?.item ? { source: t("thesis-walk-picked") } : {})}
          />
        ))}
      </div>
      <Way at={at} count={theses.length} seen={seen} go={go} kept={new Set(theses.flatMap((thesis, n) => (marks.includes(thesis.id) ? [n] : [])))} />
      {isPick && asksWhy(step) && <Why {...props} why={why} kept={pick.reason} named={signed} save={(named) => choose(pick.item, named)} />}
      <Foot
        hint={pick ? t("thesis-walk-only-you") : t("thesis-walk-say")}
        kept={last.value ? <KeptMark sent={last.value.sent}>{last.value.kept}</KeptMark> : <span class="soft">{t("thesis-walk-marks", { n: marks.length })}</span>}
      >
        {here && !isPick && <MainButton onClick={() => choose(here.id)}>{t(pick ? "thesis-walk-change" : "thesis-walk-pick")}</MainButton>}
        {isPick && asksWhy(step) && <MainButton onClick={() => choose(pick.item, signed.value)}>{t("thesis-walk-save-why")}</MainButton>}
      </Foot>
    </>
  );
}

interface MarkProps {
  readonly thesis: ItemRecord;
  readonly on: boolean;
  readonly keep: (on: boolean) => void;
}

function Mark({ thesis, on, keep }: MarkProps) {
  const label = `${t(on ? "thesis-walk-bookmarked" : "thesis-walk-bookmark")}: ${t("thesis-walk-thesis", { n: thesis.order })}`;
  return <IconButton icon="mark" filled={on} pressed={on} label={label} onClick={() => keep(!on)} />;
}

interface WayProps {
  readonly at: Signal<number>;
  readonly count: number;
  readonly seen: Signal<ReadonlySet<number>>;
  readonly kept: ReadonlySet<number>;
  readonly go: (to: number) => void;
}

function Way({ at, count, seen, kept, go }: WayProps) {
  return (
    <div class="thesis-walk-way">
      <IconButton icon="back" label={t("thesis-walk-previous")} disabled={at.value === 0} onClick={() => go(at.value - 1)} />
      <PathDots count={count} at={at.value} seen={seen.value} kept={kept} label={t("thesis-walk-place", { n: at.value + 1, of: count })} />
      <IconButton icon="next" label={t("thesis-walk-next")} disabled={at.value === count - 1} onClick={() => go(at.value + 1)} />
    </div>
  );
}

interface WhyProps extends ActivityProps {
  readonly why: ReturnType<typeof useDraft>;
  /** The reason as the room has it. */
  readonly kept: string;
  readonly named: Signal<boolean>;
  readonly save: (named: boolean) => void;
}

const mostOf = (step: ActivityProps["step"]) => Number(step.settings["reason"] ?? 140);
const asksWhy = (step: ActivityProps["step"]) => mostOf(step) > 0;

/** Comes into sight by itself: above it may be a long thesis. */
function Why({ step, me, why, kept, named, save }: WhyProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  const unsent = why.text.value.trim() !== kept;
  return (
    <div class="thesis-walk-why stack tight" ref={box}>
      <Field
        label={t("thesis-walk-why")}
        hint={unsent ? t("thesis-walk-why-unsent") : ""}
        draft={why}
        rows={2}
        max={mostOf(step)}
        onSubmit={() => save(named.value)}
      />
      <Promised step={step} me={me} named={named} onChange={save} />
    </div>
  );
}

/** Longer than most theses are: smaller letters, and its sheet is no taller than the page can bear. */
const isLong = (text: string) => text.length > 120;

/** A long word makes the writing smaller, so that it is not broken in two without a hyphen; Finnish has its hyphens. */
function breadth(text: string, tongue: string): string {
  if (tongue === "fi") return "";
  const longest = Math.max(...text.split(/[\s\u00ad–—-]+/).map((word) => word.length));
  return longest > 22 ? "is-narrowest" : longest > 15 ? "is-narrow" : "";
}

/** Which poster stands nearest to the left edge of the wall. */
function nearest(wall: HTMLElement | null): number {
  const posters = [...(wall?.children ?? [])] as HTMLElement[];
  const edge = (wall?.scrollLeft ?? 0) + (posters[0]?.offsetLeft ?? 0);
  const away = posters.map((poster) => Math.abs(poster.offsetLeft - edge));
  return Math.max(0, away.indexOf(Math.min(...away)));
}

function goTo(wall: HTMLElement | null, to: number, smooth = true): void {
  const poster = wall?.children[to] as HTMLElement | undefined;
  const first = wall?.children[0] as HTMLElement | undefined;
  const calm = !smooth || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  wall?.scrollTo({ left: (poster?.offsetLeft ?? 0) - (first?.offsetLeft ?? 0), behavior: calm ? "auto" : "smooth" });
}

interface ResultProps extends ActivityProps {
  readonly tally: PickTallyRecord;
  /** So many at a time; of more, the next come by themselves. */
  readonly most?: number;
}

function Result(props: ResultProps) {
  const { room, step, tally, most = Infinity } = props;
  const theses = inRanking(room.of<ItemRecord>(step.round, "item"), tally.ranking);
  const own = room.mine<PickRecord>(step.round, "pick")[0]?.item;
  const reasons = room.of<ReasonRecord>(step.round, "reason").filter((reason) => !reason.hidden);
  const counts = Object.values(tally.totals);
  const some = theses.filter((thesis) => (tally.totals[thesis.id] ?? 0) > 0);
  const { at, of, shown } = useTurns(some, most);
  const none = theses.filter((thesis) => !tally.totals[thesis.id]);
  const rows: Bar[] = shown.map((thesis) => {
    const count = tally.totals[thesis.id] ?? 0;
    return {
      id: thesis.id,
      text: wordsOf(thesis),
      lang: languageOf(thesis),
      count,
      ...(count > 0 && counts.filter((other) => other === count).length > 1 ? { tie: t("thesis-walk-tied") } : {}),
      ...(thesis.id === own ? { own: t("thesis-walk-picked") } : {}),
      children: <Reasons reasons={reasons.filter((reason) => reason.item === thesis.id)} {...props} />,
    };
  });
  const below = props.me.role === "screen" ? [none.length > 0 && t("thesis-walk-left", { n: none.length }), of > 1 && `${at + 1} / ${of}`].filter(Boolean) : [];
  return (
    <div class="wide-enough stack">
      <Bars rows={rows} said={(n) => t("thesis-walk-picks", { n })} />
      {below.length > 0 && <p class="soft num">{below.join(" · ")}</p>}
      {none.length > 0 && props.me.role !== "screen" && (
        <details class="thesis-walk-none">
          <summary>
            {t("thesis-walk-unpicked")} ({none.length})
          </summary>
          <ul>
            {none.map((thesis) => (
              <li key={thesis.id} class="serif">
                <Text text={wordsOf(thesis)} lang={languageOf(thesis)} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Reasons({ room, reasons, me, send }: ActivityProps & { readonly reasons: readonly ReasonRecord[] }) {
  const told = reasons.filter((reason) => reason.text || reason.name);
  if (told.length === 0) return <></>;
  const nameOf = (reason: ReasonRecord) => room.get<BylineRecord>(`by-${reason.id}`)?.name ?? "";
  return (
    <ul class="thesis-walk-reasons">
      {told.map((reason) => (
        <li key={reason.id}>
          <Text text={reason.text} />
          {(reason.name || nameOf(reason)) && <span class="soft"> {reason.name || nameOf(reason)}</span>}
          {me.role === "host" && (
            <Button look="quiet" icon="hide" onClick={() => send("hide", { id: reason.id })}>
              {t("note-hide")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

export function Host(props: ActivityProps) {
  const { room, step } = props;
  const tally = tallyOf(props);
  if (tally) return <Result {...props} tally={tally} />;
  return (
    <div class="stack">
      <p class="num thesis-walk-count">{t("thesis-walk-have-picked", { n: picked(props) })}</p>
      <ul class="notes">
        {room.of<ItemRecord>(step.round, "item").map((thesis) => (
          <li class="note" key={thesis.id}>
            <p class="note-text">
              <Text text={wordsOf(thesis)} lang={languageOf(thesis)} />
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Screen(props: ActivityProps) {
  const { room, step } = props;
  const tally = tallyOf(props);
  if (tally) return <Result {...props} tally={tally} most={A_RESULT} />;
  const theses = room.of<ItemRecord>(step.round, "item");
  return <Posters {...props} theses={theses} />;
}

const A_WALL = 12;
const A_RESULT = 6;
const TURN = 12_000;

/** So many of them at a time, in equal parts that follow each other by themselves. */
function useTurns<T>(all: readonly T[], most: number): { readonly at: number; readonly of: number; readonly shown: readonly T[] } {
  const of = Math.max(1, Math.ceil(all.length / most));
  const at = Math.floor(useNow(of > 1 ? 1000 : 60_000) / TURN) % of;
  const each = Math.ceil(all.length / of);
  return { at, of, shown: all.slice(at * each, (at + 1) * each) };
}

/** So many at a time that the last row can read them. */
function Posters(props: WalkProps) {
  const { theses } = props;
  const { at, of, shown } = useTurns(theses, A_WALL);
  return (
    <div class={`thesis-walk-screen ${theses.length <= 6 ? "few" : ""}`}>
      <ul>
        {shown.map((thesis) => (
          <li class="sheet" key={thesis.id}>
            <span class="poster-no">{t("thesis-walk-thesis", { n: thesis.order })}</span>
            <Text text={wordsOf(thesis)} lang={languageOf(thesis)} />
          </li>
        ))}
      </ul>
      <p class="soft num">
        {t("thesis-walk-have-picked", { n: picked(props) })}
        {of > 1 && ` · ${at + 1} / ${of}`}
      </p>
    </div>
  );
}

sheet(`
.thesis-walk-wall { flex: 1; display: flex; gap: 14px; margin: 0 -18px; padding: 14px 18px 8px; overflow-x: auto; scroll-snap-type: x mandatory; scroll-padding-left: 18px; scrollbar-width: none; min-height: 300px }
@media (min-width: 700px) { .thesis-walk-wall { --side: calc(50vw - 302px); margin-inline: calc(-18px - 50vw + 320px); padding-inline: var(--side); scroll-padding-left: var(--side) } body:has(.thesis-walk-wall) { overflow-x: clip } }
.thesis-walk-wall::-webkit-scrollbar { display: none }
.thesis-walk-poster { flex: 0 0 min(318px, 84%); scroll-snap-align: start; transition: transform var(--calm) }
.thesis-walk-asked { font: 500 17px/1.35 var(--serif); color: var(--soft) }
.thesis-walk-poster .poster-text { overflow-wrap: anywhere; hyphens: auto }
.thesis-walk-poster.is-narrow .poster-text { font-size: clamp(19px, 6vw, 24px) } .thesis-walk-poster.is-narrowest .poster-text { font-size: clamp(15px, 4.4vw, 18px) }
.thesis-walk-poster.is-long .poster-text { font-size: clamp(18px, 5.4vw, 22px); line-height: 1.3 }
.thesis-walk-wall.is-bounded { flex: 1 0 0px; min-height: 280px } .is-bounded .thesis-walk-poster { overflow-y: auto } .is-bounded .tape { display: none }
.thesis-walk-why { scroll-margin: 8px 0 calc(150px + env(safe-area-inset-bottom)) }
.thesis-walk-poster.is-pick { border-color: var(--phase); box-shadow: 0 0 0 2px var(--phase), var(--shadow) }
.thesis-walk-poster.is-pick .poster-source { color: var(--phase); font-weight: 650 }
.thesis-walk-way { display: grid; grid-template-columns: 44px minmax(0, 1fr) 44px; align-items: center; gap: 6px; margin: 0 -8px }
.thesis-walk-count { font-weight: 700; font-size: 24px }
.thesis-walk-reasons { display: grid; gap: .3em; padding: .1em 0 .5em }
.thesis-walk-reasons li { font: italic 500 1em/1.35 var(--serif); padding: 0 .8em; border-left: 2px solid var(--line) } @container (min-width: 780px) { .thesis-walk-reasons li { border-left: 0; border-right: 2px solid var(--line) } }
.thesis-walk-reasons .btn { font: 550 14px var(--sans) }
.thesis-walk-reasons .soft { font: 500 14px var(--sans) }
.thesis-walk-none summary { min-height: 44px; padding: 10px 0; cursor: pointer; color: var(--soft) }
.thesis-walk-none ul { display: grid; gap: .5em; color: var(--soft) }
.thesis-walk-screen ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13em), 1fr)); gap: .6em }
.thesis-walk-screen li { padding: .6em .8em; font: 500 1.05em/1.22 var(--serif); display: grid; gap: .2em; align-content: start; animation: laid 220ms backwards }
.thesis-walk-screen.few ul { grid-template-columns: repeat(auto-fill, minmax(18em, 1fr)); gap: .8em } .thesis-walk-screen.few li { font-size: 1.35em }
.thesis-walk-screen .poster-no { font-size: .6em; padding: 0 }
.thesis-walk-screen p { margin-top: .7em }
`);
