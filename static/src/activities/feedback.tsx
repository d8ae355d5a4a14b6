/**
 * Feedback: four scales, two sentences, consent to quote. One's own answer alone is here until the reveal.
 */
import { useSignal } from "@preact/signals";
import type { QuoteRecord, ResponseRecord, ScalesRecord } from "../../gen/records";
import type { ActivityProps, ProgressRecord, Sent } from "../kernel/contract";
import { tokenFor } from "../kernel/tokens";
import { Button, Choice, ClosedCards, Empty, Field, Foot, KeptMark, LeaveContact, MainButton, Secret, Text, Tick, lang, sheet, t, useDraft } from "../kernel/ui";

const SCALES = ["content", "methods", "tools", "facilitation"] as const;
const answers = ({ room, step }: ActivityProps) => room.one<ProgressRecord>(step.round, "progress")?.voters ?? 0;
const isOpen = ({ step }: ActivityProps) => step.state === "open" || step.state === "grace";
/** The sums, once they are shown; a step that is open again has none. */
const scalesOf = (props: ActivityProps) => (isOpen(props) ? undefined : props.room.one<ScalesRecord>(props.step.round, "scales"));

export function Participant(props: ActivityProps) {
  const scales = scalesOf(props);
  if (scales) return <Result {...props} scales={scales} />;
  if (!isOpen(props)) return <Empty title={t("feedback-answers", { n: answers(props) })} />;
  return <Giving {...props} />;
}

function Giving({ room, step, send }: ActivityProps) {
  const own = room.mine<ResponseRecord>(step.round, "response")[0];
  const chosen = useSignal<Readonly<Record<string, number>>>(own?.scales ?? {});
  const quote = useSignal(own?.quote ?? false);
  const last = useSignal<Sent | null>(null);
  const best = useDraft(`${step.round}:best`, own?.best ?? "");
  const take = useDraft(`${step.round}:take`, own?.take ?? "");
  const give = () => {
    const given = [best, take].map((draft) => [draft, draft.text.value] as const);
    const tokens = { best_token: tokenFor(step.round, best.text.value, "best"), take_token: tokenFor(step.round, take.text.value, "take") };
    last.value = send("give_feedback", { scales: chosen.value, best: best.text.value, take: take.text.value, quote: quote.value, ...tokens });
    void last.value.answered.then((state) => state === "kept" && given.forEach(([draft, text]) => draft.given(text)));
  };
  return (
    <>
      {SCALES.map((scale) => (
        <div key={scale}>
          <Choice
            label={t(`feedback-${scale}`)}
            value={chosen.value[scale] ?? null}
            onChange={(value) => (chosen.value = { ...chosen.value, [scale]: value })}
            options={[1, 2, 3, 4, 5].map((value) => ({ value, label: <Step value={value} /> }))}
          />
          <p class="feedback-ends soft" aria-hidden="true">
            <span>{t("feedback-low")}</span>
            <span>{t("feedback-high")}</span>
          </p>
        </div>
      ))}
      <Field label={t("feedback-best")} draft={best} rows={2} max={500} />
      <Field label={t("feedback-take")} draft={take} rows={2} max={500} />
      {step.settings["quotes"] !== false && (
        <Tick checked={quote.value} onChange={(on) => (quote.value = on)}>
          {t("feedback-quote")}
        </Tick>
      )}
      <Secret />
      {own && <LeaveContact room={room} send={send} />}
      <Foot hint={own ? t("feedback-thanks") : ""} kept={last.value && <KeptMark sent={last.value} />}>
        <MainButton onClick={give}>{t(own ? "feedback-change" : "feedback-send")}</MainButton>
      </Foot>
    </>
  );
}

function Step({ value }: { readonly value: number }) {
  const word = value === 1 ? t("feedback-low") : value === 5 ? t("feedback-high") : "";
  return (
    <>
      <span class="num">{value}</span>
      {word && <span class="unseen"> {word}</span>}
    </>
  );
}

function Result(props: ActivityProps & { readonly scales: ScalesRecord }) {
  const { room, step, scales } = props;
  const quotes = room.of<QuoteRecord>(step.round, "quote").filter((quote) => !quote.hidden || props.me.role === "host");
  const told = SCALES.flatMap((scale) => {
    const spread = scales.spread[scale];
    return spread === undefined || countIn(spread) === 0 ? [] : [{ scale, spread }];
  });
  const few = SCALES.filter((scale) => scales.spread[scale] === undefined);
  const none = SCALES.filter((scale) => scales.answers > 0 && !few.includes(scale) && !told.some((one) => one.scale === scale));
  return (
    <div class="stack">
      {told.length > 0 && (
        <div class="feedback-scales">
          {told.map(({ scale, spread }) => (
            <Spread key={scale} scale={scale} spread={spread} />
          ))}
        </div>
      )}
      <Untold scales={few} why={t("feedback-few")} />
      <Untold scales={none} why={t("feedback-none")} />
      <p class="soft num">{t("feedback-answers", { n: scales.answers })}</p>
      {(["best", "take"] as const).map((which) => (
        <Quotes key={which} {...props} which={which} quotes={quotes.filter((quote) => quote.which === which)} />
      ))}
    </div>
  );
}

