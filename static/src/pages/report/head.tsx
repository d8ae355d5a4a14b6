/**
 * The head of the report: which workshop, when, how many; and the course that it took, planned beside real.
 */
import type { AgendaLine, Tree } from "../../kernel/outcome";
import { Logo, lang, pick, t } from "../../kernel/ui";

export function ReportHead({ tree }: { readonly tree: Tree }) {
  const opened = tree.agenda.map((line) => line.opened).filter((at) => at > 0);
  const day = new Intl.DateTimeFormat(lang.value, { dateStyle: "long" }).format(Math.min(...opened, opened.length > 0 ? Infinity : tree.created));
  return (
    <header class="report-head">
      <Logo size={44} />
      <h1 class="report-title" lang={tree.lang}>
        {tree.title}
      </h1>
      <p class="report-when">
        <span>{day}</span>
        <span>{t("report-people", { n: tree.people })}</span>
        {!tree.ended && <span class="report-interim">{t("report-interim")}</span>}
      </p>
      {tree.steps
        .filter((step) => step.unrevealed)
        .map((step) => (
          <p class="soft" key={step.round}>
            {t("report-unrevealed", { title: pick(step.title, tree.lang).text })}
          </p>
        ))}
    </header>
  );
}

/** The agenda as it went. */
export function Course({ tree }: { readonly tree: Tree }) {
  const lines = tree.agenda.filter((line) => line.opened > 0);
  if (lines.length === 0) return null;
  return (
    <section class="report-course" aria-labelledby="course">
      <h2 id="course">{t("report-course")}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("report-step")}</th>
            <th scope="col">{t("report-phase")}</th>
            <th scope="col" class="num">
              {t("report-planned")}
            </th>
            <th scope="col" class="num">
              {t("report-took")}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.id} line={line} lang={tree.lang} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ line, lang: fallback }: { readonly line: AgendaLine; readonly lang: string }) {
  const title = pick(line.title, fallback);
  return (
    <tr>
      <th scope="row" lang={title.lang}>
        {title.text}
        {line.paper && <span class="soft"> {t("report-paper")}</span>}
      </th>
      <td class={`phase-${line.phase} report-phase`}>{t(`phase-${line.phase}`)}</td>
      <td class="num">{line.minutes > 0 ? t("host-minutes", { n: line.minutes }) : ""}</td>
      <td class="num">{line.took === null ? "" : t("host-minutes", { n: line.took })}</td>
    </tr>
  );
}
