/**
 * What a person wrote, shown as typed: never HTML, line breaks kept, web and mail addresses made into links.
 */
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { softened } from "./hyphens";
import { lang as pageLang, t } from "./words";

export interface Piece {
  readonly text: string;
  readonly href?: string;
}

const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+|[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/giu;
const FOLD = 280;

/** Cut a text into plain pieces and links. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const word = withoutTail(match[0]);
    const at = match.index;
    if (at > from) found.push({ text: text.slice(from, at) });
    found.push({ text: word, href: hrefOf(word) });
    from = at + word.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

function hrefOf(word: string): string {
  if (/^https?:/i.test(word)) return word;
  return /^www\./i.test(word) ? `http://${word}` : `mailto:${word}`;
}

/** A full stop or a closing bracket after an address belongs to the sentence. */
function withoutTail(word: string): string {
  let kept = word.replace(/[.,;:!?…]+$/, "");
  while (kept.endsWith(")") && kept.split(")").length > kept.split("(").length) kept = kept.slice(0, -1);
  return kept;
}

/** Where to fold a long text: at the last space before the limit. */
export function foldAt(text: string, limit = FOLD): number {
  if (text.length <= limit + 40) return text.length;
  const space = text.lastIndexOf(" ", limit);
  return space > limit / 2 ? space : limit;
}

interface TextProps {
  readonly text: string;
  /** The language of the text, where it is known. */
  readonly lang?: string | undefined;
  /** Fold after 280 characters (default); `false` shows all. */
  readonly fold?: boolean;
  readonly class?: string;
}

/** Somebody's words. */
export function Text({ text, lang, fold = true, class: name = "" }: TextProps) {
  const [open, setOpen] = useState(false);
  const cut = fold && !open ? foldAt(text) : text.length;
  const folded = cut < text.length;
  const tongue = lang || pageLang.value;
  return (
    <span class={`words ${name}`} lang={lang && lang !== pageLang.value ? lang : undefined} dir="auto">
      {pieces(folded ? `${text.slice(0, cut)}…` : text).map((piece) => drawPiece(piece, tongue))}
      {(folded || open) && (
        <button type="button" class="link fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? "text-less" : "text-more")}
        </button>
      )}
    </span>
  );
}

function drawPiece(piece: Piece, tongue: string): ComponentChildren {
  if (piece.href === undefined) return softened(piece.text, tongue);
  return (
    <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
      {piece.text}
    </a>
  );
}
