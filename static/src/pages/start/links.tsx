/**
 * The three ways into a room, as its maker gets them: for the facilitator, for the wall, for everybody.
 */
import { useState } from "preact/hooks";
import type { RoomLinks } from "../../kernel/api";
import { Button, QR, say, t } from "../../kernel/ui";

export function Links({ links }: { readonly links: RoomLinks }) {
  return (
    <div class="links">
      <ul class="stack grow">
        <Way href={links.host_url} name={t("links-host")} note={t("links-host-note")} />
        <Way href={links.screen_url} name={t("links-screen")} note={t("links-screen-note")} />
        <Way href={links.join_url} name={t("links-join")} note={t("links-join-note")} />
      </ul>
      <QR code={links.code} size={150} address={new URL(links.join_url).host} />
    </div>
  );
}

export function Way({ href, name, note }: { readonly href: string; readonly name: string; readonly note: string }) {
  return (
    <li class="way">
      <div class="grow">
        <a class="way-link" href={href} target="_blank" rel="noopener">
          {name}
        </a>
        <p class="soft">{note}</p>
      </div>
      <Copy text={href} name={name} />
    </li>
  );
}

/** Where the browser cannot copy (plain http), the whole link stands there to be selected. */
function Copy({ text, name }: { readonly text: string; readonly name: string }) {
  const [done, setDone] = useState(false);
  if (!("clipboard" in navigator)) return <code class="way-text">{text}</code>;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    say(t("links-copied"));
    setTimeout(() => setDone(false), 2500);
  };
  return (
    <Button icon={done ? "kept" : undefined} label={t("links-copy-of", { name })} onClick={() => void copy()}>
      {t(done ? "links-copied" : "links-copy")}
    </Button>
  );
}
