import { happens } from "./browserlike";
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { encode } from "@msgpack/msgpack";
import { Line } from "../../static/src/kernel/socket";

class FakeSocket {
  static readonly OPEN = 1;
  static readonly CONNECTING = 0;
  static made: FakeSocket[] = [];
  readyState = 0;
  binaryType = "";
  closed = false;
  sent: Uint8Array[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  constructor() {
    FakeSocket.made.push(this);
  }
  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }
  close(): void {
    this.closed = true;
    this.readyState = 3;
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  says(message: object): void {
    this.onmessage?.({ data: encode(message).slice().buffer as ArrayBuffer });
  }
  dies(): void {
    this.readyState = 3;
    this.onclose?.();
  }
}

Object.defineProperty(globalThis, "WebSocket", { value: FakeSocket });
mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });

const newest = () => FakeSocket.made[FakeSocket.made.length - 1] as FakeSocket;

beforeEach(() => (FakeSocket.made = []));

function line(): Line {
  const made = new Line("ws://talkoot.test/ws/K7RMX4", { opened: () => undefined, heard: () => made.welcomed() });
  made.start();
  newest().open();
  newest().says({ t: "welcome" });
  return made;
}

function over(made: Line): void {
  newest().says({ t: "bye", code: "test", say: "", again: false });
  assert.equal(made.state.value, "over");
}

test("a dead link that looks open is found within two seconds of waking, and replaced at once", () => {
  const made = line();
  happens("visibilitychange");
  assert.equal(newest().sent.length, 1, "a ping goes out");
  mock.timers.tick(1900);
  assert.equal(FakeSocket.made.length, 1);
  mock.timers.tick(200);
  assert.equal(FakeSocket.made.length, 2);
  assert.ok(FakeSocket.made[0]?.closed);
  assert.equal(made.state.value, "lost");
  newest().open();
  newest().says({ t: "welcome" });
  assert.equal(made.state.value, "here");
  over(made);
});

test("a link that answers stays", () => {
  const made = line();
  happens("pageshow");
  newest().says({ t: "soft", pong: 1, now: Date.now() });
  mock.timers.tick(5000);
  assert.equal(FakeSocket.made.length, 1);
  over(made);
});

test("after a loss tries grow further apart; coming online tries at once", () => {
  const made = line();
  newest().dies();
  mock.timers.tick(450);
  assert.equal(FakeSocket.made.length, 2);
  newest().dies();
  mock.timers.tick(500);
  assert.equal(FakeSocket.made.length, 2, "the second wait is longer");
  happens("online");
  assert.equal(FakeSocket.made.length, 3);
  over(made);
});

test("bye with again comes back after the time the server names; without, never", () => {
  const made = line();
  newest().says({ t: "bye", code: "restart", say: "", again: true, after: 3000 });
  mock.timers.tick(2900);
  assert.equal(FakeSocket.made.length, 1);
  mock.timers.tick(200);
  assert.equal(FakeSocket.made.length, 2);
  newest().open();
  newest().says({ t: "bye", code: "removed", say: "Goodbye", again: false, after: 0 });
  mock.timers.tick(60_000);
  happens("online");
  assert.equal(FakeSocket.made.length, 2);
  assert.equal(made.end.value?.say, "Goodbye");
});

test("a pong before the welcome does not make a dead link a good one", () => {
  const made: Line = new Line("ws://talkoot.test/ws/K7RMX4", { opened: () => undefined, heard: ({ t }) => t === "welcome" && made.welcomed() });
  made.start();
  newest().open();
  happens("visibilitychange"); // woken while the hello is on its way
  newest().says({ t: "soft", pong: 1, now: Date.now() });
  mock.timers.tick(5100);
  mock.timers.tick(500);
  assert.equal(FakeSocket.made.length, 2);
  newest().open();
  newest().says({ t: "welcome" });
  mock.timers.tick(5100);
  assert.equal(FakeSocket.made.length, 2, "and the welcome does");
  over(made);
});

test("a page that resumes before it hears that its link has closed does not say that it is here", () => {
  const made: Line = new Line("ws://talkoot.test/ws/K7RMX4", { opened: () => undefined, heard: ({ t }) => t === "welcome" && made.welcomed() });
  made.start();
  newest().open();
  newest().says({ t: "welcome" });
  newest().readyState = 3; // closed, and nobody has been told
  happens("visibilitychange");
  assert.equal(FakeSocket.made.length, 2);
  assert.equal(made.state.value, "lost");
  over(made);
});

test("a connection that does not open within five seconds is given up and tried again", () => {
  const made = new Line("ws://talkoot.test/ws/K7RMX4", { opened: () => undefined, heard: () => undefined });
  made.start();
  mock.timers.tick(5100);
  mock.timers.tick(500);
  assert.equal(FakeSocket.made.length, 2);
  newest().open();
  over(made);
});
