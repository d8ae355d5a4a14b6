/**
 * The way in: the picture for phones, the code, and the links for people, the wall and another facilitator.
 */
import { useState } from "preact/hooks";
import { ownRooms } from "../../kernel/rooms";
import { Button, Icon, spoken, t } from "../../kernel/ui";
import { Way } from "../start/links";
import type { Desk } from "./desk";

export function WaysIn({ desk, url }: { readonly desk: Desk; readonly url: string }) {
  const [open, setOpen] = useState(false);
  const base = url.replace(/\/$/, "");
  const screen = ownRooms.value.find((room) => room.code === desk.code)?.screen_url;
  return (
    <section class="ways-in sheet pad" aria-labelledby="ways-in">
      <h2 id="ways-in">{t("host-way-in")}</h2>
      <div class="ways-in-face">
        <img src={`/qr/${desk.code}.svg`} width={98} height={98} alt={t("qr-alt", { code: spoken(desk.code) })} />
        <p>
          <span class="qr-code">{spoken(desk.code)}</span>
          <span class="soft ways-in-address">{base.replace(/^https?:\/\//, "")}</span>
        </p>
      </div>
      {screen && (
        <a class="btn line ways-in-screen" href={screen} target="_blank" rel="noopener">
          <Icon name="wall" /> {t("host-open-screen")}
        </a>
      )}
      <Button look="quiet" icon={open ? "close" : "down"} onClick={() => setOpen(!open)}>
        {t(open ? "host-links-less" : "host-links")}
      </Button>
      {open && (
        <ul class="stack tight">
          <Way href={`${base}/${desk.code}`} name={t("links-join")} note={t("links-join-note")} />
          {screen ? <Way href={screen} name={t("links-screen")} note={t("links-screen-note")} /> : <li class="soft">{t("host-no-screen-link")}</li>}
          <Way href={`${base}/host/${desk.code}#${desk.key}`} name={t("host-link-host")} note={t("links-host-note")} />
        </ul>
      )}
    </section>
  );
}
