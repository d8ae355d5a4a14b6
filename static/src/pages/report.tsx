/**
 * The report, `/report/{code}#key`: what the workshop gave, for hosts to read, and to print on clean A4.
 */
import "../styles/page.css";
import "../styles/report.css";
import { useEffect, useState } from "preact/hooks";
import { Unanswered, ask } from "../kernel/api";
import { begin } from "../kernel/entry";
import { roleKey } from "../kernel/key";
import type { Tree } from "../kernel/outcome";
import { place } from "../kernel/place";
import { Button, Empty, Notice, Result, t } from "../kernel/ui";
import { LANGUAGES, NAMES, lang, speak } from "../kernel/words";
import { Outside } from "./host/outside";
import { Course, ReportHead } from "./report/head";

/** What the server wrote into the page: there is no such room, or it cannot be opened. */
const problem = document.documentElement.dataset.problem ?? "";
const key = roleKey(place.code, "host");
type Fetched = Tree | Unanswered | undefined;

function Report() {
  const [tree, setTree] = useState<Fetched>(undefined);
  const fetchIt = () => {
    setTree(undefined);
    ask<Tree>(`/api/rooms/${place.code}/export?format=outcome`, { key }).then(setTree, setTree);
  };
  useEffect(() => void (!problem && key && fetchIt()), []);
  useEffect(() => {
    document.title = tree && "title" in tree ? `${tree.title} · ${t("page-report")}` : t("page-report");
  }, [tree, lang.value]);
  if (problem || !key) return <Outside code={place.code} problem={problem} role="report" />;
  if (tree instanceof Unanswered && tree.code === "no_key") return <Outside code={place.code} say={tree.message} role="report" />;
  return (
    <div class="report">
      <Bar onAgain={fetchIt} />
      <main id="main" class="report-paper" tabIndex={-1}>
        {tree === undefined && <Empty title={t("report-coming")} />}
        {tree instanceof Unanswered && (
          <Notice tone="warn" action={<Button onClick={fetchIt}>{t("report-again")}</Button>}>
            {tree.message}
          </Notice>
        )}
        {tree !== undefined && !(tree instanceof Unanswered) && <Paper tree={tree} />}
      </main>
    </div>
  );
}

function Paper({ tree }: { readonly tree: Tree }) {
  return (
    <>
      <ReportHead tree={tree} />
      <Course tree={tree} />
      <Result tree={tree} />
    </>
  );
}

function Bar({ onAgain }: { readonly onAgain: () => void }) {
  return (
    <header class="report-bar no-print">
      <nav class="row" aria-label={t("join-language")}>
        {LANGUAGES.map((tag) => (
          <Button key={tag} look="quiet" pressed={lang.value === tag} onClick={() => void speak(tag, true)}>
            <span lang={tag}>{NAMES[tag]}</span>
          </Button>
        ))}
      </nav>
      <span class="spring" />
      <Button onClick={onAgain}>{t("report-again")}</Button>
      <Button look="tint" icon="print" onClick={() => print()}>
        {t("report-print")}
      </Button>
    </header>
  );
}

void begin(Report);
