/**
 * Writing in a brainstorm: a new idea, one that goes on from another, mending one's own, and one for somebody without
 * a phone. Always the same sheet, with its button right under it, where a phone's keyboard leaves both in sight.
 */
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AuthorshipRecord, IdeaRecord, ItemRecord } from "../../../gen/records";
import type { ActivityProps, Sent } from "../../kernel/contract";
import { mended, tokenFor, unlessRefused } from "../../kernel/tokens";
import { Button, Dialog, Field, IconButton, KeptMark, MainButton, Promised, Sure, Text, lengthOf, t, useDraft } from "../../kernel/ui";

const LEAST = 3;
const MOST = 2000;

/** May one write now? */
export const isOpen = ({ step }: ActivityProps) => step.state === "open" || step.state === "grace";
export const short = (text: string, most = 90) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

interface PaperProps extends ActivityProps {
  readonly name: string;
  readonly label: string;
  readonly keep: string;
  readonly placeholder?: string;
  readonly first?: { readonly text: string; readonly named: boolean };
  readonly proxy?: boolean;
  /** Sends the text; what comes back is shown until it is kept. */
  readonly onKeep: (text: string, named: boolean) => Sent;
}

function Paper(props: PaperProps) {
  const { step, me, name, label, keep, placeholder = "", first, proxy = false, onKeep } = props;
  const draft = useDraft(`${step.round}:${name}`, first?.text ?? "");
  const named = useSignal(first?.named ?? true);
  const wrong = useSignal("");
  const last = useSignal<Sent | null>(null);
  const hidden = useHidden(props);
  useEffect(() => {
    if (last.peek()?.state.peek() === "kept") last.value = null; // it may be the one that was just hidden
  }, [hidden]);
  const keepIt = () => {
    const length = lengthOf(draft.text.value);
    wrong.value = length === 0 ? t("refused-empty") : length < LEAST ? t("refused-too-short", { least: LEAST }) : "";
    if (length > MOST) wrong.value = t("refused-too-long", { length, most: MOST });
    if (wrong.value !== "") return;
    last.value = onKeep(draft.text.value, named.value);
    draft.clear();
  };
  return (
    <form class="brainstorm-paper" onSubmit={(event) => event.preventDefault()}>
      <Field label={label} draft={draft} max={MOST} rows={4} placeholder={placeholder} hideLabel={placeholder !== ""} refusal={wrong.value} onSubmit={keepIt} />
      <Promised step={step} me={me} named={named} proxy={proxy} />
      <MainButton onClick={keepIt}>{keep}</MainButton>
      <p class="brainstorm-kept" role="status">
        {last.value && <KeptMark sent={last.value} />}
      </p>
    </form>
  );
}

/** How many of one's own the facilitators took out of sight. */
function useHidden({ room, step }: ActivityProps): number {
  return room.mine<AuthorshipRecord>(step.round, "authorship").filter((tie) => room.get(tie.of) === undefined).length;
}

/** Sends a new idea with a token by which this device can take it back. */
function adding({ step, send }: ActivityProps, args: { readonly text: string; readonly [name: string]: unknown }): Sent {
  const token = tokenFor(step.round, args.text);
  return unlessRefused(send("add_idea", { ...args, token }), token);
}

/** A new idea. */
export function Writing(props: ActivityProps) {
  const add = (text: string, named: boolean) => adding(props, { text, named });
  return <Paper {...props} name="idea" label={t("brainstorm-field")} placeholder={t("brainstorm-placeholder")} keep={t("brainstorm-keep")} onKeep={add} />;
}

interface BuildOnProps {
  readonly parent: IdeaRecord | ItemRecord;
  /** Where the id of the text goes that one goes on from. */
  readonly from: Signal<string>;
  readonly small?: boolean;
}

/** "I go on from this": opens `Building`. */
export function BuildOn({ parent, from, small = false }: BuildOnProps) {
  const open = () => (from.value = parent.id);
  if (small) return <IconButton icon="plus" label={`${t("brainstorm-build-on")}: ${short(parent.text, 60)}`} onClick={open} />;
  return (
    <Button look="quiet" icon="plus" onClick={open}>
      {t("brainstorm-build-on")}
      <span class="unseen">: {short(parent.text, 60)}</span>
    </Button>
  );
}

/** The sheet to go on from a text, which stays in sight above; one for all of them. */
export function Building(props: ActivityProps & { readonly from: Signal<string> }) {
  const { room, from } = props;
  const parent = from.value === "" ? undefined : room.get<IdeaRecord | ItemRecord>(from.value);
  const gone = parent === undefined || (parent.kind === "idea" && parent.hidden);
  const close = () => (from.value = "");
  const add = (text: string, named: boolean) => {
    close();
    return adding(props, { text, named, parent: parent?.id });
  };
  return (
    <Dialog title={t("brainstorm-building-on")} open={!gone} onClose={close}>
      {parent && (
        <>
          <blockquote class="brainstorm-quote">
            <Text text={parent.text} />
          </blockquote>
          <Paper {...props} name={`on:${parent.id}`} label={t("brainstorm-field")} keep={t("brainstorm-keep")} onKeep={add} />
        </>
      )}
    </Dialog>
  );
}

/** Edit and withdraw one's own. */
export function Mend(props: ActivityProps & { readonly idea: IdeaRecord }) {
  const { idea, room, step, send } = props;
  const tie = room.mine<AuthorshipRecord>(step.round, "authorship").find((own) => own.of === idea.id);
  const editing = useSignal(false);
  const leaving = useSignal(false);
  const edit = (text: string, named: boolean) => {
    editing.value = false;
    mended(step.round, idea.text, text);
    return send("edit_idea", { id: idea.id, text, named });
  };
  return (
    <>
      <IconButton icon="edit" label={`${t("brainstorm-edit")}: ${short(idea.text, 60)}`} onClick={() => (editing.value = true)} />
      <IconButton icon="close" label={`${t("brainstorm-withdraw")}: ${short(idea.text, 60)}`} onClick={() => (leaving.value = true)} />
      <Dialog title={t("brainstorm-edit-title")} open={editing.value} onClose={() => (editing.value = false)}>
        <Paper
          {...props}
          name={`edit:${idea.id}:${idea.rev}`}
          label={t("brainstorm-field")}
          keep={t("brainstorm-save")}
          first={{ text: idea.text, named: tie?.named ?? false }}
          proxy={idea.proxy}
          onKeep={edit}
        />
      </Dialog>
      <Sure
        title={t("brainstorm-withdraw-sure")}
        text={t("brainstorm-withdraw-text")}
        yes={t("brainstorm-withdraw")}
        open={leaving.value}
        onYes={() => send("withdraw_idea", { id: idea.id })}
        onClose={() => (leaving.value = false)}
      />
    </>
  );
}

/** A note for somebody without a phone. */
export function ForAnother(props: ActivityProps) {
  const open = useSignal(false);
  const add = (text: string) => props.send("add_idea", { text, proxy: true });
  return (
    <p>
      <Button icon="plus" onClick={() => (open.value = true)}>
        {t("brainstorm-add-proxy")}
      </Button>
      <Dialog title={t("brainstorm-add-proxy")} open={open.value} onClose={() => (open.value = false)}>
        <Paper {...props} name="proxy" label={t("brainstorm-proxy-field")} keep={t("brainstorm-keep")} proxy onKeep={add} />
      </Dialog>
    </p>
  );
}
