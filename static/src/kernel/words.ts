/**
 * All words of the page, from the one Fluent file of its language; changing the language draws the page again.
 *
 * `t(key, {n: 3})` is a text. `rich(key, {n: 3}, wrap)` is the same text with its variables drawn by `wrap`.
 * `pick(texts)` chooses among texts that people gave in several languages, and says which language it is.
 */
import { FluentBundle, FluentNumber, FluentResource } from "@fluent/bundle";
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Texts } from "./contract";
import { keep, kept } from "./keep";

export type WordArgs = Readonly<Record<string, string | number>>;

export const LANGUAGES = ["fi", "en", "sv"] as const;
export const NAMES: Texts = { fi: "Suomi", en: "English", sv: "Svenska" };

/** The language of the page, as a signal. */
export const lang = signal<string>("en");
const bundle = signal<FluentBundle | undefined>(undefined);
const missing = new Set<string>();

/** The language to begin with: chosen before, asked for in the address, the browser's own, else the page's. */
export function firstLanguage(): string {
  const asked = new URLSearchParams(location.search).get("lang") ?? "";
  const wanted = [asked, kept("lang") ?? "", ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find(isLanguage) ?? (isLanguage(document.documentElement.lang) ? document.documentElement.lang : "en");
}

function isLanguage(tag: string): boolean {
  return (LANGUAGES as readonly string[]).includes(tag);
}

/** Fetch the words of a language and show the page in it. */
export async function speak(tag: string, remember = false): Promise<void> {
  const pattern = document.documentElement.dataset.words ?? "/words/{lang}.ftl";
  const answer = await fetch(pattern.replace("{lang}", tag));
  if (!answer.ok) throw new Error(`words of ${tag}: ${answer.status}`);
  use(tag, await answer.text());
  if (remember) keep("lang", tag);
}

/** A person asked for this language: false when its words cannot be fetched just now, and all stays as it was. */
export async function changeLanguage(tag: string): Promise<boolean> {
  try {
    await speak(tag, true);
    return true;
  } catch (error) {
    console.warn(error);
    return false;
  }
}

/** Take words in without fetching (tests, and pages that carry their words). */
export function use(tag: string, ftl: string): void {
  const next = new FluentBundle(tag, { useIsolating: true });
  next.addResource(new FluentResource(ftl), { allowOverrides: true });
  bundle.value = next;
  lang.value = tag;
  if (typeof document !== "undefined") document.documentElement.lang = tag;
}

/** True once words have come. */
export function hasWords(): boolean {
  return bundle.value !== undefined;
}

/** Is there a message of this name? */
export function has(key: string): boolean {
  return bundle.value?.hasMessage(key) ?? false;
}

type Variable = string | number | FluentNumber;

function format(key: string, args?: Readonly<Record<string, Variable>>): string {
  const words = bundle.value;
  const message = words?.getMessage(key);
  if (words === undefined || message?.value == null) {
    if (words !== undefined && !missing.has(key)) console.error(`no words for ${key} (${lang.peek()})`);
    missing.add(key);
    return words === undefined ? "" : key;
  }
  return words.formatPattern(message.value, args ?? null, []);
}

/** The text of a key in the page's language. */
export function t(key: string, args?: WordArgs): string {
  return format(key, args);
}

class Marked extends FluentNumber {
  override toString(scope?: Parameters<FluentNumber["toString"]>[0]): string {
    return `\uE000${super.toString(scope)}\uE001`;
  }
}

/** As `t`, with every variable drawn by `wrap`: `rich(key, {n: 41}, (n) => <b>{n}</b>)`. */
export function rich(key: string, args: WordArgs, wrap: (part: string) => ComponentChildren): ComponentChildren[] {
  const marked: Record<string, Variable> = {};
  for (const [name, value] of Object.entries(args)) {
    marked[name] = typeof value === "number" ? new Marked(value) : `\uE000${value}\uE001`;
  }
  return format(key, marked)
    .split(/[\uE000\uE001]/)
    .map((part, at) => (at % 2 === 1 ? wrap(part) : part));
}

/** A text in the best language there is: the page's, else the fallback's, else any. */
export function pick(texts: Texts | undefined, fallback = "", plain = ""): { text: string; lang: string } {
  const all = texts ?? {};
  for (const tag of [lang.value, fallback]) if (all[tag]) return { text: all[tag] as string, lang: tag };
  if (plain) return { text: plain, lang: fallback || lang.value };
  const [first] = Object.entries(all);
  return first === undefined ? { text: "", lang: lang.value } : { text: first[1], lang: first[0] };
}

/** A code as people read it aloud: `K7RMX4` → `K7R-MX4`. */
export function spoken(code: string): string {
  return code.length === 6 ? `${code.slice(0, 3)}-${code.slice(3)}` : code;
}

/** Minutes and seconds of a clock: `6:42`; an hour and more as `1:06:42`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** A date in the page's language. */
export function day(ms: number): string {
  return new Intl.DateTimeFormat(lang.value, { dateStyle: "long" }).format(ms);
}

/** A moment of the day in the page's language. */
export function timeOfDay(ms: number): string {
  return new Intl.DateTimeFormat(lang.value, { hour: "numeric", minute: "2-digit" }).format(ms);
}
