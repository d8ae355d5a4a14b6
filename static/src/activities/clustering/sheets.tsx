/**
 * What lies on the board: notes, and the sheets that hold them. A note is dragged, or tapped and a place tapped; from
 * the keyboard and by voice its face opens the list of places. Each is drawn again only when something of its own
 * changed: a board has hundreds of them.
 */
import { useSignal, type Signal } from "@preact/signals";
import type { ItemRecord, PileRecord } from "../../../gen/records";
import type { Send } from "../../kernel/contract";
import type { Carrying } from "../../kernel/drag";
import { useGrowing } from "../../kernel/reading";
import { steady } from "../../kernel/steady";
import { Button, IconButton, Text, t } from "../../kernel/ui";
import { beside, languageOf, short, wordsOf } from "./board";
import { PileActs, type Asked } from "./naming";

const FEW = 4;
/** A longer note is folded on the board; the list of places shows it whole. */
const FOLD = 200;

interface OnBoard {
  readonly mayMove: boolean;
  readonly carry: Carrying;
  /** Opens a dialog of the board. */
  readonly asked: Signal<Asked>;
}

interface NoteProps extends OnBoard {
  readonly item: ItemRecord;
  /** The pile where it lies, or "". */
  readonly at: string;
  /** What became of one's own move, or "". */
  readonly moved: string;
}

/** A note on the board. */
export const Note = steady((props: NoteProps) => (props.mayMove ? <Movable {...props} /> : <Lying {...props} />));

function Lying({ item }: NoteProps) {
  return (
    <div class="note clustering-note">
      <p class="note-text">
        <Text text={wordsOf(item)} lang={languageOf(item)} />
      </p>
    </div>
  );
}

function Movable({ item, at, moved, carry, asked }: NoteProps) {
  const text = wordsOf(item);
  const picked = carry.holds(item.id);
  const onMove = () => (asked.value = { what: "move", id: item.id });
  const tap = (event: MouseEvent) => {
    const held = carry.held.peek();
    if (held !== "" && held !== item.id) carry.place(at || beside(item.id));
    else if (event.detail === 0 && held === "") onMove();
    else carry.tap(item.id);
  };
  return (
    <div class={`note clustering-note ${picked ? "picked" : ""}`} {...carry.card(item.id)} {...(at === "" ? carry.target(beside(item.id)) : {})}>
      <button type="button" class="note-face" aria-pressed={picked} onClick={tap}>
        <span class="words" lang={languageOf(item)} dir="auto">
          {short(text, FOLD)}
        </span>
      </button>
      <IconButton icon="move" class="clustering-move" label={t("clustering-move-note", { text: short(text) })} onClick={onMove} />
      {moved && <span class="note-tag clustering-moved">{moved}</span>}
    </div>
  );
}

interface PileProps extends OnBoard {
  readonly pile: PileRecord;
  readonly name: string;
  readonly notes: readonly ItemRecord[];
  /** Note → what became of one's own move. */
  readonly moved: ReadonlyMap<string, string>;
  readonly isHost: boolean;
  readonly send: Send;
  /** Show all notes from the start (large screens). */
  readonly wide: boolean;
}

/** A sheet with its name and its notes. */
export const PileSheet = steady((props: PileProps) => {
  const { pile, name, notes, moved, wide, mayMove, carry, asked } = props;
  const all = useSignal(wide);
  const drawn = useGrowing(notes.length);
  const shown = notes.slice(0, all.value ? drawn : FEW);
  return (
    <section class="sheet clustering-pile" aria-label={name} {...carry.target(pile.id)}>
      <header class="clustering-pile-head">
        <h3 class={`serif ${pile.name ? "" : "soft"}`}>{name}</h3>
        <span class="num soft clustering-count">{t("clustering-notes", { n: notes.length })}</span>
        {mayMove && <PileActs {...props} empty={notes.length === 0} />}
      </header>
      <ul class="clustering-notes">
        {shown.map((item) => (
          <li key={item.id}>
            <Note item={item} at={pile.id} moved={moved.get(item.id) ?? ""} mayMove={mayMove} carry={carry} asked={asked} />
          </li>
        ))}
      </ul>
      {!wide && notes.length > FEW && (
        <Button look="quiet" onClick={() => (all.value = !all.value)}>
          {t(all.value ? "clustering-fewer" : "clustering-more-notes", { n: notes.length - FEW })}
        </Button>
      )}
    </section>
  );
});
