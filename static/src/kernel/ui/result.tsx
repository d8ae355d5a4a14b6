/**
 * What a workshop gave, drawn from the outcome tree: for everybody at the join link once it has ended, and as the report.
 *
 * People's words large and in serif, the tool's figures small; a vote as dots, a pile as its cards, a next act as a line
 * with its owner. Each entry says where it came from.
 */
import type { Entry, StepOutcome, Tree } from "../outcome";
import { Text } from "../text";
import { has, pick, t } from "../words";
import { Chip, Dots } from "./paper";

/** The whole result. `level` is the level of its first heading. */
export function Result({ tree }: { readonly tree: Tree }) {
  const steps = tree.steps.filter((step) => step.rows.length > 0 || step.facts.length > 0);
  return (
    <div class="result">
      {steps.map((step) => (
        <StepResult key={step.round} step={step} lang={tree.lang} />
      ))}
      {steps.length === 0 && <p class="soft">{t("result-empty")}</p>}
      {tree.late.length > 0 && (
        <section class="result-step">
          <h2>{t("result-late")}</h2>
          <ul class="result-rows">
            {tree.late.map((late) => (
              <li class="result-row">
                <Text text={late.text} fold={false} />
                <span class="soft">{pick(late.step, tree.lang).text}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function StepResult({ step, lang }: { readonly step: StepOutcome; readonly lang: string }) {
  const title = pick(step.title, lang);
  const question = pick(step.question, lang);
  const most = Math.max(1, ...step.rows.map((row) => row.votes ?? 0));
  return (
    <section class={`result-step phase-${step.phase}`}>
      <header>
        <Chip phase={step.phase} />
        <h2 lang={title.lang}>
          {title.text}
          {!step.latest || step.nth > 1 ? <span class="soft"> {t("result-round", { n: step.nth })}</span> : null}
        </h2>
        {question.text && (
          <p class="result-question" lang={question.lang}>
            {question.text}
          </p>
        )}
      </header>
      {step.rows.length > 0 && (
        <ol class="result-rows">
          {step.rows.map((row) => (
            <Row key={row.id} row={row} lang={lang} most={most} />
          ))}
        </ol>
      )}
      <p class="result-facts soft">
        {step.facts.map((fact) => (
          <span>
            {t(fact.label, { name: fact.name, value: fact.value })}: <b class="num">{fact.value}</b>
          </span>
        ))}
        {step.cuts.map((cut) => (
          <span>{t(cut.tied ? "result-cut-tied" : "result-cut", { took: cut.took, of: cut.of })}</span>
        ))}
      </p>
    </section>
  );
}

function Row({ row, lang, most }: { readonly row: Entry; readonly lang: string; readonly most: number }) {
  const words = pick(row.texts, lang, row.text);
  const votes = row.votes;
  return (
    <li class={`result-row what-${row.what} ${row.parent ? "child" : ""}`}>
      {row.text && (
        <p class="result-text">
          <Text text={words.text} lang={words.lang} fold={false} />
        </p>
      )}
      {votes !== null && (
        <p class="result-votes">
          {most <= 60 && <Dots full={votes} pale={votes === 0} label="" />}
          <b class="num">{t("result-votes", { n: votes })}</b>
          {row.tied && <span class="soft">{t("result-tied")}</span>}
        </p>
      )}
      {row.holds.length > 0 && (
        <ul class="result-holds">
          {row.holds.map((card) => (
            <li>
              <Text text={pick(card.texts, lang, card.text).text} fold={false} />
            </li>
          ))}
        </ul>
      )}
      <p class="result-note soft">
        {row.author && <span>{row.author}</span>}
        {row.note && <Text text={row.note} fold={false} />}
        {row.tags.filter((tag) => has(`tag-${tag}`)).map((tag) => (
          <span>{t(`tag-${tag}`)}</span>
        ))}
        {row.came_from.map((link) => (
          <span>{t("result-from", { step: pick(link.step, lang).text, text: short(pick(link.texts, lang, link.text).text) })}</span>
        ))}
      </p>
    </li>
  );
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 78)}…` : text;
}
