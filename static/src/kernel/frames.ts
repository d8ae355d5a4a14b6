/**
 * Takes welcomes and change frames into the store, and knows up to which rev this browser has everything.
 *
 * The rev moves only with a frame of `all` that says no `more`: the private frames of a flush, and the parts of a
 * catch-up, come before it. Only then does a topic count as held. A gap or a wrong sum is said, never guessed.
 */
import { batch } from "@preact/signals";
import type { AnyRecord } from "./contract";
import type { Store } from "./store";
import type { ChangeFrame, Since, Welcome } from "./wire";

export type Verdict = "fine" | "gap" | "differs";

export class Frames {
  private epoch = "";
  private rev = 0;
  private readonly topics = new Set<string>();
  /** Topics of which parts have come. */
  private readonly coming = new Set<string>();
  /** Ids seen so far of a topic that is being sent whole. */
  private readonly whole = new Map<string, Set<string>>();
  /** Ids seen so far while everything is sent again; what is held stays in sight until then. */
  private anew: Set<string> | undefined;
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** What this browser has, or nothing worth naming. */
  since(): Since | undefined {
    return this.epoch === "" ? undefined : [this.epoch, this.rev, [...this.topics]];
  }

  welcome(message: Welcome): void {
    batch(() => {
      this.whole.clear();
      this.coming.clear();
      this.anew = undefined;
      if (message.full || message.epoch !== this.epoch) this.startOver(message.epoch);
      this.store.self.value = message.you.id;
      for (const topic of message.drop ?? []) this.dropTopic(topic);
      for (const record of message.put ?? []) {
        this.put(record);
        this.coming.add(record.see);
      }
      this.coming.add(`person:${message.you.id}`);
    });
  }

  change(frame: ChangeFrame): Verdict {
    let verdict: Verdict = "fine";
    batch(() => {
      const whole = this.partOfWhole(frame);
      this.coming.add(frame.topic);
      for (const record of frame.put ?? []) {
        this.put(record);
        whole?.add(record.id);
      }
      for (const [id, rev] of frame.del ?? []) this.store.drop(id, rev);
      if (!frame.more && frame.topic === "all") verdict = this.finished(frame);
    });
    return verdict;
  }

  /** The topic is not for this person any more: its records are forgotten. */
  dropTopic(topic: string): void {
    this.store.dropTopic(topic);
    this.topics.delete(topic);
  }

  private startOver(epoch: string): void {
    this.anew = new Set();
    this.topics.clear();
    this.epoch = epoch;
    this.rev = 0;
  }

  private put(record: AnyRecord): void {
    this.store.put(record, this.anew !== undefined && !this.anew.has(record.id));
    this.anew?.add(record.id);
  }

  private partOfWhole(frame: ChangeFrame): Set<string> | undefined {
    let ids = this.whole.get(frame.topic);
    if (ids === undefined && frame.since === 0) this.whole.set(frame.topic, (ids = new Set()));
    return ids;
  }

  private finished(frame: ChangeFrame): Verdict {
    if (frame.since > this.rev && !this.whole.has("all")) return "gap";
    for (const [topic, ids] of this.whole) this.store.dropTopic(topic, ids);
    if (this.anew !== undefined) this.store.keepOnly(this.anew);
    this.anew = undefined;
    for (const topic of this.coming) this.topics.add(topic);
    this.whole.clear();
    this.coming.clear();
    this.rev = Math.max(this.rev, frame.rev);
    const { count, sum } = this.store.tally("all");
    const same = (frame.count ?? count) === count && (frame.sum ?? sum) === sum;
    return same ? "fine" : "differs";
  }
}
