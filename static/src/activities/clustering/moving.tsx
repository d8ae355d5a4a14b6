/**
 * The list of places a note may go to: the way by keyboard, by voice and on small screens.
 */
import type { ItemRecord } from "../../../gen/records";
import { Dialog, Text, t } from "../../kernel/ui";
import { LOOSE, NEW, beside, languageOf, short, wordsOf, type Sorting } from "./board";

interface MoveProps {
  readonly sorting: Sorting;
  /** The note to move, or "" when the list is closed. */
  readonly item: string;
  readonly onClose: () => void;
}

/** "Move to…": every place there is, as a list. */
export function MoveDialog(props: MoveProps) {
  const { sorting, item, onClose } = props;
  const note = item === "" ? undefined : sorting.board.items.find((one) => one.id === item);
  return (
    <Dialog title={t("clustering-move-title")} open={note !== undefined} onClose={onClose}>
      {note && <Places {...props} note={note} />}
    </Dialog>
  );
}

function Places({ sorting, note, onClose }: MoveProps & { readonly note: ItemRecord }) {
  const { board, move } = sorting;
  const here = board.at(note.id);
  const pick = (target: string) => {
    onClose();
    move(note.id, target);
  };
  return (
    <>
      <blockquote class="clustering-quote">
        <Text text={wordsOf(note)} lang={languageOf(note)} />
      </blockquote>
      <ul class="menu-list">
        {board.piles.map((pile) => (
          <Place key={pile.id} label={board.nameOf(pile)} note={t("clustering-notes", { n: board.notesIn(pile.id).length })} now={pile.id === here} onPick={() => pick(pile.id)} />
        ))}
        <Place label={t("clustering-to-new")} onPick={() => pick(NEW)} />
        {here !== "" && <Place label={t("clustering-to-loose")} onPick={() => pick(LOOSE)} />}
        {board.loose
          .filter((other) => other.id !== note.id)
          .map((other) => (
            <Place key={other.id} label={t("clustering-to-beside", { text: short(wordsOf(other)) })} onPick={() => pick(beside(other.id))} />
          ))}
      </ul>
    </>
  );
}

/** One place on a list. */
export function Place(props: { readonly label: string; readonly note?: string; readonly now?: boolean; readonly onPick: () => void }) {
  return (
    <li>
      <button type="button" class="menu-item" aria-current={props.now || undefined} onClick={props.onPick}>
        <span>{props.label}</span>
        {props.note && <span class="soft num clustering-count">{props.note}</span>}
      </button>
    </li>
  );
}
