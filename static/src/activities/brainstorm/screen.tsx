/**
 * The wall on a screen: as many ideas as can be read from the last row.
 */
import type { IdeaRecord } from "../../../gen/records";
import { Text, t, useNow } from "../../kernel/ui";
import { short } from "./writing";

const FOLD = 280;
/** How many characters a wall holds at the smallest writing that the last row still reads; a card's own paper counts, too. */
const FULL = 2300;
const LARGE = 1000;
const PAPER = 45;
const TURN = 12_000;

/** As many as fit at a time, the newest first; of more, the wall shows the next by itself. */
export function Pages({ ideas }: { readonly ideas: readonly IdeaRecord[] }) {
  const pages = [...paged(ideas)];
  const at = Math.floor(useNow(1000) / TURN) % pages.length;
  const long = ideas.reduce((sum, idea) => sum + weigh(idea), 0);
  return (
    <>
      <ul class={`brainstorm-wall ${long <= LARGE ? "large" : ""}`}>
        {pages[at]?.map((idea) => (
          <li key={idea.id} class={idea.parent ? "builds" : ""}>
            <Text text={short(idea.text, FOLD)} fold={false} />
          </li>
        ))}
      </ul>
      {pages.length > 1 && <p class="soft num brainstorm-page">{t("brainstorm-page", { at: at + 1, of: pages.length, n: ideas.length })}</p>}
    </>
  );
}

const weigh = (idea: IdeaRecord) => Math.min(idea.text.length, FOLD) + PAPER;

function* paged(ideas: readonly IdeaRecord[]): Generator<IdeaRecord[]> {
  let page: IdeaRecord[] = [];
  let used = 0;
  for (const idea of ideas) {
    if (page.length > 0 && used + weigh(idea) > FULL) {
      yield page;
      [page, used] = [[], 0];
    }
    page.push(idea);
    used += weigh(idea);
  }
  yield page;
}
