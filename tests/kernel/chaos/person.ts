/** Somebody with a phone: does things whatever the network does, reloads, dozes off, and remembers what they did. */
import type { Knock } from "../../../static/src/kernel/room";
import type { AnyRecord, Args, StepRecord } from "../../../static/src/kernel/contract";
import { FakeStorage } from "../browserlike";
import { Dice } from "./dice";
import { Page, type Witness } from "./page";
import type { Way } from "./wiresocket";

type Fields = Record<string, unknown>;
type Deed = readonly [act: string, args: Args];

/** One thing that was done: what, knowing what, and under which names it was ever sent. */
export interface Issue {
  readonly do: string;
  readonly step: string;
  readonly args: Args;
  readonly after: number;
  readonly was: string;
  readonly n: number;
  readonly names: Set<string>;
}

interface Doing {
  readonly issue: Issue;
  readonly entry: { readonly act: { readonly tab: string; readonly n: number } };
}

export interface Sky {
  readonly seed: number;
  readonly port: number;
  /** How much faster than life the phones' clocks run now. */
  readonly speed: () => number;
  fair: boolean;
  /** How much of what they mean to do people may have done by now. */
  allowed: number;
  readonly witness: Witness;
  readonly log: string[];
}

const MOST_HANDED = 24;

export class Person {
  readonly issues: Issue[] = [];
  page: Page;
  reloads = 0;
  private readonly storage = new FakeStorage();
  private readonly dice: Dice;
  private readonly sky: Sky;
  private readonly knock: Knock;
  private doing: Doing[] = [];
  private connections = 0;
  private handed = 0;
  readonly name: string;

  constructor(sky: Sky, name: string, knock: Knock) {
    this.sky = sky;
    this.name = name;
    this.knock = knock;
    this.dice = new Dice(`${sky.seed}/${name}`);
    this.page = this.load(this.storage);
  }

  get id(): string {
    return this.page.opened.me.peek()?.id ?? "";
  }

  /** The same person on a page that has nothing. */
  fresh(): Page {
    const storage = new FakeStorage();
    const me = `talkoot:${this.knock.code}:me:${this.knock.role}`;
    storage.setItem(me, this.storage.getItem(me) ?? "");
    return this.load(storage);
  }

  reload(): void {
    this.note();
    this.page.unload();
    this.reloads += 1;
    this.say(`reloads with ${this.page.opened.queue.waiting.peek()} waiting`);
    this.page = this.load(this.storage);
  }

  /** Do something, and remember it. */
  act(act: string, args: Args, step = ""): Doing {
    const { opened } = this.page;
    const was = (opened.room.get<AnyRecord & { text?: string }>(String(args["id"] ?? ""))?.text) ?? "";
    const entry = opened.act(act, args, step) as unknown as Doing["entry"];
    const issue = { do: act, step, args, was, after: this.page.rev, n: this.issues.length, names: new Set<string>() };
    this.issues.push(issue);
    const doing = { issue, entry };
    this.doing.push(doing);
    return doing;
  }

  /** Under which names the deeds of this page are known by now. */
  note(): void {
    for (const { issue, entry } of this.doing) issue.names.add(`${entry.act.tab}:${entry.act.n}`);
    this.doing = [];
  }

  /** As many deeds as that, over about so many milliseconds. */
  async lives(deeds: number, ms: number): Promise<void> {
    while (this.issues.length < deeds) {
      await new Promise((done) => setTimeout(done, (ms / deeds) * this.dice.random() * 2 * 4));
      const burst = Math.min(this.dice.whole(1, 7), this.sky.allowed - this.issues.length);
      for (let n = 0; n < burst; n += 1) this.does();
      await this.suffers();
    }
  }

  private async suffers(): Promise<void> {
    const chance = this.dice.random();
    if (chance < 0.02) this.reload();
    else if (chance < 0.035) await this.page.sleeps(this.dice.whole(20, 600), this.dice.random() < 0.7);
    else if (chance < 0.06) this.page.happens(this.dice.choice(["online", "offline", "pageshow", "visibilitychange"]));
  }

  private does(): void {
    const { room } = this.page.opened;
    const step = room.get<StepRecord>(room.workshop?.now ?? "");
    const known = step !== undefined && this.dice.random() > 0.08 ? this.deed(step) : undefined;
    const [act, args] = known ?? this.anytime(step);
    this.act(act, args, act === "hand_over" || act === "rename" ? "" : (step?.round ?? ""));
  }

