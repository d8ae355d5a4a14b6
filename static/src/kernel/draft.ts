/**
 * Drafts: what somebody types survives a reload, a sleeping phone and a step that closed.
 */
import { signal, type ReadonlySignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { forget, keep, kept } from "./keep";
import { place } from "./place";

export interface Draft {
  readonly text: ReadonlySignal<string>;
  set(text: string): void;
  clear(): void;
}

const open = new Map<string, Draft>();

/** The draft of this name in this room; the same object for every caller. */
export function draftOf(name: string, first = ""): Draft {
  const key = `${place.code}:draft:${name}`;
  let draft = open.get(key);
  if (draft === undefined) open.set(key, (draft = makeDraft(key, first)));
  return draft;
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
  };
}
