/**
 * What a person may set for themselves: name, language, light or dark, sound from this phone.
 */
import { useState } from "preact/hooks";
import { draftOf } from "../../kernel/draft";
import { keep } from "../../kernel/keep";
import type { OpenRoom } from "../../kernel/room";
import { calm } from "../../kernel/sound";
import { setTheme, theme, type Theme } from "../../kernel/theme";
import { Button, Choice, Dialog, Field, say, spoken, t } from "../../kernel/ui";
import { Language } from "./door";

const THEMES: readonly Theme[] = ["auto", "light", "dark"];

interface SelfProps {
  readonly open: OpenRoom;
  readonly shown: boolean;
  readonly onClose: () => void;
  /** "What is kept of me." */
  readonly onData: () => void;
}

export function Self({ open, shown, onClose, onData }: SelfProps) {
  return (
    <Dialog title={t("self-title")} open={shown} onClose={onClose}>
      <div class="stack wide">
        <Name open={open} onDone={onClose} />
        <Language onChange={(tongue) => open.act("set_language", { lang: tongue })} />
        <Choice
          label={t("self-theme")}
          value={theme.value}
          options={THEMES.map((value) => ({ value, label: t(`theme-${value}`) }))}
          onChange={setTheme}
        />
        <Sound />
        <p class="soft">{t("self-data", { code: spoken(open.code) })}</p>
        <p>
          <Button onClick={onData}>{t("data-title")}</Button>
        </p>
      </div>
    </Dialog>
  );
}

function Name({ open, onDone }: { readonly open: OpenRoom; readonly onDone: () => void }) {
  const draft = draftOf("new-name", open.me.peek()?.name ?? "");
  const save = () => {
    const name = draft.text.peek().trim();
    open.act("rename", { name });
    keep("name", name);
    say(t("self-renamed"));
    onDone();
  };
  return (
    <div class="self-name">
      <Field label={t("join-name")} draft={draft} max={40} rows={1} hint={t("join-name-hint")} autocomplete="nickname" onSubmit={save} />
      {draft.text.value.trim() !== (open.me.value?.name ?? "") && <Button onClick={save}>{t("self-save")}</Button>}
    </div>
  );
}

function Sound() {
  const [silent, setSilent] = useState(false);
  const toggle = async () => {
    if (calm.playing.peek()) calm.stop();
    else setSilent(!(await calm.start()));
  };
  return (
    <div class="stack tight">
      <Button icon={calm.playing.value ? "sound" : "silent"} pressed={calm.playing.value} onClick={() => void toggle()}>
        {t("self-sound")}
      </Button>
      {silent && <p class="soft">{t("self-no-sound")}</p>}
    </div>
  );
}
