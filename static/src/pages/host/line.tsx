/**
 * One line to everybody: it stands on all pages until it is taken away.
 */
import { Button, Dialog, Field, IconButton, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { useLocal } from "./local";

export function LineToAll({ desk, onClose }: { readonly desk: Desk; readonly onClose: () => void }) {
  const now = desk.workshop?.line ?? "";
  const draft = useLocal(now);
  const tell = (text: string) => {
    desk.act("say_line", { text });
    onClose();
  };
  const acts = (
    <>
      {now && (
        <Button onClick={() => tell("")}>{t("host-line-away")}</Button>
      )}
      <Button look="tint" onClick={() => tell(draft.text.peek())}>
        {t("host-line-say")}
      </Button>
    </>
  );
  return (
    <Dialog title={t("host-line")} open unsaved={draft.text.value !== now} onClose={onClose} acts={acts}>
      <Field label={t("host-line-text")} hint={t("host-line-hint")} draft={draft} max={280} rows={2} onSubmit={() => tell(draft.text.peek())} />
    </Dialog>
  );
}

/** The line that stands on all pages just now, and its end. */
export function StandingLine({ desk }: { readonly desk: Desk }) {
  const line = desk.workshop?.line ?? "";
  if (line === "") return null;
  return (
    <div class="clock-line">
      <p class="serif grow">{line}</p>
      <IconButton icon="close" label={t("host-line-away")} onClick={() => desk.act("say_line", { text: "" })} />
    </div>
  );
}
