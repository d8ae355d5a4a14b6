/**
 * What a workshop gave, drawn from the outcome tree: for everybody at the join link once it has ended, and as the report.
 *
 * People's words large and in serif, the tool's figures small; a vote as dots, a pile as its cards, a next act as a line
 * with its owner. Each entry says where it came from.
 */
import { COUNTED, inPlace, type Placed, type StepOutcome, type Tree } from "../outcome";
import { Text } from "../text";
import { pick, t } from "../words";
import { Chip } from "./paper";
import { ResultRow } from "./result-row";

/** The whole result; `brief` folds long lists after their first rows. */
export function Result({ tree, brief = false }: { readonly tree: Tree; readonly brief?: boolean }) {
  const steps = tree.steps.filter((step) => step.rows.length > 0 || step.facts.length > 0);
  return (
    <div class="result">
      {steps.map((step) => (
        <StepResult key={step.round} step={step} lang={tree.lang} brief={brief} />
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

const FIRST = 6;

interface StepProps {
  readonly step: StepOutcome;
  readonly lang: string;
  readonly brief: boolean;
}

function StepResult({ step, lang, brief }: StepProps) {
  const title = pick(step.title, lang);
  const question = pick(step.question, lang);
  const [rows, none] = brief ? [inPlace(step.rows), []] : apart(inPlace(step.rows));
  const [first, rest] = brief ? folded(rows) : [rows, []];
  const shared = { lang, brief, activity: step.activity, most: Math.max(1, ...step.rows.map((row) => row.votes ?? 0)) };
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
      <Rows rows={first} {...shared} />
      {rest.length > 0 && (
        <details class="result-rest">
          <summary>{t("result-rest", { n: rest.length })}</summary>
          <Rows rows={rest} {...shared} />
        </details>
      )}
      {none.length > 0 && (
        <div class="result-none">
          <h3 class="soft">
            {t(COUNTED[none[0]?.row.what ?? ""] ?? "", { n: 0 })} · <b class="num">{none.length}</b>
          </h3>
          <Rows rows={none} {...shared} silent />
        </div>
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

/** The first few, and the rest if it is worth a fold; what belongs together stays together. */
function folded(rows: readonly Placed[]): readonly [readonly Placed[], readonly Placed[]] {
  let cut = FIRST;
  while (rows[cut]?.child) cut += 1;
  return rows.length > cut + 2 ? [rows.slice(0, cut), rows.slice(cut)] : [rows, []];
}

const MANY = 4;

/** What nobody chose, when it is much, said once for all of it and not of each; what something stands under stays. */
function apart(rows: readonly Placed[]): readonly [readonly Placed[], readonly Placed[]] {
  const none = new Set(rows.filter(({ row, child }, n) => row.votes === 0 && row.what in COUNTED && !child && !rows[n + 1]?.child));
  return none.size < MANY ? [rows, []] : [rows.filter((row) => !none.has(row)), [...none]];
}

interface RowsProps extends Omit<Parameters<typeof ResultRow>[0], "row" | "child"> {
  readonly rows: readonly Placed[];
}

function Rows({ rows, ...shared }: RowsProps) {
  if (rows.length === 0) return null;
  return (
    <ol class="result-rows">
      {rows.map(({ row, child }) => (
        <ResultRow key={row.id} row={row} child={child} {...shared} />
      ))}
    </ol>
  );
}
