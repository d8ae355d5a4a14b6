/**
 * The host page, `/host/{code}#key`: the facilitator's desk. The agenda at the left, the step in the middle with the
 * next act always at its foot, the way in and the people at the right; on a phone one of the three at a time.
 */
import "../styles/page.css";
import "../styles/host.css";
import { useEffect } from "preact/hooks";
import { begin } from "../kernel/entry";
import { roleKey } from "../kernel/key";
import { place } from "../kernel/place";
import { retitleRoom } from "../kernel/rooms";
import { Empty, Notice, interrupt, pick, t } from "../kernel/ui";
import { Agenda } from "./host/agenda";
import { Aside } from "./host/aside";
import { Desk } from "./host/desk";
import { Head } from "./host/head";
import { Outside } from "./host/outside";
import { Stage } from "./host/stage";
import { Tabs, narrow } from "./host/tabs";

/** What the server wrote into the page: there is no such room, or it cannot be opened. */
const problem = document.documentElement.dataset.problem ?? "";
const key = roleKey(place.code, "host");
let desk: Desk | undefined;

function Host() {
  if (problem || !key) return <Outside code={place.code} problem={problem} />;
  desk ??= new Desk(place.code, key);
  return <AtDesk desk={desk} />;
}

function AtDesk({ desk }: { readonly desk: Desk }) {
  const bye = desk.open.line.end.value;
  const step = desk.viewed.value;
  useTitle(desk);
  useNewStep(desk);
  useEffect(() => scrollTo(0, 0), [desk.leaf.value, step?.id]);
  if (bye !== undefined) return <Outside code={desk.code} say={bye.say} />;
  if (!desk.open.ready.value) return <Coming desk={desk} />;
  return (
    <div class={`desk phase-${step?.phase ?? "open"}`}>
      <a class="skip" href="#main">
        {t("host-skip")}
      </a>
      <Head desk={desk} />
      {narrow.value ? <Leaf desk={desk} /> : <Leaves desk={desk} />}
    </div>
  );
}

function Leaves({ desk }: { readonly desk: Desk }) {
  return (
    <>
      <Agenda desk={desk} />
      <Stage desk={desk} />
      <Aside desk={desk} />
    </>
  );
}

/** A phone: one at a time. */
function Leaf({ desk }: { readonly desk: Desk }) {
  const leaf = desk.leaf.value;
  return (
    <>
      {leaf === "stage" ? (
        <Stage desk={desk} />
      ) : (
        <main id="main" class="host-leaf" tabIndex={-1}>
          {leaf === "agenda" ? <Agenda desk={desk} /> : <Aside desk={desk} inside />}
        </main>
      )}
      <Tabs desk={desk} />
    </>
  );
}

function Coming({ desk }: { readonly desk: Desk }) {
  const lost = desk.open.line.state.value === "lost";
  return (
    <main id="main" class="host-coming">
      <h1 class="unseen">{t("page-host")}</h1>
      {lost ? <Notice tone="warn">{t("host-line-lost")}</Notice> : <Empty title={t("host-coming")} />}
    </main>
  );
}

function useTitle(desk: Desk): void {
  const title = desk.workshop?.title ?? "";
  const step = pick(desk.current.value?.title).text;
  useEffect(() => {
    document.title = [step, title, t("page-host")].filter(Boolean).join(" · ");
  }, [title, step]);
  useEffect(() => {
    if (title !== "") retitleRoom(desk.code, title);
  }, [title]);
}

/** A step that another facilitator opened is said; nobody's view is moved. */
function useNewStep(desk: Desk): void {
  const now = desk.current.value;
  useEffect(() => {
    if (now !== undefined) interrupt(t("host-now-at", { title: pick(now.title).text }));
  }, [now?.id]);
}

void begin(Host);
