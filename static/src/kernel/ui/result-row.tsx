/**
 * One entry of a result: the words large, a vote as dots, a scale as its spread, a pile as its cards, and where it came from.
 */
import { COUNTED, type Entry, type Link } from "../outcome";
import { Text } from "../text";
import { has, lang as pageLang, pick, t } from "../words";
import { Dots } from "./paper";

const MOST_DOTS = 60;
const MOST_CARDS = 6;
const MOST_LINKS = 2;

interface RowProps {
  readonly row: Entry;
  /** It stands under the one it belongs to. */
  readonly child: boolean;
  readonly lang: string;
  readonly activity: string;
  /** The most votes of any entry beside it. */
  readonly most: number;
  readonly brief: boolean;
  /** Its votes are told above it, for all of a list. */
  readonly silent?: boolean;
}

export function ResultRow({ row, child, lang, activity, most, brief, silent = false }: RowProps) {
  const own = `${activity.replaceAll("_", "-")}-${row.text}`;
  const isScale = row.what === "scale";
  const words = isScale && has(own) ? { text: t(own), lang: pageLang.value } : pick(row.texts, lang, row.text);
  const cards = brief ? row.holds.slice(0, MOST_CARDS) : row.holds;
  return (
    <li class={`result-row what-${row.what} ${child ? "child" : ""}`}>
      {words.text && (
        <p class="result-text">
          <Text text={words.text} lang={words.lang} fold={brief} />
        </p>
      )}
      {isScale ? row.note !== "" && <Spread note={row.note} mean={row.score} /> : row.votes !== null && !silent && <Votes row={row} most={most} />}
      {cards.length > 0 && (
        <ul class="result-holds">
          {cards.map((card) => (
            <li key={card.id}>
              <Text text={pick(card.texts, lang, card.text).text} fold={brief} />
            </li>
          ))}
          {cards.length < row.holds.length && <li>{t("result-more-cards", { n: row.holds.length - cards.length })}</li>}
        </ul>
      )}
      <Note row={row} lang={lang} brief={brief} />
    </li>
  );
}

function Votes({ row, most }: { readonly row: Entry; readonly most: number }) {
  const votes = row.votes ?? 0;
  return (
    <p class="result-votes">
      {most <= MOST_DOTS && <Dots full={votes} label="" />}
      <b class="num">{t(COUNTED[row.what] ?? "result-votes", { n: votes })}</b>
      {row.tied && row.votes !== 0 && <span class="soft">{t("result-tied")}</span>}
    </p>
  );
}

/** How many chose each value of a scale: `1:0 2:0 3:2 4:2 5:8` as five columns of dots. */
function Spread({ note, mean }: { readonly note: string; readonly mean: number | null }) {
  const columns = note.split(" ").map((pair) => pair.split(":").map(Number));
  const most = Math.max(1, ...columns.map(([, n = 0]) => n));
  const said = columns.map(([value, n]) => `${value}: ${n}`).join(", ");
  return (
    <div class="result-spread">
      <div class="spread" role="img" aria-label={said}>
        {columns.map(([value = 0, n = 0]) => (
          <span key={value}>
            <i style={{ height: `${(n / most) * 100}%` }} />
            <b class="num">{value}</b>
          </span>
        ))}
      </div>
      {mean !== null && <b class="num result-mean">{new Intl.NumberFormat(pageLang.value, { maximumFractionDigits: 1 }).format(mean)}</b>}
    </div>
  );
}

/** What else is told: an owner, a first act, tags; and where it came from, unless its cards say so already. */
function Note({ row, lang, brief }: { readonly row: Entry; readonly lang: string; readonly brief: boolean }) {
  const others = row.holds.length > 0 ? [] : row.came_from.filter((link) => link.text !== row.text);
  const links = brief ? others.slice(0, MOST_LINKS) : others;
  const note = row.what === "scale" || (brief && SPREAD.test(row.note)) ? "" : row.note;
  if (!row.author && !note && row.tags.length === 0 && links.length === 0) return null;
  return (
    <p class="result-note soft">
      {row.author && <span>{row.author}</span>}
      {note && <Text text={note} fold={false} />}
      {row.tags.map((tag) => (
        <span key={tag}>{tagWords(tag)}</span>
      ))}
      {links.map((link) => (
        <span key={link.id}>{cameFrom(link, lang)}</span>
      ))}
    </p>
  );
}

/** How dots fell, `2×1 1×2`: for readers of reports. */
const SPREAD = /^\d+×\d+( \d+×\d+)*$/;

function cameFrom(link: Link, lang: string): string {
  const { text } = pick(link.texts, lang, link.text);
  return t("result-from", { step: pick(link.step, lang).text, text: text.length > 80 ? `${text.slice(0, 78)}…` : text });
}

/** A tag in words; `moves:3` is a tag with a figure, a date is said as people say it. */
function tagWords(tag: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(tag)) {
    return new Intl.DateTimeFormat(pageLang.value, { dateStyle: "long" }).format(new Date(`${tag}T12:00`));
  }
  const [name = "", n = ""] = tag.split(":");
  return t("export-tag", { tag: name, n: Number(n) });
}
