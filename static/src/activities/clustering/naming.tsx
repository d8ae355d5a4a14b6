/**
 * The sheets themselves: a new one, its name and the other names proposed, laying two together, taking one away.
 */
import { useSignal, type Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { PileRecord } from "../../../gen/records";
import type { ActivityProps, Send } from "../../kernel/contract";
import { Button, Dialog, Field, IconButton, MainButton, Sure, lengthOf, t, useDraft } from "../../kernel/ui";
import type { Board } from "./board";
import { Place } from "./moving";

const NAME = 80;

/** Which dialog of the board is open, and of which note or pile: one of each serves all. */
export type Asked = { readonly what: "move" | "name" | "merge" | "dissolve"; readonly id: string } | null;

interface PileActsProps {
  readonly pile: PileRecord;
  readonly name: string;
  readonly empty: boolean;
  readonly isHost: boolean;
  readonly asked: Signal<Asked>;
  readonly send: Send;
}

/** On a sheet: propose a name; what only facilitators do to it; anybody takes away an empty one. */
export function PileActs({ pile, name, empty, isHost, asked, send }: PileActsProps) {
  const ask = (what: "name" | "merge" | "dissolve") => () => (asked.value = { what, id: pile.id });
  return (
    <>
      <IconButton icon="edit" label={t("clustering-name-pile", { pile: name })} onClick={ask("name")} />
      {empty && <IconButton icon="close" label={t("clustering-remove-empty", { name })} onClick={() => void send("dissolve_pile", { pile: pile.id })} />}
      {!empty && isHost && (
        <>
          <Button look="quiet" onClick={ask("merge")}>
            {t("clustering-merge")}
            <span class="unseen">: {name}</span>
          </Button>
          <IconButton icon="close" label={t("clustering-dissolve", { name })} onClick={ask("dissolve")} />
        </>
      )}
    </>
  );
}

interface OfBoard extends ActivityProps {
  readonly board: Board;
  readonly asked: Signal<Asked>;
}

/** The dialogs of the sheets. */
export function PileDialogs(props: OfBoard) {
  const { board, asked, send } = props;
  const { what = "", id = "" } = asked.value ?? {};
  const pile = board.mayMove && what !== "move" ? board.piles.find((one) => one.id === id) : undefined;
  const name = pile === undefined ? "" : board.nameOf(pile);
  const close = () => (asked.value = null);
  const merge = (into: string) => {
    close();
    send("merge_piles", { pile: id, into });
  };
  return (
    <>
      <Dialog title={t("clustering-name-title")} open={pile !== undefined && what === "name"} onClose={close}>
        {pile && <Naming key={id} {...props} pile={pile} />}
      </Dialog>
      <Dialog title={t("clustering-merge-title", { name })} open={pile !== undefined && what === "merge"} onClose={close}>
        <ul class="menu-list">
          {pile && board.piles.filter((other) => other !== pile).map((other) => <Place key={other.id} label={board.nameOf(other)} onPick={() => merge(other.id)} />)}
        </ul>
      </Dialog>
      <Sure
        title={t("clustering-dissolve-sure", { name })}
        text={t("clustering-dissolve-text")}
        yes={t("clustering-dissolve-yes")}
        open={pile !== undefined && what === "dissolve"}
        onYes={() => void send("dissolve_pile", { pile: id })}
        onClose={close}
      />
    </>
  );
}

/** Proposing a name: the last one shows, the others can be taken back with a tap. */
function Naming({ pile, asked, send, step }: OfBoard & { readonly pile: PileRecord }) {
  const draft = useDraft(`${step.round}:name:${pile.id}`);
  useState(() => draft.text.peek() === "" && draft.set(pile.name));
  const name = (text: string) => {
    asked.value = null;
    send("name_pile", { pile: pile.id, text });
  };
  return (
    <>
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
