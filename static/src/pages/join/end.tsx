/**
 * The end of it: what the room gave, for everybody at the join link; or why this browser may not come in.
 */
import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { Tree } from "../../kernel/outcome";
import type { Bye } from "../../kernel/wire";
import { Button, Empty, Icon, Logo, Notice, Result, day, has, spoken, t } from "../../kernel/ui";
import { CodeEntry } from "../start/code";

/** The goodbye of the server, in words, and what to do next. */
export function Over({ bye, code, problem = "" }: { readonly bye?: Bye; readonly code: string; readonly problem?: string }) {
  if (bye?.code === "ended") return <Ended code={code} />;
  const why = `error-${problem.replaceAll("_", "-")}`;
  document.title = "Talkoot";
  return (
    <div class="door phase-discover">
      <header class="door-head">
        <Logo size={36} />
        <span class="door-code">{spoken(code)}</span>
      </header>
      <main class="door-main" id="main">
        <h1 class="door-title">{t("over-title")}</h1>
        <p class="over-say">{bye?.say || (has(why) ? t(why, { code: spoken(code) }) : t("over-say"))}</p>
        <CodeEntry />
        <Button onClick={() => location.reload()}>{t("page-reload")}</Button>
      </main>
    </div>
  );
}

type Fetched = Tree | "coming" | "failed";

interface EndedProps {
  readonly code: string;
  readonly title?: string;
  /** When (ms) all of it is erased; 0 = not known here. */
  readonly until?: number;
  readonly late?: ComponentChildren;
}

/** The result of an ended room, and how long it can be read. */
export function Ended({ code, title = "", until = 0, late }: EndedProps) {
  const [tree, setTree] = useState<Fetched>("coming");
  useEffect(() => {
    if (tree === "coming") void fetchResult(code).then(setTree);
  }, [tree]);
  const name = typeof tree === "string" ? title : tree.title;
  document.title = name || "Talkoot";
  return (
    <div class="ended phase-deliver">
      <header class="ended-head">
        <Logo size={36} />
        <p class="soft">{t("ended-thanks")}</p>
        <h1 class="door-title">{name}</h1>
        {until > 0 && <p class="soft">{t("ended-kept-until", { date: day(until) })}</p>}
        <p class="row no-print">
          <Button onClick={() => print()}>
            <Icon name="print" /> {t("ended-print")}
          </Button>
        </p>
      </header>
      <main id="main" class="stack">
        {late}
        {tree === "coming" && <Empty title={t("ended-coming")} />}
        {tree === "failed" && (
          <Notice tone="warn" action={<Button onClick={() => setTree("coming")}>{t("line-now")}</Button>}>
            {t("ended-failed")}
          </Notice>
        )}
        {typeof tree !== "string" && <Result tree={tree} brief />}
      </main>
    </div>
  );
}

async function fetchResult(code: string): Promise<Fetched> {
  try {
    const answer = await fetch(`/api/rooms/${encodeURIComponent(code)}/result`);
    return answer.ok ? ((await answer.json()) as Tree) : "failed";
  } catch (error) {
    console.warn(error); // no line: the page offers to try again
    return "failed";
  }
}
