/**
 * The board on the wall: piles with their names, then what is loose. Of very many notes, each pile shows a part.
 */
import type { ActivityProps } from "../../kernel/contract";
import { Chip, Text, t } from "../../kernel/ui";
import { boardOf, languageOf, short, wordsOf, type Board } from "./board";

/** How many characters a wall holds at the smallest writing; up to LARGE they are written large. */
const FULL = 2700;
const LARGE = 900;
const CARD = 140;
const weigh = (items: Board["items"]) => items.reduce((sum, item) => sum + Math.min(wordsOf(item).length, CARD) + 45, 0);

export function Wall(props: ActivityProps) {
  const board = boardOf(props);
  const piles = board.piles.filter((pile) => board.notesIn(pile.id).length > 0 || pile.name);
  const groups = [...piles.map((pile) => board.notesIn(pile.id)), board.loose];
  const most = howMany(groups);
  return (
    <>
      {board.frozen && (
        <p class="clustering-still">
          <Chip>{t("clustering-frozen")}</Chip>
        </p>
      )}
      <div class={`clustering-wall ${weigh(board.items) <= LARGE ? "large" : ""}`}>
        {piles.map((pile) => (
          <section class="clustering-pile sheet" key={pile.id}>
            <h2 class={`serif ${pile.name ? "" : "soft"}`}>{board.nameOf(pile)}</h2>
            <Cards items={board.notesIn(pile.id)} most={most} />
          </section>
        ))}
        {board.loose.length > 0 && (
          <section class="clustering-rest">
            {piles.length > 0 && <h2 class="label soft">{t("clustering-loose-count", { n: board.loose.length })}</h2>}
            <Cards items={board.loose} most={most} />
          </section>
        )}
      </div>
    </>
  );
}

/** How many notes of each pile the wall has room for: names and piles matter more than the last note. */
function howMany(groups: readonly Board["items"][]): number {
  for (let most = Math.max(...groups.map((group) => group.length)); most > 2; most -= 1) {
    if (groups.reduce((sum, group) => sum + 90 + weigh(group.slice(0, most)), 0) <= FULL) return most;
  }
  return 2;
}

/** Notes as small cards. */
function Cards({ items, most }: { readonly items: Board["items"]; readonly most: number }) {
  const shown = items.length <= most + 1 ? items : items.slice(0, most);
  return (
    <ul class="clustering-cards">
      {shown.map((item) => (
        <li key={item.id}>
          <Text text={short(wordsOf(item), CARD)} lang={languageOf(item)} fold={false} />
        </li>
      ))}
      {shown.length < items.length && <li class="more soft">{t("clustering-more-notes", { n: items.length - shown.length })}</li>}
    </ul>
  );
}
