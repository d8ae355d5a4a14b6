/**
 * Clustering: one board for all, sorted in silence. A note is dragged, or tapped and a place tapped, or sent there from
 * a list; whoever sees their note moved on is told so.
 */
import { useSignal } from "@preact/signals";
import type { ActivityProps } from "../kernel/contract";
import { Button, Chip, Foot, KeptMark, Notice, Text, sheet, t } from "../kernel/ui";
import { LOOSE, NEW, boardOf, languageOf, short, useSorting, wordsOf, type Board, type Sorting } from "./clustering/board";
import { MoveDialog } from "./clustering/moving";
import { NewPile, PileActs } from "./clustering/naming";
import { Note, PileSheet } from "./clustering/sheets";
import { Offers } from "./clustering/suggested";

/** Everything is in sight while it is open. */
export const reveals = false;

const FIRST_FEW = 30;

export function Participant(props: ActivityProps) {
  const sorting = useSorting(props);
  const { frozen, mayMove } = sorting.board;
  const hint = mayMove && Object.keys(props.step.instruction).length === 0;
  return (
    <>
      {hint && <p class="soft">{t("clustering-hint")}</p>}
      {frozen && <Notice>{t("clustering-frozen")}</Notice>}
      <Sorted {...props} sorting={sorting} wide={false} />
    </>
  );
}

