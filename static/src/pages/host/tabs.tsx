/**
 * On a phone: which of the three is shown. A large screen shows all and hides this.
 */
import { Icon, t, type IconName } from "../../kernel/ui";
import type { Desk, Leaf } from "./desk";

const LEAVES: readonly (readonly [Leaf, IconName])[] = [
  ["agenda", "list"],
  ["stage", "wall"],
  ["people", "people"],
];

export function Tabs({ desk }: { readonly desk: Desk }) {
  return (
    <nav class="host-tabs" aria-label={t("host-tabs")}>
      {LEAVES.map(([leaf, icon]) => (
        <button type="button" key={leaf} aria-current={desk.leaf.value === leaf ? "page" : undefined} onClick={() => (desk.leaf.value = leaf)}>
          <Icon name={icon} />
          <span>{t(`host-tab-${leaf}`)}</span>
        </button>
      ))}
    </nav>
  );
}
