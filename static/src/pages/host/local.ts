/**
 * The text of a field in a dialog: it lives as long as the dialog does, unlike the drafts of what people write.
 */
import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Draft } from "../../kernel/draft";

/** A draft that is kept nowhere. */
export function freshDraft(first = ""): Draft {
  const text = signal(first);
  return { text, set: (next: string) => (text.value = next), clear: () => (text.value = ""), given: () => undefined };
}

export function useLocal(first = ""): Draft {
  return useMemo(() => freshDraft(first), []);
}
