/**
 * Plays whole rooms on request: a line of JSON in (who, where, which seed), a line of JSON out (what everybody did, what
 * they were told, what their pages hold in the end). tests/chaos/test_network.py asks, and judges.
 */
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import type { StepRecord } from "../../../static/src/kernel/contract";
import type { Page } from "./page";
import { Person, held, type Sky } from "./person";

interface Wish {
  readonly seed: number;
  readonly port: number;
  readonly code: string;
  readonly hostKey: string;
  readonly screenKey: string;
  readonly people: number;
  readonly deeds: number;
  readonly ms: number;
  readonly speed: number;
}

type Fields = Record<string, unknown>;
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const GRACE_MS = 15_000;

class Room {
  readonly sky: Sky & { log: string[] };
  readonly answers = new Map<string, Fields[]>();
  readonly sent = new Map<string, number>();
  readonly host: Person;
  readonly screen: Person;
  readonly people: Person[];
  private readonly wish: Wish;

  constructor(wish: Wish) {
    this.wish = wish;
    const witness = {
      sent: (name: string): void => void this.sent.set(name, (this.sent.get(name) ?? 0) + 1),
      answered: (name: string, answer: Fields): void => {
        this.answers.set(name, [...(this.answers.get(name) ?? []), answer]);
      },
    };
    this.sky = { seed: wish.seed, port: wish.port, speed: () => bearable(wish.speed), fair: false, allowed: 0, witness, log: [] };
    const { code } = wish;
    this.host = new Person(this.sky, "Vetäjä", { code, role: "host", roleKey: wish.hostKey, name: "Vetäjä", lang: "fi" });
    this.screen = new Person(this.sky, "Valkokangas", { code, role: "screen", roleKey: wish.screenKey });
    this.people = Array.from({ length: wish.people }, (_, n) => {
      const name = `Talkoolainen ${n + 1}`;
      return new Person(this.sky, name, { code, role: "participant", name, lang: "fi" });
    });
  }

  get everybody(): Person[] {
    return [this.host, this.screen, ...this.people];
  }

  async play(): Promise<Fields> {
    const began = Date.now();
    const mark = (what: string): void => void this.sky.log.push(`${what} after ${Date.now() - began} ms`);
    const lives = this.people.map((person) => person.lives(this.wish.deeds, this.wish.ms));
    await this.lead();
    mark("the last step was led");
    await Promise.all(lives);
    mark("all was done");
    this.sky.fair = true;
    const settled = await this.until(() => this.everybody.every((one) => calm(one.page)), 120_000);
    mark("all was answered");
    // Somebody of each kind comes in with nothing. What is everybody's has to be on every page as it is on these.
    const fresh = new Map([this.host, this.screen, this.people[this.wish.seed % this.people.length] as Person].map((one) => [one, one.fresh()]));
    const pages = (): Page[] => [...this.everybody.map(({ page }) => page), ...fresh.values()];
    const quiet = (): boolean => pages().every(calm);
    const equal = (): boolean => quiet() && this.everybody.every((one) => this.differing(one, fresh).next().done);
    const agreed = settled && (await this.until(quiet, 30_000)) && (await this.until(equal, 20_000, 500));
    mark("all was equal");
    const report = this.report(fresh, agreed);
    for (const page of pages()) page.unload();
    return report;
  }

  /** The facilitator leads through the agenda, on a network as bad as everybody's. */
  private async lead(): Promise<void> {
    const { deeds } = this.wish;
    await this.until(() => this.step("ideat") !== undefined, 30_000);
    await this.asks("open_step", "ideat");
    await this.asks("advance_step", "ideat", { stage: "build" });
    await this.doneTo(deeds * 0.4);
    for (const [last, next, share] of [["ideat", "kasat", 0.75], ["kasat", "aanet", 1]] as const) {
      await this.asks("close_step", last);
      await later(GRACE_MS / this.sky.speed()); // as long as at the phones' pace; it must not end while all is compared
      await this.asks("close_step", last);
      await this.asks("prepare_step", next);
      await this.asks("open_step", next);
      await this.doneTo(deeds * share);
    }
  }

  /** People get so much to do; the facilitator goes on when most of it is done, and some will be late. */
  private async doneTo(deeds: number): Promise<void> {
    const done = (): number => this.people.reduce((sum, person) => sum + person.issues.length, 0) / this.people.length;
    this.sky.allowed = deeds;
    await this.until(() => done() >= deeds * 0.95, 120_000);
  }

  private step(key: string): StepRecord | undefined {
    return this.host.page.opened.room.steps().find((step) => step.key === key);
  }

