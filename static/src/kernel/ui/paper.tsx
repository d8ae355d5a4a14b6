/**
 * Paper: the surfaces that people's words lie on. Serif is the room's voice, sans is the tool's.
 */
import type { ComponentChildren } from "preact";
import type { Phase, Sent } from "../contract";
import { Text } from "../text";
import { t } from "../words";
import { Diamonds, Icon } from "./icons";
import { KeptMark } from "./kept";

interface Held {
  readonly children?: ComponentChildren;
  readonly class?: string;
}

/** A quiet sheet. */
export function Sheet({ children, class: name = "", label }: Held & { readonly label?: string }) {
  return (
    <section class={`sheet pad ${name}`} aria-label={label}>
      {children}
    </section>
  );
}

interface PosterProps extends Held {
  /** Small line above: "TEESI 7". */
  readonly no?: string;
  readonly text: string;
  readonly lang?: string | undefined;
  /** Small line below: where it comes from. */
  readonly source?: string;
  /** A button at the top right corner (a bookmark). */
  readonly mark?: ComponentChildren;
  readonly tape?: boolean;
  /** A poster that is not straight on the wall. */
  readonly turned?: boolean;
  /** 1 for the page's heading, 2 (default) inside a page. */
  readonly level?: 1 | 2 | 3;
}

/** A poster on the wall: one text, large. */
export function Poster({ no, text, lang, source, mark, tape, turned, level = 2, children, class: name = "" }: PosterProps) {
  const H = `h${level}` as "h2";
  return (
    <article class={`poster sheet ${turned ? "turned" : ""} ${name}`}>
      {tape && <span class="tape" aria-hidden="true" />}
      {no && <span class="poster-no">{no}</span>}
      {mark && <span class="poster-mark">{mark}</span>}
      <H class="poster-text">
        <Text text={text} lang={lang} />
      </H>
      {children}
      {source && <p class="poster-source soft">{source}</p>}
    </article>
  );
}

interface NoteProps extends Held {
  readonly text: string;
  readonly lang?: string | undefined;
  /** Own note: a small mark says so. */
  readonly mine?: boolean;
  readonly sent?: Sent | undefined;
  /** Small words under the text: "for somebody without a phone", "edited". */
  readonly tags?: readonly string[];
  readonly picked?: boolean;
  /** Without handlers the note is text; with `onClick` it is a button. */
  readonly onClick?: () => void;
  /** What drag.ts gives for a card. */
  readonly handlers?: object;
}

/** A note that somebody wrote. Buttons for it go in as children. */
export function NoteCard(props: NoteProps) {
  const { text, lang, mine, sent, tags = [], picked, onClick, handlers, children, class: name = "" } = props;
  const words = <Text text={text} lang={lang} fold={onClick === undefined} />;
  return (
    <article class={`note ${mine ? "mine" : ""} ${picked ? "picked" : ""} ${name}`} {...handlers}>
      {onClick ? (
        <button type="button" class="note-face" aria-pressed={picked} onClick={onClick}>
          {words}
        </button>
      ) : (
        <p class="note-text">{words}</p>
      )}
      {(mine || sent || tags.length > 0 || children) && (
        <div class="note-foot">
          {mine && <span class="note-tag">{t("note-mine")}</span>}
          {tags.map((tag) => (
            <span class="note-tag">{tag}</span>
          ))}
          {sent && <KeptMark sent={sent} />}
          <span class="spring" />
          {children}
        </div>
      )}
    </article>
  );
}

/** A word in the phase's tint. With `phase` it carries the diamonds and that phase's colour. */
export function Chip({ phase, children }: Held & { readonly phase?: Phase | undefined }) {
  return (
    <span class={`chip ${phase ? `phase-${phase}` : ""}`}>
      {phase && <Diamonds />}
      {children ?? (phase && t(`phase-${phase}`))}
    </span>
  );
}

/** A line that matters now; `tone` also changes its shape, not only its colour. */
export function Notice(props: Held & { readonly tone?: "calm" | "warn" | "good"; readonly action?: ComponentChildren }) {
  const { tone = "calm", action, children, class: name = "" } = props;
  return (
    <div class={`notice ${tone} ${name}`}>
      {tone !== "calm" && <Icon name={tone === "good" ? "kept" : "refused"} />}
      <div class="notice-text">{children}</div>
      {action && <div class="notice-acts">{action}</div>}
    </div>
  );
}

/** Nothing here yet: what will come, said calmly, with a drawing if there is one. */
export function Empty({ title, text, children }: Held & { readonly title: string; readonly text?: string }) {
  return (
    <div class="empty">
      {children}
      <p class="empty-title">{title}</p>
      {text && <p class="soft">{text}</p>}
    </div>
  );
}

/** Closed cards, face down: how much there is, before anybody may read it. */
export function ClosedCards({ count, label }: { readonly count: number; readonly label: string }) {
  return (
    <div class="closed-cards" role="img" aria-label={label}>
      {Array.from({ length: Math.min(count, 300) }, () => (
        <i />
      ))}
    </div>
  );
}

/** Dots in a row: `full` of `all`; `pale` for rows that did not go on; an empty label when a number stands beside. */
export function Dots({ full, all = full, pale = false, label }: { full: number; all?: number; pale?: boolean; label: string }) {
  return (
    <span class={`dots ${pale ? "pale" : ""}`} {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}>
      {Array.from({ length: Math.max(full, all) }, (_, at) => (
        <i class={at < full ? "full" : ""} />
      ))}
    </span>
  );
}
