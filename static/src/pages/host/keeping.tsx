/**
 * How long the workshop is kept, as everybody in it is told; another date; and erasing it now.
 */
import { useState } from "preact/hooks";
import { ask } from "../../kernel/api";
import { asCode } from "../../kernel/place";
import { Button, Choice, Dialog, Field, Notice, day, spoken, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { useLocal } from "./local";

const DAYS = [7, 30, 90, 365] as const;

export function Keeping({ desk }: { readonly desk: Desk }) {
  const [open, setOpen] = useState<"" | "date" | "erase">("");
  const until = desk.workshop?.delete_on ?? 0;
  const close = () => setOpen("");
  return (
    <>
      {until > 0 && <p class="soft keeping">{t("host-kept-until", { date: day(until) })}</p>}
      <div class="take-home-more">
        <Button look="quiet" onClick={() => setOpen("date")}>
          {t("host-keep-else")}
        </Button>
        <Button look="quiet" onClick={() => setOpen("erase")}>
          {t("host-erase")}
        </Button>
      </div>
      {open === "date" && <Until desk={desk} onClose={close} />}
      {open === "erase" && <Erase desk={desk} onClose={close} />}
    </>
  );
}

function Until({ desk, onClose }: { readonly desk: Desk; readonly onClose: () => void }) {
  const [days, setDays] = useState<number>(90);
  const keep = () => {
    desk.act("edit_workshop", { keep_days: days });
    onClose();
  };
  return (
    <Dialog title={t("host-keep-else")} open onClose={onClose} acts={<Button look="tint" onClick={keep}>{t("host-save")}</Button>}>
      <div class="stack">
        <p class="soft">{t("host-keep-text")}</p>
        <Choice label={t("host-keep-days")} value={days} options={DAYS.map((n) => ({ value: n as number, label: t("host-days", { n }) }))} onChange={setDays} />
      </div>
    </Dialog>
  );
}

/** The code is typed once more: nobody does this by mistake. When it is done, the room says so itself, to everybody. */
function Erase({ desk, onClose }: { readonly desk: Desk; readonly onClose: () => void }) {
  const typed = useLocal();
  const [wrong, setWrong] = useState("");
  const erase = () => {
    setWrong("");
    const asked = ask(`/api/rooms/${desk.code}`, { method: "DELETE", key: desk.key, body: { code: typed.text.peek() } });
    asked.then(onClose, (error: Error) => setWrong(error.message));
  };
  const ready = asCode(typed.text.value) === desk.code;
  return (
    <Dialog title={t("host-erase")} open onClose={onClose} acts={<Button look="tint" disabled={!ready} onClick={erase}>{t("host-erase-yes")}</Button>}>
      <div class="stack">
        <p>{t("host-erase-text")}</p>
        <Field label={t("host-erase-code", { code: spoken(desk.code) })} draft={typed} max={20} rows={1} onSubmit={() => ready && erase()} />
        {wrong && <Notice tone="warn">{wrong}</Notice>}
      </div>
    </Dialog>
  );
}
