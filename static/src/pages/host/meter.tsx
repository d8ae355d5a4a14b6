/**
 * How far the people are, as counts only: writing, done, quiet; where nobody writes, only who is done. Never who.
 */
import type { ProgressRecord, StepRecord } from "../../kernel/contract";
import { rich, t } from "../../kernel/ui";
import type { Desk } from "./desk";

const bold = (n: string) => <b class="num">{n}</b>;

interface MeterProps {
  readonly desk: Desk;
  readonly step: StepRecord;
  /** People write in this activity. */
  readonly writes: boolean;
}

export function Meter({ desk, step, writes }: MeterProps) {
  const { here, writing } = desk.open.presence.value;
  const progress = desk.room.one<ProgressRecord>(step.round, "progress");
  const done = Math.min(here, progress?.done ?? 0);
  const active = writes ? Math.min(writing, here - done) : 0;
  // Who has given a ballot is not quiet, done or not; of whom neither is known more than how many.
  const heard = Math.max(done, Math.min(here, progress?.voters ?? 0));
  const quiet = Math.max(0, here - heard - active);
  const wide = (n: number) => ({ width: `${(100 * n) / Math.max(1, here)}%` });
  return (
    <div class="meter-box" role="group" aria-label={t("host-meter")}>
      <div class="meter" aria-hidden="true">
        <i style={wide(active)} />
        <i style={wide(done)} />
      </div>
      <p class="legend">
        {writes && <span class="is-writing">{rich("host-writing", { n: active }, bold)}</span>}
        <span class="is-done">{rich("host-done", { n: done }, bold)}</span>
        {writes && <span class="is-quiet soft">{rich("host-quiet", { n: quiet }, bold)}</span>}
      </p>
    </div>
  );
}
