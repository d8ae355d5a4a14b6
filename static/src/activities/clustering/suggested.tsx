/**
 * Suggestions of look-alike notes: drafts that do nothing until somebody accepts one, and then move only loose notes.
 */
import { useSignal } from "@preact/signals";
import type { ItemRecord, SuggestionRecord } from "../../../gen/records";
import type { ActivityProps } from "../../kernel/contract";
import { Button, Text, say, t } from "../../kernel/ui";
import { languageOf, wordsOf, type Board } from "./board";

interface Offer {
  readonly suggestion: SuggestionRecord;
  /** What it would move now. */
  readonly loose: readonly ItemRecord[];
  /** The name of the pile they would join, or "". */
  readonly pile: string;
}

/** The drafts that would still move something. */
export function offersOf({ room, step }: ActivityProps, board: Board): readonly Offer[] {
  return room.of<SuggestionRecord>(step.round, "suggestion").flatMap((suggestion) => {
    if (suggestion.state !== "draft") return [];
    const pile = board.piles.find((one) => one.id === suggestion.pile);
    const loose = board.loose.filter((item) => suggestion.items.includes(item.id));
    return loose.length < (pile ? 1 : 2) ? [] : [{ suggestion, loose, pile: pile ? board.nameOf(pile) : "" }];
  });
}

interface OffersProps extends ActivityProps {
  readonly board: Board;
  /** All of them, open; else one at a time, for who asks. */
  readonly wide: boolean;
}

export function Offers(props: OffersProps) {
  const { board, wide, me, send } = props;
  const away = useSignal<readonly string[]>([]);
  const offers = offersOf(props, board).filter(({ suggestion }) => !away.value.includes(suggestion.id));
  if (offers.length === 0 || !board.mayMove) return null;
  const accept = ({ suggestion, loose }: Offer) => {
    const sent = send("accept_suggestion", { id: suggestion.id });
    void sent.answered.then((state) => say(state === "kept" ? t("clustering-accepted-said", { n: loose.length }) : sent.say.peek()));
  };
  /** A participant passes it by for themselves; a facilitator takes it away for all. */
  const ignore = (id: string) => (me.role === "host" ? void send("ignore_suggestion", { id }) : void (away.value = [...away.value, id]));
  return (
    <details class="clustering-offers" open={wide}>
      <summary class="label">{t("clustering-suggestions", { n: offers.length })}</summary>
      <div class="stack tight">
        <p class="soft">{t("clustering-suggestion-note")}</p>
        {offers.slice(0, wide ? offers.length : 1).map((offer) => (
          <article key={offer.suggestion.id} class="clustering-offer">
            <h3>
              {offer.pile ? t("clustering-suggestion-into", { n: offer.loose.length, pile: offer.pile }) : t("clustering-suggestion-new", { n: offer.loose.length })}
              {!offer.pile && offer.suggestion.name && <span class="serif"> {offer.suggestion.name}</span>}
            </h3>
            <ul class="clustering-offer-notes">
              {offer.loose.map((item) => (
                <li key={item.id}>
                  <Text text={wordsOf(item)} lang={languageOf(item)} />
                </li>
              ))}
            </ul>
            <div class="row">
              <Button look="tint" onClick={() => accept(offer)}>
                {t("clustering-accept")}
              </Button>
              <Button look="quiet" onClick={() => ignore(offer.suggestion.id)}>
                {t("clustering-ignore")}
              </Button>
            </div>
          </article>
        ))}
      </div>
    </details>
  );
}
