/**
 * The join page, `/{code}`: a door for those who are new, and the phone's shell for those who are in.
 *
 * Who has been here before goes straight in; the socket is opened before the words have come.
 */
import "../styles/page.css";
import "../styles/join.css";
import { signal } from "@preact/signals";
import { begin } from "../kernel/entry";
import { place } from "../kernel/place";
import { openRoom, wasHere, type OpenRoom } from "../kernel/room";
import { firstLanguage, lang } from "../kernel/words";
import { Door } from "./join/door";
import { Ended, Over } from "./join/end";
import { Inside } from "./join/inside";

/** What the server wrote into the page: there is no such room, or it cannot be opened. */
const problem = document.documentElement.dataset.problem ?? "";
/** What the workshop is called. */
const title = document.documentElement.dataset.title ?? "";
/** When (ms) all of it is erased. */
const until = Number(document.documentElement.dataset.deleteOn ?? 0);
const inside = signal<OpenRoom | undefined>(!problem && wasHere(place.code) ? enter("", firstLanguage()) : undefined);

function enter(name: string, tongue: string): OpenRoom {
  return openRoom({ code: place.code, role: "participant", name, lang: tongue });
}

function Join() {
  if (problem) return <Over code={place.code} problem={problem} />;
  if (inside.value !== undefined) return <Inside open={inside.value} />;
  if (document.documentElement.dataset.ended) return <Ended code={place.code} title={title} until={until} />;
  return <Door code={place.code} title={title} until={until} onEnter={(name) => (inside.value = enter(name, lang.peek()))} />;
}

void begin(Join);
