/**
 * The dialogs of the candidates: rewrite one, make one of several, paste a list.
 */
import { useState } from "preact/hooks";
import type { StepRecord } from "../../kernel/contract";
import { Button, Dialog, Field, Tick, pick, t } from "../../kernel/ui";
import type { CandidateRecord } from "./candidates";
import type { Desk } from "./desk";
import { useLocal } from "./local";

const wordsOf = (one: CandidateRecord) => pick(one.texts, "", one.text).text;

interface OneProps {
  readonly desk: Desk;
  readonly one: CandidateRecord;
  readonly onClose: () => void;
}

export function EditCandidate({ desk, one, onClose }: OneProps) {
  const draft = useLocal(wordsOf(one));
  const save = () => {
    desk.act("edit_candidate", { id: one.id, text: draft.text.peek() });
    onClose();
  };
  return (
    <Dialog title={t("host-candidate-edit")} open unsaved={draft.text.value !== wordsOf(one)} onClose={onClose} acts={<Button look="tint" onClick={save}>{t("host-save")}</Button>}>
      <Field label={t("host-candidate-text")} draft={draft} rows={3} onSubmit={save} />
    </Dialog>
  );
}

export function MergeCandidates({ desk, one, all, onClose }: OneProps & { readonly all: readonly CandidateRecord[] }) {
  const draft = useLocal(wordsOf(one));
  const [with_, setWith] = useState<readonly string[]>([]);
  const merge = () => {
    desk.act("merge_candidates", { ids: [one.id, ...with_], text: draft.text.peek() });
    onClose();
  };
  return (
    <Dialog
      title={t("host-candidate-merge")}
      open
      unsaved={draft.text.value !== wordsOf(one)}
      onClose={onClose}
      acts={
        <Button look="tint" disabled={with_.length === 0} onClick={merge}>
          {t("host-merge-n", { n: with_.length + 1 })}
        </Button>
      }
    >
      <div class="stack">
        <Field label={t("host-merge-text")} draft={draft} rows={2} />
        <fieldset>
          <legend class="label">{t("host-merge-with")}</legend>
          {all
            .filter((other) => other.id !== one.id)
            .map((other) => (
              <Tick key={other.id} checked={with_.includes(other.id)} onChange={(on) => setWith(on ? [...with_, other.id] : with_.filter((id) => id !== other.id))}>
                <span class="serif">{wordsOf(other)}</span>
              </Tick>
            ))}
        </fieldset>
      </div>
    </Dialog>
  );
}

/** A line without what a copied list puts before it, as the room reads it. */
function unmarked(line: string): string {
  return line.replace(/^\s*(?:[-–•*·]|\d{1,3}[.)])\s+/, "").trim();
}

export function PasteList({ desk, step, onClose }: { readonly desk: Desk; readonly step: StepRecord; readonly onClose: () => void }) {
  const draft = useLocal();
  const lines = draft.text.value.split("\n").map(unmarked).filter((line) => line !== "");
  const count = new Set(lines).size;
  const twice = lines.length - count;
  const paste = () => {
    if (count > 0) desk.act("paste_items", { id: step.id, lines: draft.text.peek() });
    onClose();
  };
  return (
    <Dialog title={t("host-paste")} open unsaved={count > 0} onClose={onClose} acts={<Button look="tint" disabled={count === 0} onClick={paste}>{t("host-paste-n", { n: count })}</Button>}>
      <Field label={t("host-paste-lines")} hint={twice > 0 ? t("host-paste-twice", { n: twice }) : t("host-paste-hint")} draft={draft} max={40_000} rows={8} />
    </Dialog>
  );
}
