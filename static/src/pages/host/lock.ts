/**
 * The large button changes its words under the finger: what follows at once is a double tap, and no second wish.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Sent } from "../../kernel/contract";

/** How long the button rests when it has come to say something else. */
const REST_MS = 1000;
/** An act that is not answered by then may be asked for again. */
const PATIENCE_MS = 5000;

interface Lock {
  readonly locked: boolean;
  /** Locked until this is answered, and a moment longer. */
  readonly during: (sent: Sent | undefined) => void;
}

export function useLock(says: string): Lock {
  const said = useRef(says);
  const [until, setUntil] = useState(0);
  const changed = said.current !== says;
  useEffect(() => {
    if (said.current === says) return;
    said.current = says;
    setUntil(Date.now() + REST_MS);
  }, [says]);
  useEffect(() => {
    if (until === 0) return;
    const timer = setTimeout(() => setUntil(0), Math.max(0, until - Date.now()));
    return () => clearTimeout(timer);
  }, [until]);
  const during = (sent: Sent | undefined) => {
    if (sent === undefined) return;
    setUntil(Date.now() + PATIENCE_MS);
    void sent.answered.then(() => setUntil(Date.now() + REST_MS));
  };
  return { locked: changed || until > 0, during };
}
