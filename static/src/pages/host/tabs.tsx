/**
 * On a phone: which of the three is shown. A large screen shows all and has no need of this.
 */
import { signal } from "@preact/signals";
import { Icon, t, type IconName } from "../../kernel/ui";
import type { Desk, Leaf } from "./desk";

/** Is the page too narrow for all three? The same width as in host.css. */
const few = matchMedia("(max-width: 1079px)");
export const narrow = signal(few.matches);
few.addEventListener("change", () => (narrow.value = few.matches));

const LEAVES: readonly (readonly [Leaf, IconName])[] = [
  ["agenda", "list"],
  ["stage", "wall"],
  ["people", "people"],
];

export function Tabs({ desk }: { readonly desk: Desk }) {
  const late = desk.room.every("handed").length;
  return (
    <nav class="host-tabs" aria-label={t("host-tabs")}>
      {LEAVES.map(([leaf, icon]) => (
        <button type="button" key={leaf} aria-current={desk.leaf.value === leaf ? "page" : undefined} onClick={() => (desk.leaf.value = leaf)}>
          <Icon name={icon} />
          <span>{t(`host-tab-${leaf}`)}</span>
          {leaf === "people" && late > 0 && (
            <span class="host-tab-badge num">
              <span aria-hidden="true">{late}</span>
              <span class="unseen">{t("host-handed", { n: late })}</span>
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
