/**
 * Carrying a card to a place, in three ways at once: drag it (mouse, pen, long press), tap card then tap place, or
 * keyboard (Enter on the card, Enter on "place here", Escape lets go).
 *
 *     const carry = useCarrying({ onDrop: (card, place) => send("move_card", { card, place }), describe });
 *     <NoteCard text={…} picked={carry.holds(id)} onClick={() => carry.tap(id)} handlers={carry.card(id)} />
 *     <section {...carry.target("pile-1")}> … <PlaceHere carry={carry} target="pile-1" /> </section>
 */
import { signal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { say } from "./announce";
import { roll } from "./roll";
import { whether } from "./steady";
import { Button } from "./ui/buttons";
import { t } from "./words";

export interface Plan {
  readonly onDrop: (card: string, target: string) => void;
  /** The outcome in words, said politely: "…: now in pile Spaces, 2/5". */
  readonly describe?: (card: string, target: string) => string;
  readonly allowed?: (card: string, target: string) => boolean;
}

export interface Carrying {
  /** The card in hand, dragged or picked, or "". */
  readonly held: ReadonlySignal<string>;
  /** The place under the card that is dragged, or "". */
  readonly over: ReadonlySignal<string>;
  /** Is this card in hand? */
  holds(id: string): boolean;
  card(id: string): object;
  target(id: string): object;
  /** A tap on a card: pick it up, or let it go. */
  tap(id: string): void;
  place(target: string): void;
  cancel(): void;
}

const NEAR = 5;
const HOLD = 200;

class Hand implements Carrying {
  readonly held = signal("");
  readonly over = signal("");
  readonly holds = whether(this.held);
  plan: Plan;
  private readonly isOver = whether(this.over);
  private ghost: HTMLElement | undefined;
  private press: { id: string; x: number; y: number; node: HTMLElement; touch: boolean; dragging: boolean } | undefined;
  private hold: ReturnType<typeof setTimeout> | undefined;
  private moved = false;

  constructor(plan: Plan) {
    this.plan = plan;
  }

  card(id: string): object {
    return { "data-card": id, onPointerDown: (event: PointerEvent) => this.down(id, event), onClickCapture: this.swallow };
  }

  target(id: string): object {
    const onClick = (event: MouseEvent) => {
      if (this.held.peek() === "" || (event.target as Element).closest("[data-card], button, a")) return;
      this.place(id);
    };
    return { "data-target": id, "data-over": this.isOver(id) || undefined, onClick };
  }

  tap(id: string): void {
    this.held.value = this.held.peek() === id ? "" : id;
    if (this.held.peek() !== "") say(t("drag-picked"));
  }

  place(target: string): void {
    const card = this.held.peek();
    this.held.value = "";
    if (card === "" || this.plan.allowed?.(card, target) === false) return;
    this.plan.onDrop(card, target);
    const words = this.plan.describe?.(card, target);
    if (words) say(words);
  }

  cancel(): void {
    if (this.held.peek() !== "") say(t("drag-let-go"));
    this.release();
    this.held.value = "";
  }

  /** Listen while the component is shown. */
  attach(): () => void {
    const key = (event: KeyboardEvent) => event.key === "Escape" && this.cancel();
    document.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("keydown", key);
      this.release();
    };
  }

  private readonly swallow = (event: MouseEvent): void => {
    if (!this.moved) return;
    this.moved = false; // the click that ends a drag is not a tap
    event.stopPropagation();
    event.preventDefault();
  };

  private down(id: string, event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary || (event.target as Element).closest("[data-still], a")) return;
    this.moved = false;
    const touch = event.pointerType === "touch";
    this.press = { id, x: event.clientX, y: event.clientY, node: event.currentTarget as HTMLElement, touch, dragging: false };
    document.addEventListener("pointermove", this.move);
    document.addEventListener("pointerup", this.up);
    document.addEventListener("pointercancel", this.abandon);
    document.addEventListener("touchmove", this.still, { passive: false });
    document.addEventListener("contextmenu", this.still);
    if (touch) this.hold = setTimeout(() => this.lift(), HOLD);
  }

  /** Once a card is lifted, the page does not scroll under it. */
  private readonly still = (event: Event): void => {
    if (this.press?.dragging) event.preventDefault();
  };

  private lift(): void {
    const press = this.press;
    if (press === undefined) return;
    const box = press.node.getBoundingClientRect();
    const ghost = press.node.cloneNode(true) as HTMLElement;
    ghost.classList.add("ghost");
    ghost.setAttribute("aria-hidden", "true");
    delete ghost.dataset.target;
    delete ghost.dataset.card;
    Object.assign(ghost.style, { position: "fixed", margin: "0", left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px` });
    document.body.append(ghost);
    press.dragging = true;
    this.ghost = ghost;
    this.held.value = press.id;
  }

  private readonly move = (event: PointerEvent): void => {
    const press = this.press;
    if (press === undefined) return;
    const [dx, dy] = [event.clientX - press.x, event.clientY - press.y];
    if (!press.dragging) {
      if (Math.hypot(dx, dy) < NEAR) return;
      if (press.touch) return this.release(); // it moved before it was held: the person scrolls
      this.lift();
    }
    this.moved = true;
    if (this.ghost) this.ghost.style.transform = `translate(${dx}px, ${dy}px) rotate(1.5deg)`;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-target]");
    this.over.value = under?.dataset.target ?? "";
    roll(under ?? press.node, event.clientY);
  };

  private readonly up = (): void => {
    const { press, moved } = this;
    const target = this.over.peek();
    this.release();
    if (press?.dragging && moved && target !== "") this.place(target);
    else if (press?.dragging && moved) this.held.value = "";
    else if (press?.dragging) this.moved = true; // held without moving: the card stays picked, the click is not a second tap
  };

  private readonly abandon = (): void => {
    const dragging = this.press?.dragging;
    this.release();
    if (dragging) this.held.value = "";
  };

  private release(): void {
    clearTimeout(this.hold);
    this.ghost?.remove();
    this.ghost = undefined;
    this.press = undefined;
    this.over.value = "";
    document.removeEventListener("pointermove", this.move);
    document.removeEventListener("pointerup", this.up);
    document.removeEventListener("pointercancel", this.abandon);
    document.removeEventListener("touchmove", this.still);
    document.removeEventListener("contextmenu", this.still);
  }
}

export function useCarrying(plan: Plan): Carrying {
  const latest = useRef(plan);
  latest.current = plan;
  const hand = useMemo(() => new Hand(plan), []);
  hand.plan = latest.current;
  useEffect(() => hand.attach(), [hand]);
  return hand;
}

/** Shown at each place while a card is in hand: the tap and keyboard way. */
export function PlaceHere({ carry, target, label }: { carry: Carrying; target: string; label?: string }) {
  if (carry.held.value === "") return null;
  return (
    <Button look="tint" class="place-here" onClick={() => carry.place(target)}>
      {label ?? t("drag-place")}
    </Button>
  );
}