/** Scales without a picture, all in one line. */
function Untold({ scales, why }: { readonly scales: readonly (typeof SCALES)[number][]; readonly why: string }) {
  if (scales.length === 0) return null;
  return (
    <p class="feedback-untold">
      <strong>{scales.map((scale) => t(`feedback-${scale}`)).join(", ")}</strong> <span class="soft">{why}</span>
    </p>
  );
}

const countIn = (spread: Readonly<Record<string, number>>) => Object.values(spread).reduce((sum, n) => sum + n, 0);

interface SpreadProps {
  readonly scale: (typeof SCALES)[number];
  readonly spread: Readonly<Record<string, number>>;
}

/** How many gave which value: one dot a person, the mean in words. */
function Spread({ scale, spread }: SpreadProps) {
  const values = [1, 2, 3, 4, 5];
  const n = countIn(spread);
  const total = values.reduce((sum, value) => sum + value * (spread[value] ?? 0), 0);
  const mean = new Intl.NumberFormat(lang.value, { maximumFractionDigits: 1 }).format(total / n);
  return (
    <figure class="feedback-spread">
      <figcaption>
        <strong>{t(`feedback-${scale}`)}</strong> <span class="soft num">{t("feedback-mean", { mean })}</span>
      </figcaption>
      <table>
        <tbody>
          <tr>
            {values.map((value) => (
              <td key={value}>
                <span class="feedback-dots" aria-hidden="true">
                  {Array.from({ length: Math.min(spread[value] ?? 0, 40) }, () => (
                    <i />
                  ))}
                </span>
                <span class="num">{spread[value] ?? 0}</span>
              </td>
            ))}
          </tr>
          <tr class="soft">
            {values.map((value) => (
              <th scope="col" key={value}>
                {value}
              </th>
            ))}
          </tr>
        </tbody>
      </table>
    </figure>
  );
}

interface QuotesProps extends ActivityProps {
  readonly which: "best" | "take";
  readonly quotes: readonly QuoteRecord[];
}

function Quotes({ which, quotes, me, send }: QuotesProps) {
  if (quotes.length === 0) return null;
  return (
    <section class="stack tight">
      <h3 class="label">{t(`feedback-${which}`)}</h3>
      <ul class="notes">
        {quotes.map((quote) => (
          <li class="note" key={quote.id}>
            <p class="note-text">
              <Text text={quote.text} />
            </p>
            {me.role === "host" && (
              <div class="note-foot">
                <span class="note-tag">{t(quote.quotable ? "feedback-quote" : "feedback-not-quoted")}</span>
                {quote.hidden && <span class="note-tag">{t("note-hidden")}</span>}
                <span class="spring" />
                <Button look="quiet" icon={quote.hidden ? "show" : "hide"} onClick={() => send(quote.hidden ? "show" : "hide", { id: quote.id })}>
                  {t(quote.hidden ? "note-show" : "note-hide")}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Host(props: ActivityProps) {
  const scales = scalesOf(props);
  if (scales) return <Result {...props} scales={scales} />;
  return <p class="num feedback-count">{t("feedback-answers", { n: answers(props) })}</p>;
}

/** While people write, the wall says what is asked and how many have answered: nothing of what they say. */
export function Screen(props: ActivityProps) {
  const scales = scalesOf(props);
  if (scales) return <Result {...props} scales={scales} />;
  const n = answers(props);
  return (
    <div class="feedback-wall">
      <p class="feedback-wall-count num">{t("feedback-answers", { n })}</p>
      <span aria-hidden="true">
        <ClosedCards count={n} label="" />
      </span>
      <p class="serif feedback-wall-asked">{t("feedback-asked")}</p>
    </div>
  );
}

sheet(`
.feedback-scales { display: grid; gap: 18px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr)) }
.feedback-spread table { width: 100%; table-layout: fixed; text-align: center; border-collapse: collapse }
.feedback-spread td { vertical-align: bottom } .feedback-spread th { font-weight: 400; font-size: max(14px, .6em); border-top: 1px solid var(--line) }
.feedback-dots { display: flex; flex-wrap: wrap-reverse; justify-content: center; gap: 3px; max-width: 3.4em; margin: 4px auto 2px }
.feedback-dots i { width: .6em; height: .6em; border-radius: 50%; background: var(--phase); animation: laid 200ms backwards }
.wall .feedback-scales { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5em 1.4em }
.choice:has(+ .feedback-ends) .choice-options { width: 100%; display: grid; grid-template-columns: repeat(5, minmax(44px, 1fr)) } .choice:has(+ .feedback-ends) .option { padding-inline: 4px }
.feedback-ends { display: flex; justify-content: space-between; font-size: 14px; padding: 4px 4px 0 }
.feedback-wall { display: grid; gap: .8em; justify-items: center; text-align: center } .feedback-wall-count { font-weight: 700; font-size: 3.4em; line-height: 1.1 } .feedback-wall-asked { font-size: 1.3em; line-height: 1.3; color: var(--soft); max-width: 24em; text-wrap: balance }
.feedback-wall .closed-cards { justify-content: center; gap: .3em } .feedback-wall .closed-cards i { width: 1.9em; height: 1.35em; border-radius: .25em }
.feedback-count { font-weight: 700; font-size: 24px }
`);
