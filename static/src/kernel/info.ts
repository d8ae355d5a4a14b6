/**
 * What the server says about itself: the address that phones open, and what to be warned of.
 */
import { useEffect, useState } from "preact/hooks";
import { ask, type Info } from "./api";
import { lang } from "./words";

const AGAIN = 20_000;

/** Asked again until it answers, and when the language changes. */
export function useInfo(): Info | undefined {
  const [info, setInfo] = useState<Info | undefined>(undefined);
  const tongue = lang.value;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let here = true;
    const fetchIt = () =>
      ask<Info>(`/api/info?lang=${tongue}`).then(
        (found) => here && setInfo(found),
        () => here && (timer = setTimeout(() => void fetchIt(), AGAIN)),
      );
    void fetchIt();
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [tongue]);
  return info;
}
