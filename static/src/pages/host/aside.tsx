/**
 * At the right of the desk: what to be warned of, the way in, who is here, what came too late, what to take home.
 */
import { useInfo } from "../../kernel/info";
import { LANGUAGES, NAMES, lang, speak } from "../../kernel/words";
import { setTheme, theme, type Theme } from "../../kernel/theme";
import { Choice, t } from "../../kernel/ui";
import { Warnings } from "../../kernel/warnings";
import type { Desk } from "./desk";
import { Late, NotTaken } from "./late";
import { People } from "./people";
import { TakeHome } from "./take-home";
import { WaysIn } from "./ways-in";

const THEMES: readonly Theme[] = ["auto", "light", "dark"];

/** `inside`: it is all that the page shows, so it stands beside nothing. */
export function Aside({ desk, inside = false }: { readonly desk: Desk; readonly inside?: boolean }) {
  const info = useInfo();
  const Tag = inside ? "div" : "aside";
  return (
    <Tag class="host-aside" {...(inside ? {} : { "aria-label": t("host-aside") })}>
      <Warnings info={info} />
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
    </Tag>
  );
}
