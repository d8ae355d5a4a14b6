/**
 * Tokens by which this device, and it alone, can take back a text when nobody can tell any more whose it is.
 *
 * One for each text, 128 random bits, made when it is sent; the server keeps a hash. They stand here with the text, so that its
 * writer knows which is which, until they are used, the room is forgotten, or the browser's storage is emptied.
 */
import type { Sent } from "./contract";
import { forget, keepJson, keptJson, keptUnder, randomName } from "./keep";
import { place } from "./place";

interface Kept {
  readonly token: string;
  readonly text: string;
  readonly round: string;
}

export interface OwnToken extends Kept {
  /** Under which it is kept. */
  readonly name: string;
}

const under = () => `${place.code}:token:`;

/** The token of a new text of this round; `slot` where there is one such text at a time, which may change (an answer, a reason). */
export function tokenFor(round: string, text: string, slot = ""): string {
  const words = text.trim();
  const name = `${under()}${round}:${slot || randomName()}`;
  const had = slot === "" ? "" : (keptJson<Kept>(name)?.token ?? "");
  const token = had || randomName();
  // The room holds on to the first token of a slot, also while there are no words under it.
  if (words !== "" || had !== "") keepJson(name, { token, text: words, round } satisfies Kept);
  return words === "" ? "" : token;
}

/** A text was mended: its token goes with it. */
export function mended(round: string, before: string, after: string): void {
  const own = ownTokens().find((one) => one.round === round && one.text === before.trim());
  if (own !== undefined) keepJson(own.name, { token: own.token, text: after.trim(), round } satisfies Kept);
}

/** A text that was not taken needs no token. */
export function unlessRefused(sent: Sent, token: string): Sent {
  void sent.answered.then((state) => {
    const own = state === "refused" ? ownTokens().find((one) => one.token === token) : undefined;
    if (own !== undefined) dropToken(own);
  });
  return sent;
}

export function ownTokens(): readonly OwnToken[] {
  return keptUnder(under()).flatMap((name) => {
    const kept = keptJson<Kept>(name);
    return kept === null || kept.text === "" ? [] : [{ ...kept, name }];
  });
}

export function dropToken({ name }: OwnToken): void {
  forget(name);
}
