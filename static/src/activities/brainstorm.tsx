/**
 * Brainstorm: a sheet to write on. While blind, others' ideas are not here, only their number, as closed cards; then
 * everybody's lie on the wall and one goes on from any of them.
 */
import { useSignal, type Signal } from "@preact/signals";
import type { AuthorshipRecord, IdeaRecord, ItemRecord } from "../../gen/records";
import type { ActivityProps, ProgressRecord } from "../kernel/contract";
import { useNewestFirst, usePaced, useReading } from "../kernel/reading";
import { Button, ClosedCards, Empty, Text, lang, say, sheet, t } from "../kernel/ui";
import { Idea, Notes } from "./brainstorm/notes";
import { Pages } from "./brainstorm/screen";
import { BuildOn, Building, ForAnother, Mend, Writing, isOpen } from "./brainstorm/writing";

const isBlind = ({ step }: ActivityProps) => step.stage === "blind" && step.state !== "revealed" && step.state !== "sealed";
const countOf = ({ room, step }: ActivityProps) => room.one<ProgressRecord>(step.round, "progress")?.count ?? 0;
/** All ideas that this page has; in a large room some come every moment. */
const useIdeas = ({ room, step }: ActivityProps) => usePaced(() => room.of<IdeaRecord>(step.round, "idea"), step.round);

/** Own ideas, the newest first, known by authorships that nobody else gets. */
function ownOf({ room, step }: ActivityProps): readonly IdeaRecord[] {
  const ties = [...room.mine<AuthorshipRecord>(step.round, "authorship")].sort((a, b) => b.rev - a.rev);
  return ties.map((tie) => room.get<IdeaRecord>(tie.of)).filter((idea) => idea !== undefined);
}

export function Participant(props: ActivityProps) {
  const { step } = props;
  const from = useSignal("");
  const hint = Object.keys(step.instruction).length === 0 && isOpen(props);
  return (
    <>
      {hint && <p class="soft">{t(isBlind(props) ? "brainstorm-blind-hint" : "brainstorm-build-hint")}</p>}
      <Material {...props} from={from} />
      {isOpen(props) && <Writing {...props} />}
      <Own {...props} />
      {isBlind(props) ? <Closed {...props} /> : <Wall {...props} from={from} />}
      {isOpen(props) && <Building {...props} from={from} />}
    </>
  );
}

interface Spring extends ActivityProps {
  /** Id of the text that one is going on from, or "". */
  readonly from: Signal<string>;
}

