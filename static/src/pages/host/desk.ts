/**
 * The facilitator's desk: the open room, the step in front of them, and what became of what they asked for.
 *
 * The step in front is the room's current one until they look at another; looking moves nobody else.
 */
import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import type { Args, Sent, StepRecord, WorkshopRecord } from "../../kernel/contract";
import { openRoom, type OpenRoom } from "../../kernel/room";
import type { Store } from "../../kernel/store";
import { say } from "../../kernel/ui";
import { lang } from "../../kernel/words";
import { following } from "./next";

/** On a phone one of three is shown; on a large screen all are. */
export type Leaf = "stage" | "agenda" | "people";

export class Desk {
  readonly code: string;
  readonly key: string;
  readonly open: OpenRoom;
  readonly room: Store;
  readonly leaf = signal<Leaf>("stage");
  /** Why the last act was not taken, until it is read. */
  readonly trouble = signal("");
  /** The step that was just added here, until it is in front. */
  readonly added = signal("");
  /** The step that so few took part in that its reveal needs a second word. */
  readonly few = signal("");
  /** The step that could not open for want of anything to work on, and why. */
  readonly lacking = signal({ id: "", say: "" });
  readonly steps: ReadonlySignal<readonly StepRecord[]>;
  /** The step that the room is at. */
  readonly current: ReadonlySignal<StepRecord | undefined>;
  /** The step in front of this facilitator. */
  readonly viewed: ReadonlySignal<StepRecord | undefined>;
  private readonly looking = signal("");

  constructor(code: string, key: string) {
    this.code = code;
    this.key = key;
    this.open = openRoom({ code, role: "host", roleKey: key, lang: lang.peek() });
    this.room = this.open.room;
    this.steps = computed(() => this.room.steps());
    this.current = computed(() => this.steps.value.find((step) => step.id === this.room.workshop?.now));
    this.viewed = computed(() => {
      const steps = this.steps.value;
      return steps.find((step) => step.id === this.looking.value) ?? this.current.value ?? steps[0];
    });
  }

  get workshop(): WorkshopRecord | undefined {
    return this.room.workshop;
  }

  /** Put a step in front; "" follows the room. */
  look(id: string): void {
    this.put(id);
    this.leaf.value = "stage";
  }

  private put(id: string): void {
    this.looking.value = id === this.room.workshop?.now ? "" : id;
  }

  /** Ask the room for something; a refusal is said where everybody at this desk looks. */
  act(act: string, args: Args = {}): Sent {
    const sent = this.open.act(act, args);
    void sent.answered.then((state) => {
      if (state === "kept") this.trouble.value = "";
      else if (sent.code.peek() === "few_voters") this.few.value = String(args["id"] ?? "");
      else if (sent.code.peek() === "too_few_items") this.lacks(String(args["id"] ?? ""), sent.say.peek());
      else this.refused(sent.say.peek());
    });
    return sent;
  }

  /** Open a step; what it takes is looked through once more, so that nothing written since is left behind. */
  openStep(step: StepRecord): Sent {
    if (step.state === "draft" && step.takes.length > 0) this.act("prepare_step", { id: step.id });
    const sent = this.act("open_step", { id: step.id });
    void sent.answered.then((state) => state === "kept" && this.look(""));
    return sent;
  }

  /** Add a step, and have it in front as soon as it is there. */
  add(args: Args): void {
    const before = new Set(this.steps.peek().map((step) => step.id));
    const made = computed(() => this.steps.value.find((step) => !before.has(step.id) && step.activity === args["activity"])?.id);
    const stop = effect(() => {
      if (made.value === undefined) return;
      queueMicrotask(() => stop());
      this.added.value = made.value;
      this.look(made.value);
    });
    void this.act("add_step", args).answered.then((state) => state === "refused" && stop());
  }

  /** Skip a step; whoever had it in front has the next one that waits in front then. */
  skip(step: StepRecord): void {
    const sent = this.act("skip_step", { id: step.id });
    void sent.answered.then((state) => {
      if (state === "kept" && this.viewed.peek()?.id === step.id) this.put(following(this.steps.peek(), step)?.id ?? "");
    });
  }

  private lacks(id: string, sentence: string): void {
    this.lacking.value = { id, say: sentence };
    this.look(id);
    say(sentence);
  }

  private refused(sentence: string): void {
    this.trouble.value = sentence;
    say(sentence);
  }
}
