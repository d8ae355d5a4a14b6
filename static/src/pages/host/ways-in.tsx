/**
 * The way in: the picture for phones, the code, and the links for people, the wall and another facilitator.
 */
import { useState } from "preact/hooks";
import { ask } from "../../kernel/api";
import { ownRooms, rememberRoom } from "../../kernel/rooms";
import { Button, Icon, Notice, spoken, t } from "../../kernel/ui";
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
          <NewScreenLink desk={desk} base={base} />
          <Way href={`${base}/host/${desk.code}#${desk.key}`} name={t("host-link-host")} note={t("links-host-note")} />
        </ul>
      )}
    </section>
  );
}

/** Where the screen's link is not at hand, another one is made; the earlier one stops working, and that is said first. */
function NewScreenLink({ desk, base }: { readonly desk: Desk; readonly base: string }) {
  const [wrong, setWrong] = useState("");
  const [making, setMaking] = useState(false);
  const make = async () => {
    setMaking(true);
    setWrong("");
    try {
      const { url } = await ask<{ readonly url: string }>(`/api/rooms/${desk.code}/link`, { method: "POST", key: desk.key, body: { role: "screen" } });
      const links = { code: desk.code, join_url: `${base}/${desk.code}`, host_url: `${base}/host/${desk.code}#${desk.key}`, screen_url: url };
      rememberRoom(links, desk.workshop?.title ?? "");
    } catch (error) {
      setWrong((error as Error).message);
    }
    setMaking(false);
  };
  return (
    <li class="stack tight">
      <Button disabled={making} onClick={() => void make()}>
        {t("host-new-screen-link")}
      </Button>
      <p class="soft">{t("host-new-screen-link-note")}</p>
      {wrong && <Notice tone="warn">{wrong}</Notice>}
    </li>
  );
}
