/** What the kernel expects of a browser, as far as its tests need it. Import it first. */

export class FakeStorage {
  readonly kept = new Map<string, string>();
  full = false;
  get length(): number {
    return this.kept.size;
  }
  key(at: number): string | null {
    return [...this.kept.keys()][at] ?? null;
  }
  getItem(name: string): string | null {
    return this.kept.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    if (this.full) throw new Error("QuotaExceededError");
    this.kept.set(name, value);
  }
  removeItem(name: string): void {
    this.kept.delete(name);
  }
  clear(): void {
    this.kept.clear();
  }
}

export const local = new FakeStorage();
export const session = new FakeStorage();

function set(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

export const page = {
  lang: "en",
  dataset: {} as Record<string, string>,
  listeners: new Map<string, ((event: unknown) => void)[]>(),
};

function listen(kind: string, listener: (event: unknown) => void): void {
  page.listeners.set(kind, [...(page.listeners.get(kind) ?? []), listener]);
}

export function happens(kind: string): void {
  for (const listener of page.listeners.get(kind) ?? []) listener({});
}

set("localStorage", local);
set("sessionStorage", session);
set("location", { pathname: "/K7RMX4", search: "", protocol: "http:", host: "talkoot.test", origin: "http://talkoot.test" });
set("document", { documentElement: page, addEventListener: listen, visibilityState: "visible" });
set("addEventListener", listen);
