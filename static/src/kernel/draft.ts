/**
 * Drafts: what somebody types survives a reload, a sleeping phone and a step that closed.
 *
 * A draft named `<round>:…` holds words for that round: when it is over before they were sent, the page offers them
 * (see `draftsOf`). What only this phone wants to know is named otherwise.
 */
import { signal, type ReadonlySignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { forget, keep, kept, keptUnder } from "./keep";
import { place } from "./place";

export interface Draft {
  readonly text: ReadonlySignal<string>;
  set(text: string): void;
  clear(): void;
  /** The room has this text: it stays in its field, and is a draft no more. */
  given(text: string): void;
}

const open = new Map<string, Draft>();

/** The draft of this name in this room; the same object for every caller. */
export function draftOf(name: string, first = ""): Draft {
  const key = `${place.code}:draft:${name}`;
  let draft = open.get(key);
  if (draft === undefined) open.set(key, (draft = makeDraft(key, first)));
  return draft;
}

/** The drafts of this round that were typed and neither sent nor cleared. */
export function draftsOf(round: string): readonly Draft[] {
  const start = `${place.code}:draft:`;
  return keptUnder(`${start}${round}:`).map((key) => draftOf(key.slice(start.length)));
}

/** The draft of a field, e.g. `useDraft(step.round + ":idea")`. */
export function useDraft(name: string, first = ""): Draft {
  return useMemo(() => draftOf(name, first), [name]);
}

function makeDraft(key: string, first: string): Draft {
  const text = signal(kept(key) ?? first);
  return {
    text,
    set(next) {
      text.value = next;
      if (next === "") forget(key);
      else keep(key, next);
    },
    clear() {
      text.value = "";
      forget(key);
    },
    given(sent) {
      if (text.peek() === sent) forget(key);
    },
  };
}
