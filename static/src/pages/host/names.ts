/**
 * What activities and their settings are called: the words are in each activity's Python half.
 */
import type { Phase } from "../../kernel/contract";
import { has, t } from "../../kernel/words";

export const PHASES: readonly Phase[] = ["open", "discover", "define", "develop", "deliver", "close"];

/** The wire's `dot_vote` as words begin with it: `dot-vote`. */
export function kebab(kind: string): string {
  return kind.replaceAll("_", "-");
}

export function nameOf(kind: string): string {
  const key = `${kebab(kind)}-name`;
  return has(key) ? t(key) : kind;
}

export function settingName(kind: string, setting: string): string {
  const key = `${kebab(kind)}-setting-${kebab(setting)}`;
  return has(key) ? t(key) : setting;
}
