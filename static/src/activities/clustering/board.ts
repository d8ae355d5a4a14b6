/**
 * The board as this page sees it: which note lies where, own moves that are still on their way laid on top, and which
 * of one's own moves somebody else has taken further.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { BoardRecord, ItemRecord, PileRecord, PlacementRecord } from "../../../gen/records";
import type { ActivityProps, Sent } from "../../kernel/contract";
import { useCarrying, type Carrying } from "../../kernel/drag";
import { asBefore } from "../../kernel/reading";
import { lang, say, t } from "../../kernel/ui";

/** Where a note may go, beside the piles themselves. */
export const LOOSE = "loose";
export const NEW = "new";
const BESIDE = "beside:";
export const beside = (item: string) => `${BESIDE}${item}`;

export interface Board {
  readonly items: readonly ItemRecord[];
  readonly loose: readonly ItemRecord[];
  readonly piles: readonly PileRecord[];
  /** The pile where a note lies, or "". */
  readonly at: (item: string) => string;
  /** Pile → its notes; the same list as before while the same notes lie there. */
  readonly groups: ReadonlyMap<string, readonly ItemRecord[]>;
  readonly notesIn: (pile: string) => readonly ItemRecord[];
  readonly nameOf: (pile: PileRecord) => string;
  readonly looking: boolean;
  /** What the last look for look-alikes gave; -1 = nobody has looked. */
  readonly found: number;
  readonly frozen: boolean;
  readonly mayMove: boolean;
}

export const short = (text: string, most = 60) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);
export const wordsOf = (item: ItemRecord) => item.texts[lang.value] ?? item.text;
export const languageOf = (item: ItemRecord) => (item.texts[lang.value] === undefined ? undefined : lang.value);

const placementOf = ({ room }: ActivityProps, item: string) => room.get<PlacementRecord>(`at-${item}`);

/** The board from the records, with `ahead` (note → pile) laid on top; `before` is the one that was drawn last. */
export function boardOf(props: ActivityProps, ahead: ReadonlyMap<string, string> = new Map(), before?: Board): Board {
  const { room, step, me } = props;
  const items = room.of<ItemRecord>(step.round, "item");
  const piles = room.of<PileRecord>(step.round, "pile");
  const own = room.one<BoardRecord>(step.round, "board");
  const known = new Set(["", ...piles.map((pile) => pile.id)]);
  const at = (item: string) => {
    const pile = ahead.get(item) ?? placementOf(props, item)?.pile ?? "";
    return known.has(pile) ? pile : "";
  };
  const held = new Map<string, ItemRecord[]>(["", ...piles.map((pile) => pile.id)].map((pile) => [pile, []]));
  for (const item of items) held.get(at(item.id))?.push(item);
  const groups = new Map([...held].map(([pile, notes]) => [pile, asBefore(before?.groups.get(pile), notes)]));
  const notesIn = (pile: string) => groups.get(pile) ?? [];
  const nameOf = (pile: PileRecord) => {
    const first = notesIn(pile.id)[0];
    return pile.name || (first ? t("clustering-unnamed-of", { text: short(wordsOf(first), 30) }) : t("clustering-unnamed"));
  };
  const frozen = own?.frozen ?? false;
  const open = step.state === "open" || step.state === "grace";
  const mayMove = open && (!frozen || me.role === "host");
  return { items, loose: notesIn(""), piles, at, groups, notesIn, nameOf, frozen, mayMove, looking: own?.looking ?? false, found: own?.found ?? -1 };
}

/** One's own last move of a note. `to` is "" for loose, null until the room has said which pile it made. */
interface Move {
  readonly sent: Sent;
  to: string | null;
  readonly before: number;
}

export interface Sorting {
  readonly board: Board;
  readonly carry: Carrying;
  /** Moves a note to a pile, LOOSE, NEW or beside another note. */
  readonly move: (item: string, target: string) => void;
  /** The newest move of this page. */
  readonly last: Sent | null;
  /** What became of one's own moves, where somebody took the note further: "moved on to another pile". */
  readonly moved: ReadonlyMap<string, string>;
}

