/**
 * The list of places a note may go to: the way by keyboard, by voice and on small screens.
 */
import { Dialog, Text, t } from "../../kernel/ui";
import { LOOSE, NEW, beside, languageOf, short, wordsOf, type Sorting } from "./board";

interface MoveProps {
  readonly sorting: Sorting;
  /** The note to move, or "" when the list is closed. */
  readonly item: string;
  readonly onClose: () => void;
}

/** "Move to…": every place there is, as a list. */
export function MoveDialog({ sorting, item, onClose }: MoveProps) {
  const { board, move } = sorting;
  const note = board.items.find((one) => one.id === item);
  const here = board.at(item);
  const pick = (target: string) => {
    onClose();
    move(item, target);
  };
  return (
    <Dialog title={t("clustering-move-title")} open={note !== undefined} onClose={onClose}>
      <blockquote class="clustering-quote">{note && <Text text={wordsOf(note)} lang={languageOf(note)} />}</blockquote>
      <ul class="menu-list">
        {board.piles.map((pile) => (
          <Place key={pile.id} label={board.nameOf(pile)} note={t("clustering-notes", { n: board.notesIn(pile.id).length })} now={pile.id === here} onPick={() => pick(pile.id)} />
        ))}
        <Place label={t("clustering-to-new")} onPick={() => pick(NEW)} />
        {here !== "" && <Place label={t("clustering-to-loose")} onPick={() => pick(LOOSE)} />}
        {board.loose
          .filter((other) => other.id !== item)
          .map((other) => (
            <Place key={other.id} label={t("clustering-to-beside", { text: short(wordsOf(other)) })} onPick={() => pick(beside(other.id))} />
          ))}
      </ul>
    </Dialog>
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
