/**
 * The way in, in words and as a picture: small in the corner while the room works, very large while people arrive.
 */
import { useInfo } from "../../kernel/info";
import { rich, spoken, t } from "../../kernel/ui";

interface WayInProps {
  readonly code: string;
  readonly size: "corner" | "cover" | "large";
}

export function WayIn({ code, size }: WayInProps) {
  const url = useInfo()?.url ?? location.origin;
  const address = url.replace(/^https?:\/\//, "").replace(/\/$/, "");
  return (
    <aside class={`way-in sheet ${size}`} aria-label={t("screen-way-in")}>
      <img src={`/qr/${code}.svg`} width={250} height={250} alt={t("qr-alt", { code: spoken(code) })} />
      <p class="way-in-code">{spoken(code)}</p>
      {size === "large" ? (
        <p class="way-in-say">{rich("screen-join", { address }, (part) => <b>{part}</b>)}</p>
      ) : (
        <p class="way-in-address soft">{address}</p>
      )}
    </aside>
  );
}
