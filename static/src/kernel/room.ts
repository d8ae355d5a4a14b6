/**
 * Opens a room: socket, frames, store and queue put together. Pages hold one of these; activities see its readers only.
 */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Act, Inbound, Since, SoftFrame, Welcome } from "./wire";
import type { AnyRecord, Args, Me, Role, Send, Sent, StepRecord } from "./contract";
import { Frames } from "./frames";
import { keep, kept, randomName } from "./keep";
import { Queue } from "./queue";
import { Line } from "./socket";
import { Store } from "./store";
import { learnClock } from "./time";
import { onTyping } from "./typing";

export interface Knock {
  readonly code: string;
  /** From a host or screen link; participants have none. */
  readonly roleKey?: string;
  readonly role: Role;
  readonly name?: string;
  readonly lang?: string;
}

/** What is soft: told now and then, never kept. */
export interface Presence {
  readonly here: number;
  readonly names: readonly string[];
  readonly writing: number;
  /** The server's disk is full: nothing is kept until there is room, and acts wait here. */
  readonly full: boolean;
}

export interface OpenRoom {
  readonly code: string;
  readonly room: Store;
  readonly queue: Queue;
  readonly line: Line;
  readonly me: ReadonlySignal<Me | undefined>;
  readonly presence: ReadonlySignal<Presence>;
  /** True once the first snapshot is whole. */
  readonly ready: ReadonlySignal<boolean>;
  /** True while this browser's sums do not match the server's, in spite of asking. */
  readonly uncertain: ReadonlySignal<boolean>;
  /** Do something that belongs to no step. */
  act(act: string, args?: Args, step?: string): Sent;
  /** `send` for an activity of this step; the same one every time. */
  sender(step: StepRecord): Send;
}

interface SelfRecord extends AnyRecord {
  readonly of: string;
  readonly name: string;
  readonly lang: string;
}

const SYNC_EVERY = 10_000;

/** This browser's secret for this room: made once, kept here, shown to nobody but the server. */
export function identity(code: string, role: Role): string {
  const name = `${code}:me:${role}`;
  const known = kept(name);
  if (known !== null) return known;
  const fresh = randomName();
  keep(name, fresh);
  return fresh;
}

/** Has this browser been in the room as a participant before? */
export function wasHere(code: string): boolean {
  return kept(`${code}:in`) !== null;
}

export function openRoom(knock: Knock): OpenRoom {
  return new Opened(knock);
}

class Opened implements OpenRoom {
  readonly code: string;
  readonly room = new Store();
  readonly line: Line;
  readonly queue: Queue;
  readonly me: ReadonlySignal<Me | undefined>;
  readonly presence = signal<Presence>({ here: 0, names: [], writing: 0, full: false });
  readonly ready = signal(false);
  readonly uncertain = signal(false);
  private readonly you = signal<Welcome["you"] | undefined>(undefined);
  private readonly frames = new Frames(this.room);
  private readonly knock: Knock;
  private readonly tab = randomName().slice(0, 20);
  private readonly senders = new Map<string, Send>();
  private asked = 0;
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(knock: Knock) {
    this.knock = knock;
    this.code = knock.code;
    this.line = new Line(address(knock.code), { opened: () => this.hello(), heard: (message) => this.hear(message) });
    this.queue = new Queue(`${knock.code}:${knock.role}`, this.tab, (act: Act) => {
      if (this.line.state.peek() === "here") this.line.send(act);
    });
    this.me = computed(() => this.whoAmI());
    onTyping((writing) => this.line.send({ t: "soft", writing }));
    this.line.start();
  }

  act(act: string, args: Args = {}, step = ""): Sent {
    return this.queue.act(act, step, args);
  }

  sender({ round }: StepRecord): Send {
    const known = this.senders.get(round);
    if (known !== undefined) return known;
    const send: Send = (act, args = {}) => this.act(act, args, round);
    this.senders.set(round, send);
    return send;
  }

  private whoAmI(): Me | undefined {
    const you = this.you.value;
    if (you === undefined) return undefined;
    const self = this.room.every<SelfRecord>("self").find((record) => record.of === you.id);
    return { id: you.id, role: you.role, name: self?.name ?? "", lang: self?.lang ?? "" };
  }

  private hello(): void {
    const { code, role, roleKey, name, lang } = this.knock;
    this.line.send({
      t: "hello",
      me: identity(code, role),
      tab: this.tab,
      ...(roleKey === undefined ? {} : { role_key: roleKey }),
      ...(name === undefined ? {} : { name }),
      ...(lang === undefined ? {} : { lang }),
      ...since(this.frames.since()),
    });
  }

  private hear(message: Inbound): void {
    if (message.t === "welcome") this.welcome(message);
    else if (message.t === "change") {
      const verdict = this.frames.change(message);
      if (verdict !== "fine") this.askAgain();
      else if (message.topic === "all" && !message.more) {
        this.uncertain.value = false;
        this.asked = 0;
        this.ready.value = true;
      }
    } else if (message.t === "kept") this.queue.kept(message);
    else if (message.t === "refused") this.queue.refused(message);
    else if (message.t === "soft") this.soft(message);
  }

  private welcome(message: Welcome): void {
    learnClock(message.now);
    this.frames.welcome(message);
    this.you.value = message.you;
    if (message.you.role === "participant") keep(`${this.code}:in`, "1");
    this.line.welcomed();
    this.queue.sendAgain();
  }

  private soft({ here, names, writing, full }: SoftFrame): void {
    const now = this.presence.peek();
    this.presence.value = {
      here: here ?? now.here,
      names: names === undefined ? now.names : names.map((one) => one[0] ?? ""),
      writing: writing ?? now.writing,
      full: full ?? now.full,
    };
  }

  /** Something is missing: ask once, at most each ten seconds; if that did not help, say so. */
  private askAgain(): void {
    if (this.again !== undefined) return;
    const wait = this.asked === 0 ? Math.random() * 400 : SYNC_EVERY * (1 + Math.random() * 0.3);
    this.again = setTimeout(() => {
      this.again = undefined;
      this.asked += 1;
      this.uncertain.value = this.asked > 1;
      const have = this.frames.since();
      if (have !== undefined) this.line.send({ t: "sync", since: have });
    }, wait);
  }
}

function since(have: Since | undefined): { since?: Since } {
  return have === undefined ? {} : { since: have };
}

function address(code: string): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/${encodeURIComponent(code)}`;
}
