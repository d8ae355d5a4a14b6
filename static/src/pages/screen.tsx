/**
 * The screen, `/screen/{code}#key`: what the whole room looks at. One cover at the start, then no controls, no names.
 */
import "../styles/page.css";
import "../styles/screen.css";
import { useEffect } from "preact/hooks";
import { begin } from "../kernel/entry";
import { kept } from "../kernel/keep";
import { roleKey } from "../kernel/key";
import { place } from "../kernel/place";
import { openRoom, type OpenRoom } from "../kernel/room";
import { t } from "../kernel/ui";
import { lang, speak } from "../kernel/words";
import { Outside } from "./host/outside";
import { Arriving } from "./screen/arriving";
import { Begin, Cover, covered } from "./screen/cover";
import { useQuietPointer, useWakeLock } from "./screen/awake";
import { useMusic } from "./screen/music";
import { Shown } from "./screen/shown";

/** What the server wrote into the page: there is no such room, or it cannot be opened. */
const problem = document.documentElement.dataset.problem ?? "";
const key = roleKey(place.code, "screen");
/** An activity of arriving: the way in is shown large beside it. */
const ARRIVING = "lobby";
let open: OpenRoom | undefined;

function Screen() {
  if (problem || !key) return <Outside code={place.code} problem={problem} role="screen" />;
  open ??= openRoom({ code: place.code, role: "screen", roleKey: key, lang: lang.peek() });
  return <Wall open={open} />;
}

function Wall({ open }: { readonly open: OpenRoom }) {
  const bye = open.line.end.value;
  const workshop = open.room.workshop;
  const step = open.room.steps().find((one) => one.id === workshop?.now);
  useWakeLock();
  useQuietPointer();
  useMusic(workshop?.music ?? false);
  useRoomsLanguage(workshop?.lang);
  useEffect(() => {
    document.title = [workshop?.title, t("page-screen")].filter(Boolean).join(" · ");
  }, [workshop?.title, lang.value]);
  if (bye !== undefined) return <Outside code={open.code} say={bye.say} role="screen" />;
  const arriving = workshop === undefined || workshop.ended || step === undefined || step.activity === ARRIVING;
  return (
    <div class={`wall phase-${workshop?.ended ? "close" : (step?.phase ?? "open")}`}>
      {arriving ? <Arriving open={open} step={workshop?.ended ? undefined : step} /> : <Shown open={open} step={step} />}
      {covered.value && workshop !== undefined && (arriving ? <Cover open={open} /> : <Begin />)}
    </div>
  );
}

/** The wall speaks the room's language, unless this browser was told otherwise. */
function useRoomsLanguage(tongue: string | undefined): void {
  useEffect(() => {
    const told = kept("lang") !== null || new URLSearchParams(location.search).has("lang");
    if (tongue && !told && tongue !== lang.peek()) void speak(tongue);
  }, [tongue]);
}

void begin(Screen);
