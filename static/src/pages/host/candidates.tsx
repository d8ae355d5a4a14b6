/**
 * What could go into a step, before it opens: tick and untick, edit, merge, paste a list; after a vote, where the line
 * runs, and whether it runs through a tie.
 */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { AnyRecord, StepRecord, Texts } from "../../kernel/contract";
import { COUNTED } from "../../kernel/outcome";
import { Button, Menu, Notice, Text, Tick, pick, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { titlesOf } from "./draft";
import { useModule } from "./names";
import { gaveAll } from "./next";
import { EditCandidate, MergeCandidates, PasteList } from "./candidate-dialogs";

export interface CandidateRecord extends AnyRecord {
  readonly text: string;
  readonly texts: Texts;
  readonly ticked: boolean;
  readonly from: readonly string[];
  readonly note: string;
  readonly score: number | null;
  readonly rank: number | null;
  readonly what: string;
  /** The one that was made of it and of others; while that is there, this one is not on offer. */
  readonly into: string;
}

interface CandidatesProps {
  readonly desk: Desk;
  readonly step: StepRecord;
  readonly sources: readonly StepRecord[];
}

type Doing = { readonly what: "edit" | "merge"; readonly id: string } | { readonly what: "paste" } | null;

export function Candidates({ desk, step, sources }: CandidatesProps) {
  const [doing, setDoing] = useState<Doing>(null);
  const every = desk.room.of<CandidateRecord>(step.round, "candidate");
  const partsOf = (whole: CandidateRecord) => every.filter((one) => one.into === whole.id).length;
  const all = every.filter((one) => !every.some((other) => other.id === one.into));
  const ticked = all.filter((one) => one.ticked);
  const on = doing && "id" in doing ? all.find((one) => one.id === doing.id) : undefined;
  const close = () => setDoing(null);
  const tickAll = (yes: boolean) => {
    const ids = all.filter((one) => one.ticked !== yes).map((one) => one.id);
    if (ids.length > 0) desk.act("tick_candidates", { ids, ticked: yes });
  };
  const paste = (
    <Button look="quiet" icon="plus" onClick={() => setDoing({ what: "paste" })}>
      {t("host-paste")}
    </Button>
  );
  const pasting = doing?.what === "paste" && <PasteList desk={desk} step={step} onClose={close} />;
  if (all.length === 0 && sources.length === 0) return <Nothing step={step} acts={paste} dialog={pasting} />;
  return (
    <section class="candidates" aria-labelledby="candidates">
      <header class="candidates-head">
        <h3 id="candidates">{t("host-candidates")}</h3>
        {all.length > 0 && <span class="soft num">{t("host-ticked", { n: ticked.length, of: all.length })}</span>}
        <span class="spring" />
        {all.length > 1 && (
          <Button look="quiet" onClick={() => tickAll(ticked.length < all.length)}>
            {t(ticked.length < all.length ? "host-tick-all" : "host-tick-none")}
          </Button>
        )}
        {paste}
      </header>
      {sources.length > 0 && <Origin sources={sources} current={desk.current.value} />}
      <Line step={step} all={all} />
      <ul class="candidate-list">
        {all.map((one) => (
          <Row key={one.id} desk={desk} one={one} alone={all.length < 2} parts={partsOf(one)} onDo={(what) => setDoing({ what, id: one.id })} />
        ))}
      </ul>
      {pasting}
      {doing?.what === "edit" && on && <EditCandidate desk={desk} one={on} onClose={close} />}
      {doing?.what === "merge" && on && <MergeCandidates desk={desk} one={on} all={all} onClose={close} />}
    </section>
  );
}

/** Where candidates come from, which of those steps is still waited for, and which gives nothing. */
function Origin({ sources, current }: { readonly sources: readonly StepRecord[]; readonly current: StepRecord | undefined }) {
  const waited = sources.filter((source) => !gaveAll(source, current));
  const none = sources.filter((source) => gaveAll(source, current) && (source.state === "skipped" || source.state === "draft"));
  const giving = sources.filter((source) => !none.includes(source));
  return (
    <div class="soft">
      {giving.length > 0 && <p>{t(waited.length === 0 ? "host-takes-from" : "host-takes-later", { titles: titlesOf(giving), waited: titlesOf(waited) })}</p>}
      {none.length > 0 && <p>{t("host-takes-none", { titles: titlesOf(none) })}</p>}
    </div>
  );
}

/** Most steps start from nothing: the list is offered quietly, and not at all where nobody contributes. */
function Nothing({ step, acts, dialog }: { readonly step: StepRecord; readonly acts: ComponentChildren; readonly dialog: ComponentChildren }) {
  if (useModule(step.activity)?.endless) return null;
  return (
    <div class="candidates-none soft">
      {acts}
      <span>{t("host-no-candidates")}</span>
      {dialog}
    </div>
  );
}

/** How dots fell, `2×1 1×2`: for readers of reports, not for choosing. */
const SPREAD = /^\d+×\d+( \d+×\d+)*$/;

interface RowProps {
  readonly desk: Desk;
  readonly one: CandidateRecord;
  readonly alone: boolean;
  /** Of how many it was made; it can be split into them again. */
  readonly parts: number;
  readonly onDo: (what: "edit" | "merge") => void;
}

function Row({ desk, one, alone, parts, onDo }: RowProps) {
  const words = pick(one.texts, "", one.text);
  const pasted = one.from.length === 0;
  const targets = ["edit", !alone && "merge", pasted && "remove"].filter((id): id is string => id !== false).map((id) => ({ id, label: t(`host-candidate-${id}`) }));
  const pickOne = (id: string) => {
    if (id === "remove") desk.act("remove_candidates", { ids: [one.id] });
    else onDo(id as "edit" | "merge");
  };
  return (
    <li class={`candidate ${one.ticked ? "" : "out"}`}>
      <Tick checked={one.ticked} onChange={(ticked) => desk.act("tick_candidates", { ids: [one.id], ticked })} note={SPREAD.test(one.note) ? undefined : one.note || undefined}>
        <Text class="serif" text={words.text} lang={words.lang} />
      </Tick>
      {one.score !== null && <span class="candidate-score num">{t(COUNTED[one.what] ?? "result-votes", { n: one.score })}</span>}
      <Menu small icon="more" label={t("host-more-of", { title: short(words.text) })} title={short(words.text)} targets={targets} onPick={pickOne} />
      {parts > 0 && (
        <div class="candidate-merged soft">
          <span class="num">{t("host-candidate-merged", { n: parts })}</span>
          <Button look="quiet" label={t("host-candidate-split-of", { title: short(words.text) })} onClick={() => desk.act("split_candidate", { id: one.id })}>
            {t("host-candidate-split")}
          </Button>
        </div>
      )}
    </li>
  );
}

/** Where the line of the `top` runs. All tied at the line are in until the facilitator says otherwise. */
function Line({ step, all }: { readonly step: StepRecord; readonly all: readonly CandidateRecord[] }) {
  const places = all.map((one) => one.rank).filter((rank): rank is number => rank !== null).sort((a, b) => a - b);
  if (step.top === 0 || places.length <= step.top) return null;
  const line = places[step.top - 1] as number;
  const tied = places.filter((place) => place === line).length;
  if (places[step.top] !== line) return <p class="soft">{t("host-line-clear", { top: step.top, of: places.length })}</p>;
  const taken = places.filter((place) => place <= line).length;
  return <Notice tone="warn">{t("host-line-tied", { top: step.top, tied, taken })}</Notice>;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 58).trimEnd()}…` : text;
}
