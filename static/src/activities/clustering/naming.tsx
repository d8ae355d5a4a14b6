/**
 * The sheets themselves: a new one, its name and the other names proposed, laying two together, taking one away.
 */
import { useSignal } from "@preact/signals";
import type { PileRecord } from "../../../gen/records";
import type { ActivityProps } from "../../kernel/contract";
import { Button, Dialog, Field, IconButton, MainButton, Sure, lengthOf, t, useDraft } from "../../kernel/ui";
import type { Board } from "./board";
import { Place } from "./moving";

const NAME = 80;

interface OfPile extends ActivityProps {
  readonly pile: PileRecord;
  readonly board: Board;
}

/** Proposing a name: the last one shows, the others can be taken back with a tap. */
export function Naming({ pile, board, send, step }: OfPile) {
  const open = useSignal(false);
  const draft = useDraft(`${step.round}:name:${pile.id}`);
  const ask = () => {
    if (draft.text.peek() === "") draft.set(pile.name);
    open.value = true;
  };
  const name = (text: string) => {
    open.value = false;
    send("name_pile", { pile: pile.id, text });
  };
  const label = t("clustering-name-pile", { pile: board.nameOf(pile) });
  return (
    <>
      <IconButton icon="edit" label={label} onClick={ask} />
      <Dialog title={t("clustering-name-title")} open={open.value} onClose={() => (open.value = false)}>
        <NameForm draft={draft} keep={t("clustering-name-keep")} onKeep={name} />
        {pile.names.length > 0 && (
          <section class="stack tight">
            <h3 class="label">{t("clustering-names")}</h3>
            <ul class="row">
              {pile.names.map((old) => (
                <li key={old}>
                  <Button class="serif" label={t("clustering-take-name", { name: old })} onClick={() => name(old)}>
                    {old}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </Dialog>
    </>
  );
}

function NameForm({ draft, keep, onKeep }: { readonly draft: ReturnType<typeof useDraft>; readonly keep: string; readonly onKeep: (text: string) => void }) {
  const wrong = useSignal("");
  const keepIt = () => {
    const length = lengthOf(draft.text.value);
    wrong.value = length === 0 ? t("refused-empty") : length > NAME ? t("refused-too-long", { length, most: NAME }) : "";
    if (wrong.value !== "") return;
    onKeep(draft.text.value);
    draft.clear();
  };
  return (
    <form class="stack tight" onSubmit={(event) => event.preventDefault()}>
      <Field label={t("clustering-name-field")} draft={draft} rows={1} max={NAME} refusal={wrong.value} onSubmit={keepIt} />
      <MainButton onClick={keepIt}>{keep}</MainButton>
    </form>
  );
}

/** An empty sheet with a name. */
export function NewPile({ step, send }: ActivityProps) {
  const open = useSignal(false);
  const draft = useDraft(`${step.round}:new-pile`);
  const make = (name: string) => {
    open.value = false;
    send("make_pile", { name });
  };
  return (
    <>
      <Button icon="plus" onClick={() => (open.value = true)}>
        {t("clustering-new-pile")}
      </Button>
      <Dialog title={t("clustering-name-title")} open={open.value} onClose={() => (open.value = false)}>
        <NameForm draft={draft} keep={t("clustering-make")} onKeep={make} />
      </Dialog>
    </>
  );
}

/** What only facilitators do to a sheet; anybody takes away an empty one. */
export function PileActs({ pile, board, send, me }: OfPile) {
  const sure = useSignal(false);
  const merging = useSignal(false);
  const name = board.nameOf(pile);
  const empty = board.notesIn(pile.id).length === 0;
  const dissolve = () => void send("dissolve_pile", { pile: pile.id });
  if (empty) return <IconButton icon="close" label={t("clustering-remove-empty", { name })} onClick={dissolve} />;
  if (me.role !== "host") return null;
  return (
    <>
      <Button look="quiet" onClick={() => (merging.value = true)}>
        {t("clustering-merge")}
        <span class="unseen">: {name}</span>
      </Button>
      <IconButton icon="close" label={t("clustering-dissolve", { name })} onClick={() => (sure.value = true)} />
      <Dialog title={t("clustering-merge-title", { name })} open={merging.value} onClose={() => (merging.value = false)}>
        <ul class="menu-list">
          {board.piles
            .filter((other) => other.id !== pile.id)
            .map((other) => (
              <Place
                key={other.id}
                label={board.nameOf(other)}
                onPick={() => {
                  merging.value = false;
                  send("merge_piles", { pile: pile.id, into: other.id });
                }}
              />
            ))}
        </ul>
      </Dialog>
      <Sure
        title={t("clustering-dissolve-sure", { name })}
        text={t("clustering-dissolve-text")}
        yes={t("clustering-dissolve-yes")}
        open={sure.value}
        onYes={dissolve}
        onClose={() => (sure.value = false)}
      />
    </>
  );
}
