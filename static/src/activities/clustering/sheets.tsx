/**
 * What lies on the board: notes, and the sheets that hold them. A note is dragged, or tapped and a place tapped; from
 * the keyboard and by voice its face opens the list of places.
 */
import { useSignal } from "@preact/signals";
import { Component, type ComponentChildren } from "preact";
import type { ItemRecord, PileRecord } from "../../../gen/records";
import type { ActivityProps } from "../../kernel/contract";
import type { Carrying } from "../../kernel/drag";
import { Button, IconButton, Text, t } from "../../kernel/ui";
import { beside, languageOf, short, wordsOf, type Sorting } from "./board";
import { Naming } from "./naming";

const FEW = 4;
/** A longer note is folded on the board; the list of places shows it whole. */
const FOLD = 200;

interface NoteProps {
  readonly item: ItemRecord;
  /** The pile where it lies, or "". */
  readonly at: string;
  /** What became of one's own move, or "". */
  readonly moved: string;
  readonly mayMove: boolean;
  readonly carry: Carrying;
  /** Opens the list of places. */
  readonly onMove: (item: string) => void;
}

/** A note on the board. It is drawn again only when something of its own changed: a board has hundreds of them. */
export class Note extends Component<NoteProps> {
  override shouldComponentUpdate(next: NoteProps): boolean {
    const { item, at, moved, mayMove } = this.props;
    return item !== next.item || at !== next.at || moved !== next.moved || mayMove !== next.mayMove;
  }
  override render() {
    return this.props.mayMove ? <Movable {...this.props} /> : <Lying {...this.props} />;
  }
}

function Lying({ item }: NoteProps) {
  return (
    <div class="note clustering-note">
      <p class="note-text">
        <Text text={wordsOf(item)} lang={languageOf(item)} />
      </p>
    </div>
  );
}

function Movable({ item, at, moved, carry, onMove }: NoteProps) {
  const text = wordsOf(item);
  const picked = carry.held.value === item.id;
  const tap = (event: MouseEvent) => {
    const held = carry.held.peek();
    if (held !== "" && held !== item.id) carry.place(at || beside(item.id));
    else if (event.detail === 0 && held === "") onMove(item.id);
    else carry.tap(item.id);
  };
  return (
    <div class={`note clustering-note ${picked ? "picked" : ""}`} {...carry.card(item.id)} {...(at === "" ? carry.target(beside(item.id)) : {})}>
      <button type="button" class="note-face" aria-pressed={picked} onClick={tap}>
        <span class="words" lang={languageOf(item)} dir="auto">
          {short(text, FOLD)}
        </span>
      </button>
      <IconButton icon="move" class="clustering-move" label={t("clustering-move-note", { text: short(text) })} onClick={() => onMove(item.id)} />
      {moved && <span class="note-tag clustering-moved">{moved}</span>}
    </div>
  );
}

/** What a note needs to know of the board. */
export function noteProps({ board, carry, movedOn }: Sorting, item: ItemRecord) {
  return { item, carry, at: board.at(item.id), moved: movedOn(item.id), mayMove: board.mayMove };
}

interface PileProps extends ActivityProps {
  readonly pile: PileRecord;
  readonly sorting: Sorting;
  readonly onMove: (item: string) => void;
  /** Show all notes from the start (large screens). */
  readonly wide?: boolean;
  readonly children?: ComponentChildren;
}

/** A sheet with its name and its notes. */
export function PileSheet(props: PileProps) {
  const { pile, sorting, onMove, wide = false, children } = props;
  const { board, carry } = sorting;
  const all = useSignal(wide);
  const notes = board.notesIn(pile.id);
  const shown = all.value ? notes : notes.slice(0, FEW);
  return (
    <section class="sheet clustering-pile" aria-label={board.nameOf(pile)} {...carry.target(pile.id)}>
      <header class="clustering-pile-head">
        <h3 class={`serif ${pile.name ? "" : "soft"}`}>{board.nameOf(pile)}</h3>
        <span class="num soft clustering-count">{t("clustering-notes", { n: notes.length })}</span>
        {board.mayMove && <Naming {...props} board={board} />}
        {children}
      </header>
      <ul class="clustering-notes">
        {shown.map((item) => (
          <li key={item.id}>
            <Note {...noteProps(sorting, item)} onMove={onMove} />
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
}
