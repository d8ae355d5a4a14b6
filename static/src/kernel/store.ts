/**
 * The records that this browser holds, as signals.
 *
 * One signal per record and one per list that somebody reads, so that a change draws again only what shows it. How
 * frames are applied, and when a gap is noticed, is in frames.ts; this file knows only put, drop and read.
 */
import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { AnyRecord, Reader, StepRecord, WorkshopRecord } from "./contract";

interface List {
  readonly box: Map<string, AnyRecord>;
  /** Counts changes of the box, so that the sorted list is made once, when somebody reads it. */
  readonly turn: Signal<number>;
  /** Ids that came, changed or went since then: only they are sorted in. */
  readonly changed: Set<string>;
  readonly sorted: ReadonlySignal<readonly AnyRecord[]>;
}

/** Count and sum of revs of one topic: what every `all` frame is checked against. */
export interface Tally {
  count: number;
  sum: number;
}

export class Store implements Reader {
  /** Own person id, for `mine`; set by the welcome. */
  readonly self = signal("");
  private readonly cells = new Map<string, Signal<AnyRecord | undefined>>();
  private readonly lists = new Map<string, List>();
  private readonly tallies = new Map<string, Tally>();

  /** Take a record in, in place of an older one of the same id (`anew`: of whatever one is held). */
  put(record: AnyRecord, anew = false): void {
    const cell = this.cell(record.id);
    const old = cell.peek();
    if (old !== undefined && old.rev > record.rev && !anew) return;
    if (old !== undefined) this.unlist(old);
    cell.value = record;
    for (const key of keysOf(record)) {
      const list = this.list(key);
      list.box.set(record.id, record);
      turned(list, record.id);
    }
    this.count(record, 1);
  }

  /** Forget a record, unless it is held at that rev or newer (it came back with another `see`). */
  drop(id: string, rev = Infinity): void {
    const old = this.cells.get(id)?.peek();
    if (old === undefined || old.rev >= rev) return;
    this.unlist(old);
    this.cell(id).value = undefined;
  }

  /** Forget everything of a topic, but for the ids in `but`. */
  dropTopic(topic: string, but: ReadonlySet<string> = new Set()): void {
    for (const cell of this.cells.values()) {
      const record = cell.peek();
      if (record !== undefined && record.see === topic && !but.has(record.id)) this.drop(record.id);
    }
  }

  /** Forget everything but these ids. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const [id, cell] of this.cells) if (cell.peek() !== undefined && !ids.has(id)) this.drop(id);
  }

  tally(topic: string): Tally {
    return this.tallies.get(topic) ?? { count: 0, sum: 0 };
  }

  get<R extends AnyRecord>(id: string): R | undefined {
    return this.cell(id).value as R | undefined;
  }

  of<R extends AnyRecord>(round: string, kind: string): readonly R[] {
    return this.list(`${kind} ${round}`).sorted.value as readonly R[];
  }

  one<R extends AnyRecord>(round: string, kind: string): R | undefined {
    return this.of<R>(round, kind)[0];
  }

  every<R extends AnyRecord>(kind: string): readonly R[] {
    return this.list(kind).sorted.value as readonly R[];
  }

  mine<R extends AnyRecord>(round: string, kind: string): readonly R[] {
    const see = `person:${this.self.value}`;
    return this.of<R>(round, kind).filter((record) => record.see === see);
  }

  /** Everything that one `see` gave, e.g. all that only this person may see. */
  seen<R extends AnyRecord>(see: string): readonly R[] {
    return this.list(`see ${see}`).sorted.value as readonly R[];
  }

  get workshop(): WorkshopRecord | undefined {
    return this.get<WorkshopRecord>("workshop");
  }

  steps(): readonly StepRecord[] {
    return this.every<StepRecord>("step");
  }

  private cell(id: string): Signal<AnyRecord | undefined> {
    let cell = this.cells.get(id);
    if (cell === undefined) this.cells.set(id, (cell = signal<AnyRecord | undefined>(undefined)));
    return cell;
  }

  private list(key: string): List {
    let list = this.lists.get(key);
    if (list === undefined) {
      this.lists.set(key, (list = makeList()));
    }
    return list;
  }

  private unlist(record: AnyRecord): void {
    for (const key of keysOf(record)) {
      const list = this.list(key);
      list.box.delete(record.id);
      turned(list, record.id);
    }
    this.count(record, -1);
  }

  private count(record: AnyRecord, sign: 1 | -1): void {
    const old = this.tally(record.see);
    this.tallies.set(record.see, { count: old.count + sign, sum: old.sum + sign * record.rev });
  }
}

function makeList(): List {
  const [box, turn, changed] = [new Map<string, AnyRecord>(), signal(0), new Set<string>()];
  let before: readonly AnyRecord[] = [];
  const inTurn = computed(() => {
    void turn.value;
    const come = [...changed].flatMap((id) => box.get(id) ?? []).sort(inOrder);
    before = merged(before.filter(({ id }) => !changed.has(id)), come);
    changed.clear();
    return before;
  });
  return { box, turn, changed, sorted: inTurn };
}

function turned(list: List, id: string): void {
  list.changed.add(id);
  list.turn.value += 1;
}

/** Two sorted lists as one. */
function merged(one: readonly AnyRecord[], other: readonly AnyRecord[]): readonly AnyRecord[] {
  const all: AnyRecord[] = [];
  let at = 0;
  for (const record of other) {
    for (let next = one[at]; next !== undefined && inOrder(next, record) < 0; next = one[(at += 1)]) all.push(next);
    all.push(record);
  }
  return all.concat(one.slice(at));
}

function keysOf(record: AnyRecord): string[] {
  return [record.kind, `${record.kind} ${record.step ?? ""}`, `see ${record.see}`];
}

function inOrder(a: AnyRecord, b: AnyRecord): number {
  const left = (a as { order?: number }).order ?? 0;
  const right = (b as { order?: number }).order ?? 0;
  return left - right || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
