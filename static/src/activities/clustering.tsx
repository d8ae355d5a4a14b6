/**
 * Clustering: one board for all, sorted in silence. A note is dragged, or tapped and a place tapped, or sent there from
 * a list; whoever sees their note moved on is told so.
 */
import type { ActivityProps } from "../kernel/contract";
import { Button, KeptMark, Notice, sheet, t } from "../kernel/ui";
import { useSorting } from "./clustering/board";
import { Placed, Table } from "./clustering/table";
import { Wall } from "./clustering/wall";

/** Everything is in sight while it is open. */
export const reveals = false;
export const writes = false;

export function Participant(props: ActivityProps) {
  const sorting = useSorting(props);
  const { frozen, mayMove } = sorting.board;
  const hint = mayMove && Object.keys(props.step.instruction).length === 0;
  return (
    <>
      {hint && <p class="soft">{t("clustering-hint")}</p>}
      {frozen && <Notice>{t("clustering-frozen")}</Notice>}
      <Table {...props} sorting={sorting} wide={false} />
    </>
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
            {board.found >= 0 && !board.looking ? t("clustering-found", { n: board.found }) : <Placed board={board} />}
          </span>
          {sorting.last && <KeptMark sent={sorting.last} />}
        </div>
      )}
      <Table {...props} sorting={sorting} wide />
    </div>
  );
}

export const Screen = Wall;

sheet(`
.clustering-note { position: relative; padding: 8px 8px 8px 14px; display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: 0 4px; cursor: grab; touch-action: manipulation; user-select: none; -webkit-user-select: none }
.clustering-note .note-face, .clustering-note .note-text { font-size: 17px; padding: 4px 0; cursor: inherit }
.clustering-note .note-text { grid-column: 1 / -1 }
.clustering-count { white-space: nowrap }
.clustering-offers summary { min-height: 44px; display: flex; align-items: center; cursor: pointer; color: var(--phase) }
.clustering-offers summary::before { content: "+"; width: 1.2em } .clustering-offers[open] summary::before { content: "–" }
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
.clustering-board { display: contents }
.clustering-board.wide { display: grid; gap: 24px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); align-items: start }
.clustering-board.wide .notes { grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr)) }
.clustering-board.long .notes > .note { content-visibility: auto; contain-intrinsic-height: auto 60px }
.clustering-board.many .clustering-pile { content-visibility: auto; contain-intrinsic-height: auto 220px }
.clustering-board.wide .clustering-pile-head h3 { flex-basis: 100% }
.clustering-tray { position: sticky; bottom: 8px; z-index: 5; grid-column: 1 / -1 }
body:has(> .ghost) .clustering-hand { display: none }
.clustering-hand { padding: 12px 14px; border-color: var(--phase); box-shadow: var(--lift); display: grid; gap: 10px; animation: laid 200ms backwards }
.clustering-places { display: flex; flex-wrap: wrap; gap: 8px; max-height: 34dvh; overflow: auto }
.clustering-still { margin-bottom: .8em }
.clustering-wall { columns: 22em; column-gap: 1em }
.clustering-wall .clustering-pile, .clustering-rest { break-inside: avoid; margin-bottom: 1em; padding: .8em 1em 1em; display: block; min-height: 0 }
.clustering-rest { break-inside: auto }
.clustering-wall h2 { font-size: 1.5em; font-weight: 500; line-height: 1.15; margin-bottom: .5em } .clustering-wall h2.label { font-size: 1em }
.clustering-cards .more { background: none; border-color: transparent; font: 550 .9em/1.3 var(--sans) }
.clustering-cards { display: flex; flex-wrap: wrap; gap: .4em }
.clustering-cards li { background: var(--sheet); border: 1px solid var(--line); border-radius: .4em; padding: .25em .55em; font: 500 1em/1.25 var(--serif) }
.clustering-wall.large { font-size: 1.2em }
`);
