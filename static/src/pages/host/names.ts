/**
 * What activities and their settings are called (the words are in each activity's Python half), and their modules.
 */
import { useActivity } from "../../kernel/activity";
import type { ActivityModule, Phase } from "../../kernel/contract";
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
  const own = `${kebab(kind)}-setting-${kebab(setting)}`;
  const shared = `host-setting-${kebab(setting)}`;
  return has(own) ? t(own) : has(shared) ? t(shared) : setting;
}

/** A setting's value as people read it. */
export function valueName(value: unknown): string {
  if (typeof value === "boolean") return t(value ? "host-yes" : "host-no");
  const key = `host-value-${kebab(String(value))}`;
  return has(key) ? t(key) : String(value);
}

/** The module of an activity once it is here; "" fetches nothing. */
export function useModule(kind: string): ActivityModule | undefined {
  const module = useActivity(kind);
  return module === "unknown" ? undefined : module;
}
