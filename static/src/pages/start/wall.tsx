/**
 * The picture on the front door: a corner of a workshop's wall, drawn with the kit. Decoration only.
 */
import { Chip, Dots, t } from "../../kernel/ui";

const VOTES = [7, 5, 3] as const;

export function Wall() {
  return (
    <div class="wall" aria-hidden="true">
      <div class="wall-poster sheet phase-discover">
        <span class="tape" />
        <Chip phase="discover" />
        <p class="wall-thesis">{t("start-wall-thesis")}</p>
      </div>
      <div class="wall-notes">
        <p class="wall-note phase-define">{t("start-wall-one")}</p>
        <p class="wall-note phase-develop">{t("start-wall-two")}</p>
      </div>
      <div class="wall-vote sheet phase-deliver">
        {VOTES.map((votes) => (
          <span class="wall-row">
            <Dots full={votes} pale={votes < 5} label="" />
            <b class="num">{votes}</b>
          </span>
        ))}
      </div>
    </div>
  );
}
