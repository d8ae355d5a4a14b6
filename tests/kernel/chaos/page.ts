/**
 * One page load: the kernel in a world of its own, with a clock that runs faster, storage that outlives it, timers and
 * sockets that die with it.
 */
import { decode } from "@msgpack/msgpack";
import { readFileSync } from "node:fs";
import type { OpenRoom, Knock } from "../../../static/src/kernel/room";
import { FakeStorage } from "../browserlike";
import { Dice } from "./dice";
import { WireSocket, type Way } from "./wiresocket";

type Fields = Record<string, unknown>;

/** What the page said and heard of its actions, by the action's name. */
export interface Witness {
  sent(name: string): void;
  answered(name: string, answer: Fields): void;
}

const NAMES = [
  "globalThis", "localStorage", "sessionStorage", "location", "document", "addEventListener", "WebSocket", "setTimeout",
  "clearTimeout", "setInterval", "clearInterval", "Date", "Math", "crypto",
] as const;
const load = new Function(...NAMES, `${readFileSync(process.argv[2] as string, "utf8")}; return kernel;`) as (
  ...world: unknown[]
) => { openRoom(knock: Knock): OpenRoom };

export interface Surroundings {
  readonly storage: FakeStorage;
  readonly dice: Dice;
  /** How much faster than life this page's clock runs now. */
  readonly speed: () => number;
  readonly witness: Witness;
  /** The way of the next connection. */
  readonly way: () => Way;
  readonly say: (what: string) => void;
}

const CHANGE = Buffer.from([0xa1, ...Buffer.from("t"), 0xa6, ...Buffer.from("change")]);
const REV = Buffer.from([0xa3, ...Buffer.from("rev")]);

/** What a message is and of which rev. Of a change, most of all there is, only that is read: its head comes before its records. */
function begins(bytes: Uint8Array): Fields {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 120));
  const at = head.subarray(1, 1 + CHANGE.length).equals(CHANGE) ? head.indexOf(REV) : -1;
  if (at < 0) return decode(bytes) as Fields;
  const size = { 0xcc: 1, 0xcd: 2, 0xce: 4 }[head[at + 4] as number] ?? 0;
  return { t: "change", rev: size === 0 ? head[at + 4] : head.readUIntBE(at + 5, size) };
}

export class Page {
  readonly opened: OpenRoom;
  socket: WireSocket | undefined;
  /** The newest rev that has come. */
  rev = 0;
  private readonly around: Surroundings;
  private readonly listeners = new Map<string, ((event: unknown) => void)[]>();
  private readonly timers = new Set<NodeJS.Timeout>();
  /** When its clock was last asked, and what it said. */
  private asked = Date.now();
  private told = this.asked;
  private asleep: (() => void)[] | undefined;

  constructor(around: Surroundings, knock: Knock) {
    this.around = around;
    this.opened = load(...this.world()).openRoom(knock);
  }

  /** Closed or reloaded: what was kept in storage is all that is left. */
  unload(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.timers.clear();
    this.socket?.vanish();
    this.asleep = undefined;
  }

  happens(kind: string): void {
    for (const listener of this.listeners.get(kind) ?? []) listener({});
  }

  /** The phone sleeps: no timer, no byte; then it wakes, and says so or not. */
  async sleeps(ms: number, tells: boolean): Promise<void> {
    if (this.asleep !== undefined) return;
    const missed: (() => void)[] = (this.asleep = []);
    this.socket?.sleep();
    await new Promise((done) => setTimeout(done, ms));
    if (this.asleep !== missed) return;
    this.asleep = undefined;
    this.socket?.wake();
    for (const one of missed) one();
    if (tells) this.happens("visibilitychange");
  }

  private world(): unknown[] {
    const { storage, dice, speed } = this.around;
    const page = this;
    const wait = (run: () => void, ms = 0): NodeJS.Timeout => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        this.runs(run);
      }, ms / speed());
      this.timers.add(timer);
      return timer;
    };
    const again = (run: () => void, ms = 0): NodeJS.Timeout => {
      const timer = setInterval(() => this.runs(run), ms / speed());
      this.timers.add(timer);
      return timer;
    };
    const stop = (timer?: NodeJS.Timeout): void => {
      clearTimeout(timer);
      if (timer !== undefined) this.timers.delete(timer);
    };
    const listen = (kind: string, listener: (event: unknown) => void): void =>
      void this.listeners.set(kind, [...(this.listeners.get(kind) ?? []), listener]);
    class PageDate extends Date {
      static override now(): number {
        return page.now();
      }
    }
    const random = { random: dice.random };
    const local = { localStorage: storage, sessionStorage: new FakeStorage() };
    const root = { lang: "en", dataset: {} };
    return [
      local, local.localStorage, local.sessionStorage,
      { pathname: "/", search: "", protocol: "http:", host: "127.0.0.1", origin: "http://127.0.0.1" },
      { documentElement: root, addEventListener: listen, visibilityState: "visible" }, listen, this.sockets(), wait, stop,
      again, stop, PageDate, Object.assign(Object.create(Math) as object, random), globalThis.crypto,
    ];
  }

  private now(): number {
    const now = Date.now();
    this.told += (now - this.asked) * this.around.speed();
    this.asked = now;
    return this.told;
  }

  private runs(run: () => void): void {
    if (this.asleep === undefined) run();
    else this.asleep.push(run);
  }

  private sockets(): unknown {
    const page = this;
    const { way, say, witness } = this.around;
    const tap = {
      said: (bytes: Uint8Array): void => {
        const said = decode(bytes) as Fields;
        if (said["t"] === "act") witness.sent(`${said["tab"]}:${said["n"]}`);
      },
      heard: (bytes: ArrayBuffer): void => page.heard(begins(new Uint8Array(bytes))),
    };
    return class extends WireSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, way(), tap);
        page.socket = this;
        say(`connects (${this.way.weather})`);
      }
    };
  }

  private heard(said: Fields): void {
    if (said["t"] === "kept" || said["t"] === "refused") this.around.witness.answered(`${said["tab"]}:${said["n"]}`, said);
    else if (said["t"] === "bye") this.around.say(`hears goodbye: ${said["code"]}`);
    if (typeof said["rev"] === "number") this.rev = Math.max(this.rev, said["rev"]);
  }
}
