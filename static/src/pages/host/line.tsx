/**
 * One line to everybody: it stands on all pages until it is taken away.
 */
import { Button, Dialog, Field, t } from "../../kernel/ui";
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
    <Dialog title={t("host-line")} open onClose={onClose} acts={acts}>
      <Field label={t("host-line-text")} hint={t("host-line-hint")} draft={draft} max={280} rows={2} onSubmit={() => tell(draft.text.peek())} />
    </Dialog>
  );
}
