/**
 * What lies on the board: notes, and the sheets that hold them. A note is dragged, or tapped and a place tapped; from
 * the keyboard and by voice its face opens the list of places.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { ItemRecord, PileRecord } from "../../../gen/records";
import type { ActivityProps } from "../../kernel/contract";
import { Button, IconButton, Text, t } from "../../kernel/ui";
import { beside, languageOf, short, wordsOf, type Sorting } from "./board";
import { Naming } from "./naming";

const FEW = 4;
/** A longer note is folded on the board; the list of places shows it whole. */
const FOLD = 200;

interface NoteProps {
  readonly item: ItemRecord;
  readonly sorting: Sorting;
  /** Opens the list of places. */
  readonly onMove: (item: string) => void;
}

export function Note({ item, sorting, onMove }: NoteProps) {
  const { board, carry } = sorting;
  const text = wordsOf(item);
  const held = carry.held.value;
  const lies = board.at(item.id) === "";
  const tap = (event: MouseEvent) => {
    if (held !== "" && held !== item.id) carry.place(lies ? beside(item.id) : board.at(item.id));
    else if (event.detail === 0 && held === "") onMove(item.id);
    else carry.tap(item.id);
  };
  const moved = sorting.movedOn(item.id);
  if (!board.mayMove) {
    return (
      <div class="note clustering-note">
        <p class="note-text">
          <Text text={text} lang={languageOf(item)} />
        </p>
      </div>
    );
  }
  return (
    <div class={`note clustering-note ${held === item.id ? "picked" : ""}`} {...carry.card(item.id)} {...(lies ? carry.target(beside(item.id)) : {})}>
      <button type="button" class="note-face" aria-pressed={held === item.id} onClick={tap}>
        <span class="words" lang={languageOf(item)} dir="auto">
          {short(text, FOLD)}
        </span>
      </button>
      <IconButton icon="move" class="clustering-move" label={t("clustering-move-note", { text: short(text) })} onClick={() => onMove(item.id)} />
      {moved && <span class="note-tag clustering-moved">{moved}</span>}
    </div>
  );
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
            <Note item={item} sorting={sorting} onMove={onMove} />
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
