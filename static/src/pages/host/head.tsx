/**
 * The head of the desk: which workshop, where on the double diamond, how many are here, and that everything is kept.
 */
import { useState } from "preact/hooks";
import { Button, Dialog, DoubleDiamond, Field, IconButton, Icon, Logo, rich, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { useLocal } from "./local";

export function Head({ desk }: { readonly desk: Desk }) {
  const [renaming, rename] = useState(false);
  const workshop = desk.workshop;
  return (
    <header class="host-head">
      <Logo size={40} />
      <h1 class="host-title">
        <span>
          <span lang={workshop?.lang}>{workshop?.title}</span>
          <IconButton class="host-rename" icon="edit" label={t("host-rename")} onClick={() => rename(true)} />
        </span>
      </h1>
      <Map desk={desk} />
      <div class="host-live">
        <span class="host-here">{rich("host-here", { n: desk.open.presence.value.here }, (n) => <b class="num">{n}</b>)}</span>
        <AllKept desk={desk} />
      </div>
      {renaming && <Rename desk={desk} onClose={() => rename(false)} />}
    </header>
  );
}

function Map({ desk }: { readonly desk: Desk }) {
  const steps = desk.steps.value;
  const now = desk.current.value ?? steps[0];
  const ended = desk.workshop?.ended ?? false;
  const same = steps.filter((step) => step.phase === now?.phase);
  const at = same.findIndex((step) => step.id === now?.id);
  const part = (Math.max(0, at) + (now?.state === "open" || now?.state === "draft" ? 0 : 1)) / Math.max(1, same.length);
  return (
    <div class="host-map">
      <DoubleDiamond phase={ended ? "close" : (now?.phase ?? "open")} part={desk.current.value ? part : 0} width="100%" />
    </div>
  );
}

/** Kept, waiting on this device, or cut off: in words and with a sign. */
function AllKept({ desk }: { readonly desk: Desk }) {
  const state = desk.open.line.state.value;
  const waiting = desk.open.queue.waiting.value;
  const here = state === "here" && !desk.open.uncertain.value;
  const look = here && waiting === 0 ? "kept" : "waiting";
  const say = here ? (waiting === 0 ? t("host-all-kept") : t("host-waiting", { n: waiting })) : t("host-line-lost-short");
  return (
    <span class={`host-kept ${look}`} role="status">
      <Icon name={look} size={15} />
      {say}
    </span>
  );
}

export function Rename({ desk, onClose }: { readonly desk: Desk; readonly onClose: () => void }) {
  const draft = useLocal(desk.workshop?.title ?? "");
  const keep = () => {
    desk.act("edit_workshop", { title: draft.text.peek() });
    onClose();
  };
  return (
    <Dialog title={t("host-rename")} open unsaved={draft.text.value !== (desk.workshop?.title ?? "")} onClose={onClose} acts={<Button look="tint" onClick={keep}>{t("host-save")}</Button>}>
      <Field label={t("host-workshop-title")} draft={draft} max={120} rows={1} onSubmit={keep} />
    </Dialog>
  );
}
