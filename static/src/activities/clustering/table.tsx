/**
 * The board to work on: what looks alike, what is loose, the piles; and in hand what was picked up.
 */
import { useSignal } from "@preact/signals";
import type { ActivityProps } from "../../kernel/contract";
import { useGrowing } from "../../kernel/reading";
import { Button, Foot, KeptMark, t } from "../../kernel/ui";
import { LOOSE, NEW, short, wordsOf, type Board, type Sorting } from "./board";
import { MoveDialog } from "./moving";
import { NewPile, PileDialogs, type Asked } from "./naming";
import { Note, PileSheet } from "./sheets";
import { Offers } from "./suggested";

const FIRST_FEW = 30;
/** Of more notes than so many, only what comes into sight is laid out; what lies below them moves a little then. */
const MANY = 60;
/** So many piles are drawn in one frame. */
const PILES = 4;

/** `wide`: for a large screen, where everything lies open; else for a phone. */
export function Table(props: ActivityProps & { readonly sorting: Sorting; readonly wide: boolean }) {
  const { sorting, wide, me, send } = props;
  const { board, carry, last, moved } = sorting;
  const asked = useSignal<Asked>(null);
  const all = useSignal(false);
  const most = wide || all.value ? board.loose.length : FIRST_FEW;
  const loose = board.loose.slice(0, Math.min(most, useGrowing(board.loose.length)));
  const piles = board.piles.slice(0, useGrowing(board.piles.length, PILES));
  const shared = { carry, asked, mayMove: board.mayMove };
  return (
    <div class={`clustering-board ${wide ? "wide" : ""} ${loose.length > MANY ? "long" : ""} ${board.items.length > MANY ? "many" : ""}`}>
      <div class="stack">
        <Offers {...props} board={board} wide={wide} />
        <section class="stack tight clustering-loose" aria-label={t("clustering-loose-count", { n: board.loose.length })} {...carry.target(LOOSE)}>
          <h2 class="label">{t("clustering-loose-count", { n: board.loose.length })}</h2>
          <div class="notes">
            {loose.map((item) => (
              <Note key={item.id} {...shared} item={item} at="" moved={moved.get(item.id) ?? ""} />
            ))}
          </div>
          {most < board.loose.length && (
            <Button look="quiet" onClick={() => (all.value = true)}>
              {t("clustering-more-notes", { n: board.loose.length - most })}
            </Button>
          )}
        </section>
      </div>
      <section class="stack tight" aria-label={t("clustering-piles", { n: board.piles.length })}>
        <h2 class="label">{t("clustering-piles", { n: board.piles.length })}</h2>
        {board.piles.length === 0 && <p class="soft">{t("clustering-no-piles")}</p>}
        <div class="clustering-piles">
          {piles.map((pile) => (
            <PileSheet
              key={pile.id}
              {...shared}
              pile={pile}
              name={board.nameOf(pile)}
              notes={board.notesIn(pile.id)}
              moved={moved}
              isHost={me.role === "host"}
              send={send}
              wide={wide}
            />
          ))}
        </div>
        {board.mayMove && (
          <p>
            <NewPile {...props} />
          </p>
        )}
      </section>
      <MoveDialog sorting={sorting} item={asked.value?.what === "move" ? asked.value.id : ""} onClose={() => (asked.value = null)} />
      <PileDialogs {...props} board={board} asked={asked} />
      {board.mayMove && !wide && (
        <Foot hint={<Placed board={board} />} kept={last && <KeptMark sent={last} />}>
          <InHand sorting={sorting} />
        </Foot>
      )}
      {board.mayMove && wide && (
        <div class="clustering-tray">
          <InHand sorting={sorting} />
        </div>
      )}
    </div>
  );
}

/** How far the sorting is. */
export function Placed({ board }: { readonly board: Board }) {
  return <span class="num">{t("clustering-progress", { placed: board.items.length - board.loose.length, all: board.items.length })}</span>;
}

/** What was picked up, and the piles to put it on, under the thumb. */
function InHand({ sorting }: { readonly sorting: Sorting }) {
  const { board, carry } = sorting;
  const note = board.items.find((item) => item.id === carry.held.value);
  if (note === undefined) return null;
  const here = board.at(note.id);
  return (
    <section class="clustering-hand sheet" aria-label={t("clustering-where")}>
      <p>
        <span class="serif">{short(wordsOf(note), 80)}</span> <span class="soft">{t("clustering-where")}</span>
      </p>
      <div class="clustering-places">
        {board.piles
          .filter((pile) => pile.id !== here)
          .map((pile) => (
            <Button key={pile.id} look="tint" onClick={() => carry.place(pile.id)}>
              {short(board.nameOf(pile), 32)}
            </Button>
          ))}
        <Button onClick={() => carry.place(NEW)}>{t("clustering-to-new")}</Button>
        {here !== "" && <Button onClick={() => carry.place(LOOSE)}>{t("clustering-to-loose")}</Button>}
        <Button look="quiet" onClick={() => carry.cancel()}>
          {t("clustering-put-down")}
        </Button>
      </div>
    </section>
  );
}
