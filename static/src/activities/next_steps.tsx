/**
 * Next steps: for each thing chosen a first act, an owner who signs in their own hand, and a date.
 */
import type { ActivityProps, ItemRecord } from "../kernel/contract";
import { Text, sheet, t } from "../kernel/ui";
import { Writing, day, nextOf, wordsOf, type CardProps } from "./next_steps/writing";

/** Everything is in sight while it is open. */
export const reveals = false;

const isOpen = ({ step }: ActivityProps) => step.state === "open" || step.state === "grace";

function Cards(props: ActivityProps) {
  const { room, step } = props;
  return (
    <ol class="next-steps">
      {room.of<ItemRecord>(step.round, "item").map((item) => (
        <li key={item.id} class="sheet pad next-steps-card">
          <h3 class="next-steps-what">
            <Text text={wordsOf(item)} />
          </h3>
          {isOpen(props) && props.me.role !== "screen" ? <Writing {...props} item={item} /> : <Written {...props} item={item} />}
        </li>
      ))}
    </ol>
  );
}

function Written(props: CardProps) {
  const next = nextOf(props, props.item);
  return (
    <dl class="next-steps-facts">
      <dt>{t("next-steps-first-act")}</dt>
      <dd class="serif">{next?.first_act ? <Text text={next.first_act} /> : "–"}</dd>
      <dt>{t("next-steps-owner")}</dt>
      <dd class="next-steps-owner">{next?.owners.length ? next.owners.join(", ") : t("next-steps-none")}</dd>
      <dt>{t("next-steps-date")}</dt>
      <dd class="num">{next?.by_date ? day(next.by_date) : "–"}</dd>
    </dl>
  );
}

function Owned(props: ActivityProps) {
  const items = props.room.of<ItemRecord>(props.step.round, "item");
  const owned = items.filter((item) => nextOf(props, item)?.owners.length).length;
  return <p class="soft num">{t("next-steps-owned", { owned, of: items.length })}</p>;
}

export function Participant(props: ActivityProps) {
  return (
    <>
      <Cards {...props} />
      <Owned {...props} />
    </>
  );
}

export function Host(props: ActivityProps) {
  return (
    <div class="stack">
      <Owned {...props} />
      <Cards {...props} />
    </div>
  );
}

export function Screen(props: ActivityProps) {
  return (
    <div class="stack">
      <Cards {...props} />
      <Owned {...props} />
    </div>
  );
}

sheet(`
.next-steps { display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20em), 1fr)); align-items: start }
.next-steps-card { display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr) }
.next-steps-what { font: 500 1.25em/1.25 var(--serif) }
.next-steps-act { display: flex; align-items: start; gap: 6px; border-left: 3px solid var(--phase); padding-left: .7em }
.next-steps-act p { flex: 1; min-width: 0; padding: 10px 0; font: 500 1.05em/1.35 var(--serif) }
.next-steps-facts { display: grid; gap: 2px } .next-steps-facts dt { font-size: max(14px, .68em); color: var(--soft) } .next-steps-facts dd { margin: 0 0 .5em }
.next-steps-owner { font-weight: 650; color: var(--phase) }
.next-steps-owners { display: grid } .next-steps-owners li { display: flex; align-items: center; gap: 10px; min-height: 44px }
.next-steps-when { display: flex; align-items: center; gap: 8px; min-height: 44px } .next-steps-when .soft { font-size: 14px } p.next-steps-when .num { flex: 0 1 auto } .next-steps-when input { width: auto; min-height: 44px; padding: 6px 10px; font: 600 16px var(--sans) }
`);
