/**
 * The door: a name or none, a language, and in. Two lines say what happens to what people give.
 */
import { useState } from "preact/hooks";
import { draftOf } from "../../kernel/draft";
import { Choice, DoubleDiamond, Field, Logo, MainButton, day, say, spoken, t } from "../../kernel/ui";
import { LANGUAGES, NAMES, changeLanguage, lang } from "../../kernel/words";
import { kept, keep } from "../../kernel/keep";

const NAME_LENGTH = 40;

interface DoorProps {
  readonly code: string;
  /** What the workshop is called; "" = not said yet. */
  readonly title: string;
  /** When (ms) all of it is erased; 0 = not said yet. */
  readonly until: number;
  readonly onEnter: (name: string) => void;
}

export function Door({ code, title, until, onEnter }: DoorProps) {
  const name = draftOf("name", kept("name") ?? "");
  document.title = title || t("join-title", { code: spoken(code) });
  const enter = () => {
    const given = name.text.peek().trim().slice(0, NAME_LENGTH);
    keep("name", given);
    onEnter(given);
  };
  return (
    <div class="door phase-discover">
      <header class="door-head">
        <Logo size={36} />
        <span class="door-code">{spoken(code)}</span>
      </header>
      <main class="door-main" id="main">
        <div class="door-map" aria-hidden="true">
          <DoubleDiamond phase="open" width="100%" />
        </div>
        {title && <p class="soft">{t("join-welcome")}</p>}
        <h1 class="door-title">{title || t("join-welcome")}</h1>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            enter();
          }}
        >
          <Field label={t("join-name")} hint={t("join-name-hint")} draft={name} max={NAME_LENGTH} rows={1} autocomplete="nickname" onSubmit={enter} />
          <Language />
          <MainButton type="submit">{t("join-enter")}</MainButton>
        </form>
        <p class="door-data soft">{t("join-data")} {until > 0 && t("join-kept-until", { date: day(until) })}</p>
      </main>
    </div>
  );
}

/** The language of this page, switched without a reload. */
export function Language({ onChange }: { readonly onChange?: (tongue: string) => void }) {
  const [wish, setWish] = useState("");
  const change = async (tag: string) => {
    setWish(tag);
    if (await changeLanguage(tag)) onChange?.(tag);
    else say(t("api-offline"));
    setWish("");
  };
  return (
    <Choice
      label={t("join-language")}
      value={wish || lang.value}
      options={LANGUAGES.map((tag) => ({ value: tag as string, label: <span lang={tag}>{NAMES[tag]}</span> }))}
      onChange={(tag) => void change(tag)}
    />
  );
}
