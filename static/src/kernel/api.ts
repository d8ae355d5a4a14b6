/**
 * The few things that pages ask over HTTP. What goes wrong comes back as a sentence for the person.
 */
import { lang, t } from "./words";

/** Why the server did not do it: a stable code, and the sentence. */
export class Unanswered extends Error {
  readonly code: string;

  constructor(code: string, say: string) {
    super(say);
    this.code = code;
  }
}

interface Ask {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: unknown;
  /** A host key or a create key. */
  readonly key?: string;
}

/** Ask the server; the answer is JSON. Throws `Unanswered`. */
export async function ask<T>(path: string, { method = "GET", body, key }: Ask = {}): Promise<T> {
  const headers: Record<string, string> = { "accept-language": lang.peek() };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key) headers.authorization = `Bearer ${key}`;
  let answer: Response;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    throw new Unanswered("offline", t("api-offline"));
  }
  const said: unknown = await answer.json().catch(() => null);
  if (answer.ok) return said as T;
  const { code = "internal", say = t("api-failed") } = (said ?? {}) as { code?: string; say?: string };
  throw new Unanswered(code, say);
}

/** The ways into a room; the secret part of a link comes after its `#`. */
export interface RoomLinks {
  readonly code: string;
  readonly join_url: string;
  readonly host_url: string;
  readonly screen_url: string;
}

export interface ModelInfo {
  readonly name: string;
  readonly title: Readonly<Record<string, string>>;
  readonly description: Readonly<Record<string, string>>;
  readonly people: Readonly<Record<string, string>>;
  readonly minutes: number;
  readonly langs: readonly string[];
  readonly steps: readonly { readonly phase: string; readonly activity: string; readonly minutes: number; readonly paper: boolean }[];
}

export interface Info {
  readonly version: string;
  readonly url: string;
  readonly warnings: readonly { readonly code: string; readonly say: string }[];
  readonly create_key: boolean;
  readonly demo: boolean;
  readonly langs: readonly string[];
  readonly formats: readonly string[];
}
