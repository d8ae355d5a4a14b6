/**
 * Suggestions of look-alike notes: drafts that do nothing until somebody accepts one, and then move only loose notes.
 */
import { useSignal, type Signal } from "@preact/signals";
import type { ItemRecord, SuggestionRecord } from "../../../gen/records";
import type { ActivityProps, Reader, Send } from "../../kernel/contract";
import { steady } from "../../kernel/steady";
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
  const places = new Map(board.loose.map((item, at) => [item.id, at]));
  return room.of<SuggestionRecord>(step.round, "suggestion").flatMap((suggestion) => {
    if (suggestion.state !== "draft") return [];
    const pile = board.piles.find((one) => one.id === suggestion.pile);
    const found = suggestion.items.flatMap((id) => places.get(id) ?? []).sort((a, b) => a - b);
    const loose = found.flatMap((at) => board.loose[at] ?? []);
    return loose.length < (pile ? 1 : 2) ? [] : [{ suggestion, loose, pile: pile ? board.nameOf(pile) : "" }];
  });
}

interface OffersProps extends ActivityProps {
  readonly board: Board;
  /** All of them, open; else one at a time, for who asks. */
  readonly wide: boolean;
}

export function Offers(props: OffersProps) {
  const { board, wide, me, room, send } = props;
  const away = useSignal<readonly string[]>([]);
  const offers = offersOf(props, board).filter(({ suggestion }) => !away.value.includes(suggestion.id));
  if (offers.length === 0 || !board.mayMove) return null;
  const shared = { room, send, away: me.role === "host" ? undefined : away };
  return (
    <details class="clustering-offers" open={wide}>
      <summary class="label">{t("clustering-suggestions", { n: offers.length })}</summary>
      <div class="stack tight">
        <p class="soft">{t("clustering-suggestion-note")}</p>
        {offers.slice(0, wide ? offers.length : 1).map(({ suggestion, loose, pile }) => (
          <Offered key={suggestion.id} {...shared} suggestion={suggestion} pile={pile} ids={loose.map((item) => item.id).join(" ")} />
        ))}
      </div>
    </details>
  );
}

interface OfferedProps {
  readonly room: Reader;
  readonly suggestion: SuggestionRecord;
  readonly pile: string;
  /** Of the notes that it would move. */
  readonly ids: string;
  /** Where a participant's own passing by goes; a facilitator takes it away for all. */
  readonly away: Signal<readonly string[]> | undefined;
  readonly send: Send;
}

const Offered = steady(({ room, suggestion, pile, ids, away, send }: OfferedProps) => {
  const loose = ids.split(" ").flatMap((id) => room.get<ItemRecord>(id) ?? []);
  const accept = () => {
    const sent = send("accept_suggestion", { id: suggestion.id });
    void sent.answered.then((state) => say(state === "kept" ? t("clustering-accepted-said", { n: loose.length }) : sent.say.peek()));
  };
  const ignore = () => (away === undefined ? void send("ignore_suggestion", { id: suggestion.id }) : void (away.value = [...away.value, suggestion.id]));
  return (
    <article class="clustering-offer">
      <h3>
        {pile ? t("clustering-suggestion-into", { n: loose.length, pile }) : t("clustering-suggestion-new", { n: loose.length })}
        {!pile && suggestion.name && <span class="serif"> {suggestion.name}</span>}
      </h3>
      <ul class="clustering-offer-notes">
        {loose.map((item) => (
          <li key={item.id}>
            <Text text={wordsOf(item)} lang={languageOf(item)} />
          </li>
        ))}
      </ul>
      <div class="row">
        <Button look="tint" onClick={accept}>
          {t("clustering-accept")}
        </Button>
        <Button look="quiet" onClick={ignore}>
          {t("clustering-ignore")}
        </Button>
      </div>
    </article>
  );
});
