/**
 * At the right of the desk: what to be warned of, the way in, who is here, what came too late, what to take home.
 */
import { useEffect, useState } from "preact/hooks";
import { ask, type Info } from "../../kernel/api";
import { LANGUAGES, NAMES, lang, speak } from "../../kernel/words";
import { setTheme, theme, type Theme } from "../../kernel/theme";
import { Choice, Notice, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { Late, NotTaken } from "./late";
import { People } from "./people";
import { TakeHome } from "./take-home";
import { WaysIn } from "./ways-in";

const THEMES: readonly Theme[] = ["auto", "light", "dark"];
const AGAIN = 20_000;

export function Aside({ desk }: { readonly desk: Desk }) {
  const info = useInfo();
  return (
    <aside class="host-aside" aria-label={t("host-aside")}>
      {info?.warnings.map((warning) => (
        <Notice key={warning.code} tone="warn">
          {warning.say}
        </Notice>
      ))}
      <WaysIn desk={desk} url={info?.url ?? location.origin} />
      <NotTaken desk={desk} />
      <Late desk={desk} />
      <People desk={desk} />
      <TakeHome desk={desk} />
      <section class="sheet pad stack" aria-label={t("host-this-page")}>
        <Choice
          label={t("join-language")}
          value={lang.value}
          options={LANGUAGES.map((tag) => ({ value: tag as string, label: <span lang={tag}>{NAMES[tag]}</span> }))}
          onChange={(tag) => void speak(tag, true)}
        />
        <Choice label={t("self-theme")} value={theme.value} options={THEMES.map((value) => ({ value, label: t(`theme-${value}`) }))} onChange={setTheme} />
      </section>
    </aside>
  );
}

/** What the server says about itself; asked again until it answers, and when the language changes. */
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