  private async asks(act: string, key: string, more: Fields = {}): Promise<void> {
    const sent = this.host.act(act, { id: this.step(key)?.id ?? "", ...more });
    await (sent.entry as unknown as { answered: Promise<unknown> }).answered;
  }

  private async until(met: () => boolean, ms: number, every = 25): Promise<boolean> {
    for (const end = Date.now() + ms; !met(); await later(every)) if (Date.now() > end) return false;
    return true;
  }

  /** In which records somebody's page differs from a fresh one: their own where there is one, else in what is everybody's. */
  private *differing(person: Person, fresh: ReadonlyMap<Person, Page>): Generator<readonly [string, unknown, unknown]> {
    const own = fresh.get(person);
    const topic = own === undefined ? (see: string): boolean => see === "all" : undefined;
    const [here, there] = [held(person.page, topic), held(own ?? (fresh.get(this.screen) as Page), topic)];
    for (const id of new Set([...here.keys(), ...there.keys()])) {
      const [one, other] = [here.get(id), there.get(id)];
      if (!isDeepStrictEqual(one, other)) yield [id, one ?? null, other ?? null];
    }
  }

  private told(person: Person, fresh: ReadonlyMap<Person, Page>): Fields {
    const { page } = person;
    return {
      name: person.name,
      id: person.id,
      reloads: person.reloads,
      differs: [...this.differing(person, fresh)],
      own: [...held(page, (see) => see !== "all").values()],
      shared: held(page, (see) => see === "all").size,
      waiting: page.opened.queue.acts.peek(),
      late: page.opened.queue.late.peek(),
      state: page.opened.line.state.peek(),
      uncertain: page.opened.uncertain.peek(),
    };
  }

  private report(fresh: ReadonlyMap<Person, Page>, agreed: boolean): Fields {
    const everybody = this.everybody;
    everybody.forEach((person) => person.note());
    const restless = [...everybody.map(({ name, page }) => [name, page] as const), ...[...fresh].map(([{ name }, page]) => [`${name} (fresh)`, page] as const)];
    return {
      seed: this.wish.seed,
      agreed,
      restless: restless.flatMap(([name, page]) => (calm(page) ? [] : [`${name} ${mood(page)}`])),
      pages: everybody.map((person) => this.told(person, fresh)),
      all: [...held(fresh.get(this.screen) as Page).values()],
      deeds: everybody.flatMap((person) => person.issues.map((issue) => this.deed(person, issue))),
      log: this.sky.log,
    };
  }

  private deed(person: Person, issue: Person["issues"][number]): Fields {
    const names = [...issue.names];
    const sent = names.reduce((sum, name) => sum + (this.sent.get(name) ?? 0), 0);
    const answers = names.flatMap((name) => this.answers.get(name) ?? []);
    return { ...issue, names, person: person.id, name: person.name, sent, answers };
  }
}

/** Nothing waits, and this page is where it belongs. */
function calm({ opened, socket }: Page): boolean {
  const here = opened.line.state.peek() === "here" && opened.ready.peek() && !opened.uncertain.peek();
  return here && opened.queue.waiting.peek() === 0 && socket?.way.weather === "fair";
}

function mood({ opened, socket }: Page): string {
  const { line, ready, uncertain, queue } = opened;
  return `${line.state.peek()} ready ${ready.peek()} uncertain ${uncertain.peek()} waiting ${queue.waiting.peek()} on ${socket?.way.weather}`;
}

/** How late everything is here and in the server's process, on the whole: more rooms than both keep up with would only wait for each other. */
const NAP = 50;
let [late, theirs, due, naps] = [0, 0, Date.now() + NAP, 0];

/** A phone's waits are made for people. When all is late, its clock runs slower, or it would give up what is on its way. */
function bearable(speed: number): number {
  return Math.max(1, speed * Math.min(1, NAP / Math.max(late, theirs, 1)));
}

setInterval(() => {
  late += (Math.max(0, Date.now() - due) - late) / 20;
  due = Date.now() + NAP;
  naps += 1;
  if (naps % 10 === 0) process.stdout.write(`${JSON.stringify({ late })}\n`);
}, NAP).unref();

for await (const line of createInterface({ input: process.stdin })) {
  const said = JSON.parse(line) as Wish | { readonly late: number };
  if ("late" in said) {
    theirs = said.late;
    continue;
  }
  const room = new Room(said);
  void room.play().then((report) => process.stdout.write(`${JSON.stringify(report)}\n`));
}
