/**
 * Half-typed texts of steps that are over: their field is gone, so the page offers them like texts that came too late.
 */
import type { AnyRecord, StepRecord } from "../../kernel/contract";
import { draftsOf, type Draft } from "../../kernel/draft";
import type { OpenRoom } from "../../kernel/room";

export interface Unsent {
  readonly draft: Draft;
  readonly text: string;
  readonly round: string;
}

const OVER = new Set(["closed", "revealed", "sealed", "skipped"]);

/** Typed, never sent, and nowhere in the room: neither kept, nor on its way, nor refused. */
export function unsentTexts(open: OpenRoom): readonly Unsent[] {
  return open.room.steps().flatMap(roundsOver).flatMap((round) => {
    const typed = draftsOf(round).map((draft) => ({ draft, text: draft.text.value.trim(), round }));
    const words = typed.filter((one) => one.text !== "");
    if (words.length === 0) return [];
    const given = givenIn(open, round);
    return words.filter((one) => !given.has(one.text));
  });
}

function roundsOver(step: StepRecord): readonly string[] {
  return OVER.has(step.state) ? [...step.rounds, step.round] : step.rounds;
}

/** Every text that this phone knows of this round. */
function givenIn(open: OpenRoom, round: string): ReadonlySet<string> {
  const me = open.me.value?.id ?? "";
  const records = ["all", `person:${me}`].flatMap((see) => open.room.seen<AnyRecord>(see)).filter((record) => record.step === round);
  const sent = open.queue.acts.value.filter((act) => act.step === round).map((act) => act.args);
  const refused = open.queue.late.value.filter((late) => late.round === round);
  const texts = [...records, ...sent, ...refused].flatMap((held) => Object.values(held));
  return new Set(texts.filter((text): text is string => typeof text === "string").map((text) => text.trim()));
}