/** Moving notes about: by hand, by tap, from the menu; each says its outcome, and focus stays with the note. */
export function useSorting(props: ActivityProps): Sorting {
  const { room, send } = props;
  const moves = useRef(new Map<string, Move>()).current;
  const last = useSignal<Sent | null>(null);
  const focus = useRef("");
  void last.value?.state.value; // drawn again when the newest move is answered
  const ahead = new Map<string, string>();
  for (const [item, { sent, to }] of moves) if (sent.state.value === "waiting" && to !== null) ahead.set(item, to);
  const before = useRef<Board | undefined>(undefined);
  const board = (before.current = boardOf(props, ahead, before.current));

  const onDrop = (item: string, target: string) => {
    const [act, args, to] = actFor(item, target);
    const sent = send(act, args);
    moves.set(item, { sent, to, before: placementOf(props, item)?.moves ?? 0 });
    last.value = sent;
    focus.current = item;
    void sent.answered.then((state) => state === "refused" && say(sent.say.peek()));
  };
  const allowed = (item: string, target: string) => board.mayMove && isElsewhere(board, item, target);
  const describe = (item: string, target: string) => outcomeOf(board, item, target);
  const carry = useCarrying({ onDrop, allowed, describe });
  const move = (item: string, target: string) => {
    if (!allowed(item, target)) return;
    onDrop(item, target);
    say(describe(item, target));
  };

  useEffect(() => keepFocus(focus, () => moves.get(focus.current)?.sent.state.peek() !== "waiting"));
  const movedOn = [...moves].flatMap(([item, own]) => {
    const words = takenOn(own, room.get<PlacementRecord>(`at-${item}`));
    return words === "" ? [] : [[item, words] as const];
  });
  const moved = useMemo(() => new Map(movedOn), [JSON.stringify(movedOn)]);
  useTold(board, moved);
  return { board, carry, move, last: last.value, moved };
}

/** Where somebody has taken one's own note, in words; "" = it lies where one put it. */
function takenOn(own: Move, now: PlacementRecord | undefined): string {
  if (now === undefined || own.sent.state.value !== "kept" || now.moves <= own.before) return "";
  own.to ??= now.pile;
  return now.pile === own.to ? "" : t(now.pile === "" ? "clustering-moved-on-loose" : "clustering-moved-on");
}

/** Is the target another place than where the note lies? A note alone on its sheet needs no new one. */
function isElsewhere(board: Board, item: string, target: string): boolean {
  const here = board.at(item);
  if (target === NEW) return here === "" || board.notesIn(here).length > 1;
  return target !== beside(item) && target !== (here || LOOSE);
}

function actFor(item: string, target: string): readonly [string, Readonly<Record<string, unknown>>, string | null] {
  if (target === NEW) return ["make_pile", { items: [item] }, null];
  if (target.startsWith(BESIDE)) return ["put_beside", { item, beside: target.slice(BESIDE.length) }, null];
  const pile = target === LOOSE ? "" : target;
  return ["move_note", { item, pile }, pile];
}

/** The outcome of a move in words: "More quiet rooms: now in pile Rooms, 2/5". */
function outcomeOf(board: Board, item: string, target: string): string {
  const note = board.items.find((one) => one.id === item);
  const text = short(note ? wordsOf(note) : "");
  const other = target.startsWith(BESIDE) ? board.at(target.slice(BESIDE.length)) : target;
  const pile = board.piles.find((one) => one.id === other);
  if (target === LOOSE) return t("clustering-moved-loose", { text });
  if (pile === undefined || note === undefined) return t("clustering-moved-new", { text });
  const there = [...board.notesIn(pile.id).filter((one) => one.id !== item), note].sort((a, b) => a.order - b.order);
  return t("clustering-moved", { text, pile: board.nameOf(pile), at: there.indexOf(note) + 1, of: there.length });
}

const LOOK = 50;
const HALF_A_SECOND = 10;

/**
 * A note that moved is a new element: when focus fell away with the old one, or with a list, it goes to the new one. It is
 * looked at for a while after every drawing until the move is answered, and let go when the person goes elsewhere.
 */
function keepFocus(wanted: { current: string }, answered: () => boolean, looks = HALF_A_SECOND): void {
  const now = document.activeElement;
  if (wanted.current === "") return;
  if (now === null || now === document.body) {
    document.querySelector<HTMLElement>(`[data-card="${CSS.escape(wanted.current)}"] .note-face`)?.focus({ preventScroll: true });
  } else if (!now.closest("dialog, [data-card], .clustering-hand")) {
    wanted.current = "";
  }
  if (looks > 0) setTimeout(() => keepFocus(wanted, answered, looks - 1), LOOK);
  else if (answered()) wanted.current = "";
}

/** Says once when somebody took one's own note further. */
function useTold(board: Board, moved: ReadonlyMap<string, string>): void {
  const told = useRef<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    const fresh = board.items.filter((item) => moved.has(item.id) && !told.current.has(item.id));
    told.current = moved;
    const first = fresh[0];
    if (first) say(t("clustering-moved-on-said", { text: short(wordsOf(first)), n: fresh.length }), "clustering");
  }, [moved]);
}