  private say(what: string): void {
    this.sky.log.push(`${this.name} ${what}`);
  }

  private words(what: string): string {
    return `${what} ${this.name} ${this.issues.length}`;
  }

  private anytime(step: StepRecord | undefined): Deed {
    if (step !== undefined && this.dice.random() < 0.5) return ["mark_done", { done: this.dice.random() < 0.5 }];
    // A room takes five hundred texts that came too late, and all of them are to be kept.
    if (this.handed >= MOST_HANDED) return ["rename", { name: this.words("Nimi") }];
    this.handed += 1;
    return ["hand_over", { text: this.words("Myöhässä"), of_step: step?.round ?? "" }];
  }

  private deed(step: StepRecord): Deed | undefined {
    if (step.activity === "brainstorm") return this.storm(step);
    if (step.activity === "clustering") return this.sort(step);
    return step.activity === "dot_vote" ? this.vote(step) : undefined;
  }

  private storm({ round }: StepRecord): Deed {
    const { room } = this.page.opened;
    const own = room.mine<AnyRecord & { of: string }>(round, "authorship").map(({ of }) => of).filter((id) => room.get(id));
    const chance = this.dice.random();
    const id = own.length > 0 ? this.dice.choice(own) : "";
    if (id !== "" && chance < 0.4) return ["edit_idea", { id, text: this.words("Muutettu") }];
    if (id !== "" && chance < 0.48) return ["withdraw_idea", { id }];
    const ideas = room.of(round, "idea");
    const parent = ideas.length > 0 && chance > 0.8 ? this.dice.choice(ideas).id : "";
    return ["add_idea", { text: this.words("Ajatus"), parent }];
  }

  private sort({ round }: StepRecord): Deed | undefined {
    const { room } = this.page.opened;
    const notes = room.of(round, "item").map(({ id }) => id);
    if (notes.length === 0) return undefined;
    const piles = room.of(round, "pile").map(({ id }) => id);
    const chance = this.dice.random();
    const item = this.dice.choice(notes);
    if (piles.length > 0 && chance < 0.7) return ["move_note", { item, pile: chance < 0.6 ? this.dice.choice(piles) : "" }];
    if (chance < 0.8) return ["put_beside", { item, beside: this.dice.choice(notes) }];
    if (piles.length > 0 && chance < 0.9) return ["name_pile", { pile: this.dice.choice(piles), text: this.words("Kasa") }];
    return ["make_pile", { items: [item], name: this.words("Uusi") }];
  }

  private vote({ round }: StepRecord): Deed | undefined {
    const items = this.page.opened.room.of(round, "item").map(({ id }) => id);
    if (items.length === 0) return undefined;
    const dots: Record<string, number> = {};
    for (let n = this.dice.whole(0, 3); n > 0; n -= 1) {
      const item = this.dice.choice(items);
      dots[item] = Math.min(2, (dots[item] ?? 0) + 1);
    }
    return ["place_dots", { dots }];
  }

  private load(storage: FakeStorage): Page {
    const { sky, dice, name } = this;
    const own = storage === this.storage;
    const way = (): Way => {
      if (own) this.connections += 1;
      // Everybody waits for the facilitator, whose network is therefore bad only now and then.
      const spared = sky.fair || !own || (this.knock.role === "host" && dice.random() < 0.8);
      const weather = spared ? "fair" : `${sky.seed}/${name}/${this.connections}`;
      return { port: sky.port, weather, deflated: dice.random() < 0.5 };
    };
    const witness = own ? sky.witness : { sent: () => undefined, answered: () => undefined };
    const surroundings = { storage, dice: new Dice(`${sky.seed}/${name}/${this.reloads}`), speed: sky.speed, witness, way };
    return new Page({ ...surroundings, say: (what) => this.say(what) }, this.knock);
  }
}

/** A page's records of some topics. */
export function held(page: Page, topic?: (see: string) => boolean): Map<string, AnyRecord> {
  const { room } = page.opened;
  const cells = (room as unknown as { cells: Map<string, { peek(): AnyRecord | undefined }> }).cells;
  const found = new Map<string, AnyRecord>();
  for (const [id, cell] of cells) {
    const record = cell.peek();
    if (record !== undefined && (topic === undefined || topic(record.see))) found.set(id, record);
  }
  return found;
}
