/**
 * One connection to the room, and the patience of a phone.
 *
 * Phones suspend tabs and leave dead links that look open. So after every wake (visible again, shown again, online, or
 * the clock has jumped) a ping must be answered within two seconds, else the link is closed and a new one is made at
 * once. Otherwise tries grow further apart, with jitter. What the server says in `bye` is obeyed.
 */
import { signal } from "@preact/signals";
import { learnClock } from "./time";
import { pack, unpack, type Bye, type Inbound, type Outbound, type SoftFrame } from "./wire";

export type LineState = "connecting" | "here" | "lost" | "over";

export interface Ears {
  /** The link is open: say hello. */
  readonly opened: () => void;
  readonly heard: (message: Inbound) => void;
}

const CONNECT = 5000;
const PROBE = 2000;
const PING = 20_000;
const TICK = 5000;
const BACKOFF = [300, 1000, 2000, 4000, 8000, 12_000] as const;

export class Line {
  readonly state = signal<LineState>("connecting");
  /** Why the server said goodbye for good. */
  readonly end = signal<Bye | undefined>(undefined);
  private readonly url: string;
  private readonly ears: Ears;
  private socket: WebSocket | undefined;
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private pings = 0;
  private pinged = new Map<number, number>();
  private beat = Date.now();
  private spoke = Date.now();

  constructor(url: string, ears: Ears) {
    this.url = url;
    this.ears = ears;
  }

  start(): void {
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
    addEventListener("pageshow", () => this.wake());
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.state.peek() === "here" && this.probe());
    setInterval(() => this.tick(), TICK);
    this.connect();
  }

  /** Send if the link is open; who needs more keeps it in the queue. */
  send(message: Outbound): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.spoke = Date.now();
    this.socket.send(pack(message));
    return true;
  }

  /** The welcome has come: from now on this is a good link. */
  welcomed(): void {
    this.unwatch();
    this.tries = 0;
    this.state.value = "here";
  }

  /** Try now, without waiting. */
  now(): void {
    if (this.state.peek() === "over" || this.socket?.readyState === WebSocket.OPEN) return;
    this.connect();
  }

  private connect(): void {
    clearTimeout(this.retry);
    this.leave();
    if (this.state.peek() === "here") this.state.value = "lost"; // a frozen page may hear of the close only later
    const socket = new WebSocket(this.url, "talkoot.v1");
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.watch(CONNECT);
    socket.onopen = () => this.ears.opened();
    socket.onmessage = ({ data }) => this.hear(data as ArrayBuffer);
    socket.onclose = () => socket === this.socket && this.lost();
  }

  private hear(data: ArrayBuffer): void {
    // Before the welcome a pong may come, and then nothing for ever: until then nothing that is heard makes a link a good one.
    if (this.state.peek() === "here") this.unwatch();
    else this.watch(CONNECT);
    const message = unpack(data);
    if (message.t === "soft" && message.pong !== undefined) this.pong(message);
    if (message.t === "bye") this.bye(message);
    else this.ears.heard(message);
  }

  private bye(message: Bye): void {
    this.leave();
    if (message.again) {
      this.state.value = "lost";
      this.retry = setTimeout(() => this.connect(), message.after ?? 1000);
    } else {
      this.end.value = message;
      this.state.value = "over";
    }
  }

  private lost(): void {
    if (this.state.peek() === "over") return;
    this.leave();
    if (this.state.peek() === "here") this.state.value = "lost";
    const wait = BACKOFF[Math.min(this.tries, BACKOFF.length - 1)] as number;
    this.tries += 1;
    if (this.tries > 1) this.state.value = "lost";
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), wait * (0.6 + Math.random() * 0.8));
  }

  private leave(): void {
    this.unwatch();
    this.pinged.clear();
    const old = this.socket;
    this.socket = undefined;
    if (old === undefined) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  }

  /** The page is back from somewhere: believe nothing. */
  private wake(): void {
    if (this.state.peek() === "over") return;
    if (this.socket?.readyState === WebSocket.OPEN) this.probe();
    else if (this.socket?.readyState !== WebSocket.CONNECTING) this.connect();
  }

  private probe(): void {
    this.ping();
    this.watch(PROBE);
  }

  /** Nothing heard within this time: the link is dead, make a new one at once. */
  private watch(ms: number): void {
    this.unwatch();
    this.watchdog = setTimeout(() => {
      if (ms === PROBE) this.tries = 0;
      if (this.state.peek() === "here") this.state.value = "lost";
      if (ms === PROBE) this.connect();
      else this.lost();
    }, ms);
  }

  private unwatch(): void {
    clearTimeout(this.watchdog);
    this.watchdog = undefined;
  }

  private tick(): void {
    const now = Date.now();
    const jumped = now - this.beat > TICK * 2.5;
    this.beat = now;
    if (jumped) this.wake();
    else if (this.state.peek() === "here" && now - this.spoke >= PING) this.probe();
  }

  private ping(): void {
    this.pings += 1;
    this.pinged.set(this.pings, Date.now());
    this.send({ t: "soft", ping: this.pings });
  }

  private pong({ pong, now }: SoftFrame): void {
    const asked = this.pinged.get(pong ?? 0);
    this.pinged.clear();
    if (asked !== undefined && now !== undefined) learnClock(now, Date.now() - asked);
  }
}
