/**
 * "Somebody is writing": told to the room as a count, at most every few seconds, never who and never what.
 */
let tell: (writing: boolean) => void = () => undefined;
let told = 0;
let rest: ReturnType<typeof setTimeout> | undefined;
const EVERY = 3000;
const QUIET = 6000;

export function onTyping(listener: (writing: boolean) => void): void {
  tell = listener;
}

/** A key was pressed in a field. */
export function typing(): void {
  if (Date.now() - told > EVERY) {
    told = Date.now();
    tell(true);
  }
  clearTimeout(rest);
  rest = setTimeout(stopped, QUIET);
}

/** The text was sent, or nobody has typed for a while. */
export function stopped(): void {
  clearTimeout(rest);
  if (told !== 0) tell(false);
  told = 0;
}
