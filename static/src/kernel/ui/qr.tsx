/**
 * The way in: the room's code, large, and the picture that phones read.
 */
import { spoken, t } from "../words";

interface QRProps {
  readonly code: string;
  readonly size?: number;
  /** The address people type, without the scheme: "talkoot.kunta.fi". */
  readonly address?: string;
}

export function QR({ code, size = 190, address }: QRProps) {
  return (
    <figure class="qr sheet">
      <img src={`/qr/${code}.svg`} width={size} height={size} alt={t("qr-alt", { code: spoken(code) })} />
      <figcaption>
        <span class="qr-code">{spoken(code)}</span>
        {address && <span class="soft">{address}</span>}
      </figcaption>
    </figure>
  );
}