/** What the step took along: where the writing starts from. */
function Material(props: Spring) {
  const items = props.room.of<ItemRecord>(props.step.round, "item");
  if (items.length === 0) return null;
  return (
    <details class="brainstorm-material" open={items.length <= 3}>
      <summary class="label">{t("brainstorm-material")}</summary>
      <ul class="stack tight">
        {items.map((item) => (
          <li key={item.id} class="brainstorm-item">
            <Text text={item.texts[lang.value] ?? item.text} lang={item.texts[lang.value] === undefined ? undefined : lang.value} />
            {isOpen(props) && <BuildOn parent={item} from={props.from} small />}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Own(props: ActivityProps) {
  const own = ownOf(props);
  const hidden = props.room.mine<AuthorshipRecord>(props.step.round, "authorship").length - own.length;
  if (own.length + hidden === 0) return null;
  return (
    <section class="stack tight" aria-label={t("brainstorm-own", { n: own.length })}>
      <h2 class="label">{t("brainstorm-own", { n: own.length })}</h2>
      <div class="notes">
        {own.map((idea) => (
          <Idea key={idea.id} room={props.room} idea={idea} mine>
            {isOpen(props) && <Mend {...props} idea={idea} />}
          </Idea>
        ))}
      </div>
      {hidden > 0 && <p class="soft">{t("mine-hidden", { n: hidden })}</p>}
    </section>
  );
}

function Closed(props: ActivityProps) {
  const count = countOf(props);
  return (
    <section class={`brainstorm-closed stack tight ${count <= 60 ? "few" : ""}`}>
      <ClosedCards count={count} label={t("brainstorm-closed", { n: count })} />
      <p class="soft" aria-hidden="true">
        {t("brainstorm-closed", { n: count })}
      </p>
    </section>
  );
}

/** Others' ideas, each person's in an order of their own. New ones wait behind a button: the list stays while one reads. */
function Wall(props: Spring) {
  const { room, step, me, from } = props;
  const own = new Set(room.mine<AuthorshipRecord>(step.round, "authorship").map((tie) => tie.of));
  const others = useIdeas(props).filter((idea) => !own.has(idea.id) && !idea.hidden);
  const { shown, fresh, lay } = useReading(others, me.id, (n) => say(t("brainstorm-new-ideas", { n }), "brainstorm"));
  return (
    <section class="stack tight" aria-label={t("brainstorm-others")}>
      <h2 class="label">{t("brainstorm-others")}</h2>
      {fresh > 0 && (
        <Button look="tint" class="brainstorm-fresh" onClick={lay}>
          {t("brainstorm-show-new", { n: fresh })}
        </Button>
      )}
      {shown.length === 0 && fresh === 0 && <p class="soft">{t("brainstorm-none-yet")}</p>}
      <Notes room={room} ideas={shown} from={isOpen(props) ? from : undefined} />
    </section>
  );
}

export function Host(props: ActivityProps) {
  const { room, step, send } = props;
  const own = new Set(room.mine<AuthorshipRecord>(step.round, "authorship").map((tie) => tie.of));
  const ideas = useNewestFirst(useIdeas(props).filter((idea) => idea.see === "all" || idea.see === "hosts"));
  const mend = own.size > 0 && isOpen(props) ? (idea: IdeaRecord) => own.has(idea.id) && <Mend {...props} idea={idea} /> : undefined;
  return (
    <div class="stack">
      {isBlind(props) && <Closed {...props} />}
      {isOpen(props) && <ForAnother {...props} />}
      {isBlind(props) && <Own {...props} />}
      {!isBlind(props) && ideas.length === 0 && <Empty title={t("brainstorm-none-yet")} />}
      <Notes room={room} ideas={ideas} send={send} mend={mend} />
    </div>
  );
}

const WALL = 150;

export function Screen(props: ActivityProps) {
  const ideas = useNewestFirst(useIdeas(props).filter((idea) => !idea.hidden)).flat().slice(0, WALL);
  if (isBlind(props)) {
    return (
      <div class="brainstorm-screen">
        <Closed {...props} />
      </div>
    );
  }
  if (ideas.length === 0) return <Empty title={t("brainstorm-none-yet")} />;
  return <Pages ideas={ideas} />;
}

sheet(`
.brainstorm-paper { display: grid; gap: 10px; grid-template-columns: minmax(0, 1fr) }
.brainstorm-paper .paper { font-size: 22px; line-height: 1.3; padding: 16px 18px; min-height: 132px; background: var(--sheet); box-shadow: var(--shadow) }
.brainstorm-kept { min-height: 1.5em }
.brainstorm-material { border-left: 3px solid var(--phase); padding-left: 14px }
.brainstorm-material summary { min-height: 44px; display: flex; align-items: center; cursor: pointer }
.brainstorm-material summary::before { content: "+"; width: 1.2em; color: var(--phase) }
.brainstorm-material[open] summary::before { content: "–" }
.brainstorm-item { font: 500 18px/1.3 var(--serif); display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px; align-items: center }
.brainstorm-quote { font: 500 20px/1.3 var(--serif); border-left: 3px solid var(--phase); padding: 4px 0 4px 14px; margin-bottom: 16px }
.brainstorm-idea { display: grid; gap: 4px; grid-template-columns: minmax(0, 1fr); animation: laid 220ms backwards }
.brainstorm-some { display: contents } .brainstorm-many { grid-template-columns: minmax(0, 1fr) }
.brainstorm-many > .brainstorm-some { display: grid; content-visibility: auto; contain-intrinsic-height: auto 800px }
.brainstorm-parent { font: italic 500 15px/1.3 var(--serif); padding-left: 14px }
.brainstorm-idea.is-hidden .note { border-style: dashed; background: transparent }
.brainstorm-fresh { position: sticky; top: 8px; z-index: 4; justify-self: center }
.brainstorm-wall { columns: 17em; column-gap: .8em }
.brainstorm-wall li { break-inside: avoid; margin-bottom: .8em; background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: .6em .8em; font: 500 1em/1.25 var(--serif); animation: laid 220ms backwards }
.brainstorm-wall li.builds { border-left: .25em solid var(--phase) }
.brainstorm-wall.large { font-size: 1.3em }
.brainstorm-page { margin-top: .4em }
.brainstorm-idea .dialog, .brainstorm-item .dialog { color: var(--ink); font: 400 16px/1.5 var(--sans) }
.brainstorm-screen .brainstorm-closed .closed-cards { gap: .3em } .brainstorm-screen .brainstorm-closed i { width: 1.9em; height: 1.35em; border-radius: .25em }
.brainstorm-screen .brainstorm-closed.few i { width: 3.1em; height: 2.2em; border-radius: .35em } .brainstorm-screen .brainstorm-closed p { font-size: 1.1em }
`);