/** The board to work on: what is loose, what looks alike, the piles; in hand what was picked up. */
function Sorted(props: ActivityProps & { readonly sorting: Sorting; readonly wide: boolean }) {
  const { sorting, wide } = props;
  const { board, carry, last } = sorting;
  const moving = useSignal("");
  const all = useSignal(false);
  const onMove = (item: string) => (moving.value = item);
  const loose = wide || all.value ? board.loose : board.loose.slice(0, FIRST_FEW);
  return (
    <>
      <section class="stack tight clustering-loose" aria-label={t("clustering-loose-count", { n: board.loose.length })} {...carry.target(LOOSE)}>
        <h2 class="label">{t("clustering-loose-count", { n: board.loose.length })}</h2>
        <div class="notes">
          {loose.map((item) => (
            <Note key={item.id} item={item} sorting={sorting} onMove={onMove} />
          ))}
        </div>
        {loose.length < board.loose.length && (
          <Button look="quiet" onClick={() => (all.value = true)}>
            {t("clustering-more-notes", { n: board.loose.length - loose.length })}
          </Button>
        )}
      </section>
      <Offers {...props} board={board} most={wide ? 20 : 1} />
      <section class="stack tight" aria-label={t("clustering-piles", { n: board.piles.length })}>
        <h2 class="label">{t("clustering-piles", { n: board.piles.length })}</h2>
        {board.piles.length === 0 && <p class="soft">{t("clustering-no-piles")}</p>}
        <div class="clustering-piles">
          {board.piles.map((pile) => (
            <PileSheet key={pile.id} {...props} pile={pile} onMove={onMove}>
              {board.mayMove && <PileActs {...props} pile={pile} board={board} />}
            </PileSheet>
          ))}
        </div>
        {board.mayMove && (
          <p>
            <NewPile {...props} />
          </p>
        )}
      </section>
      <MoveDialog sorting={sorting} item={moving.value} onClose={() => (moving.value = "")} />
      {board.mayMove && (
        <Foot
          hint={t("clustering-progress", { placed: board.items.length - board.loose.length, all: board.items.length })}
          kept={last && <KeptMark sent={last} />}
        >
          <InHand sorting={sorting} />
        </Foot>
      )}
    </>
  );
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

export function Host(props: ActivityProps) {
  const { step, send } = props;
  const sorting = useSorting(props);
  const { board } = sorting;
  const open = step.state === "open" || step.state === "grace";
  return (
    <div class="stack clustering-host">
      {open && (
        <div class="row">
          {step.settings["suggestions"] !== false && (
            <Button onClick={() => void send("suggest_piles")} disabled={board.looking}>
              {t(board.looking ? "clustering-looking" : "clustering-suggest")}
            </Button>
          )}
          <Button pressed={board.frozen} onClick={() => void send("freeze_board", { frozen: !board.frozen })}>
            {t(board.frozen ? "clustering-unfreeze" : "clustering-freeze")}
          </Button>
          <span class="soft" role="status">
            {board.found >= 0 && !board.looking && t("clustering-found", { n: board.found })}
          </span>
        </div>
      )}
      <Sorted {...props} sorting={sorting} wide />
    </div>
  );
}

/** Up to so many characters the cards are large; beyond, the screen page makes them fit. */
const LARGE = 900;
const CARD = 140;

export function Screen(props: ActivityProps) {
  const board = boardOf(props);
  const long = board.items.reduce((sum, item) => sum + Math.min(wordsOf(item).length, CARD) + 30, 0);
  const piles = board.piles.filter((pile) => board.notesIn(pile.id).length > 0 || pile.name);
  return (
    <>
      {board.frozen && <Chip>{t("clustering-frozen")}</Chip>}
      <div class={`clustering-wall ${long <= LARGE ? "large" : ""}`}>
        {piles.map((pile) => (
          <section class="clustering-pile sheet" key={pile.id}>
            <h2 class={`serif ${pile.name ? "" : "soft"}`}>{board.nameOf(pile)}</h2>
            <Cards items={board.notesIn(pile.id)} />
          </section>
        ))}
        {board.loose.length > 0 && (
          <section class="clustering-rest">
            {piles.length > 0 && <h2 class="label soft">{t("clustering-loose-count", { n: board.loose.length })}</h2>}
            <Cards items={board.loose} />
          </section>
        )}
      </div>
    </>
  );
}

/** Notes as small cards. */
function Cards({ items }: { readonly items: Board["items"] }) {
  return (
    <ul class="clustering-cards">
      {items.map((item) => (
        <li key={item.id}>
          <Text text={short(wordsOf(item), CARD)} lang={languageOf(item)} fold={false} />
        </li>
      ))}
    </ul>
  );
}

sheet(`
.clustering-note { position: relative; padding: 8px 8px 8px 14px; display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: 0 4px; cursor: grab; touch-action: manipulation; user-select: none; -webkit-user-select: none }
.clustering-note .note-face, .clustering-note .note-text { font-size: 17px; padding: 4px 0; cursor: inherit }
.clustering-note .note-text { grid-column: 1 / -1 }
.clustering-move { color: var(--soft) }
.clustering-moved { grid-column: 1 / -1; font-size: 14px; color: var(--phase); font-weight: 600 }
.clustering-loose { min-height: 96px; border-radius: var(--round) }
.clustering-piles { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 280px), 1fr)); align-items: start }
.clustering-pile { padding: 12px 14px 14px; display: grid; gap: 8px; grid-template-columns: minmax(0, 1fr); min-height: 96px; align-content: start; background: var(--phase-tint); border-color: transparent }
.clustering-pile-head { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 8px; min-height: 44px }
.clustering-pile-head h3 { font-weight: 500; font-size: 21px; line-height: 1.2; flex: 1 1 60%; min-width: 0 }
.clustering-notes { display: grid; gap: 8px; grid-template-columns: minmax(0, 1fr) }
.clustering-offer { border: 2px dashed var(--phase); border-radius: var(--round); padding: 14px 16px; display: grid; gap: 10px; grid-template-columns: minmax(0, 1fr) }
.clustering-offer-notes li, .clustering-quote { font: 500 17px/1.3 var(--serif); border-left: 3px solid var(--line); padding: 2px 0 2px 12px; margin: 4px 0 }
.clustering-hand { padding: 12px 14px; border-color: var(--phase); box-shadow: var(--lift); display: grid; gap: 10px; animation: laid 200ms backwards }
.clustering-places { display: flex; flex-wrap: wrap; gap: 8px; max-height: 34dvh; overflow: auto }
.clustering-wall { columns: 22em; column-gap: 1em }
.clustering-wall .clustering-pile, .clustering-rest { break-inside: avoid; margin-bottom: 1em; padding: .8em 1em 1em; display: block; min-height: 0 }
.clustering-rest { break-inside: auto }
.clustering-wall h2 { font-size: 1.5em; font-weight: 500; line-height: 1.15; margin-bottom: .5em } .clustering-wall h2.label { font-size: 1em }
.clustering-cards { display: flex; flex-wrap: wrap; gap: .4em }
.clustering-cards li { background: var(--sheet); border: 1px solid var(--line); border-radius: .4em; padding: .25em .55em; font: 500 1em/1.25 var(--serif) }
.clustering-wall.large { font-size: 1.2em }
`);
