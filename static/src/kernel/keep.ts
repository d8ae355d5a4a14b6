/**
 * What this browser keeps between loads: `localStorage`, else this tab's, else memory (private modes, full storage).
 */
const PREFIX = "talkoot:";
const memory = new Map<string, string>();

function stores(): Storage[] {
  const found: Storage[] = [];
  for (const name of ["localStorage", "sessionStorage"] as const) {
    try {
      if (globalThis[name] !== undefined) found.push(globalThis[name]);
    } catch {
      continue; // a browser that forbids storage throws on reading the property: memory serves then
    }
  }
  return found;
}

/** Keep a text under a name. */
export function keep(name: string, value: string): void {
  for (const store of stores()) {
    try {
      store.setItem(PREFIX + name, value);
      memory.delete(name);
      return;
    } catch {
      continue; // full or forbidden: the next store, and memory at last
    }
  }
  memory.set(name, value);
}

/** What was kept under a name. */
export function kept(name: string): string | null {
  for (const store of stores()) {
    const value = store.getItem(PREFIX + name);
    if (value !== null) return value;
  }
  return memory.get(name) ?? null;
}

/** Forget a name. */
export function forget(name: string): void {
  for (const store of stores()) store.removeItem(PREFIX + name);
  memory.delete(name);
}

/** Every name kept that begins so, sorted. */
export function keptUnder(start: string): string[] {
  const names = new Set<string>([...memory.keys()].filter((name) => name.startsWith(start)));
  for (const store of stores()) {
    for (let at = 0; at < store.length; at += 1) {
      const key = store.key(at) ?? "";
      if (key.startsWith(PREFIX + start)) names.add(key.slice(PREFIX.length));
    }
  }
  return [...names].sort();
}

/** Forget everything whose name begins so. */
export function forgetUnder(start: string): void {
  for (const name of keptUnder(start)) forget(name);
}

/** A kept value that was JSON; what cannot be read any more counts as absent. */
export function keptJson<T>(name: string): T | null {
  const text = kept(name);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    forget(name);
    return null;
  }
}

export function keepJson(name: string, value: unknown): void {
  keep(name, JSON.stringify(value));
}

/** 128 random bits as 32 hexadecimal digits; needs no secure context. */
export function randomName(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
