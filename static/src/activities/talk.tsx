/**
 * Talk or break: the people talk, the pages keep quiet. What the facilitator notes down shows on all pages.
 */
import type { RemarkRecord } from "../../gen/records";
import type { ActivityProps, ItemRecord } from "../kernel/contract";
import { Button, Empty, Field, IconButton, Text, lang, pick, sheet, t, useDraft } from "../kernel/ui";

const isPause = (step: ActivityProps["step"]) => step.settings["pause"] === true;

function Remarks({ room, step }: ActivityProps) {
  const remarks = room.of<RemarkRecord>(step.round, "remark").filter((remark) => !remark.hidden);
  if (remarks.length === 0) return null;
  return (
    <section class="stack tight" aria-label={t("talk-noted")}>
      <h3 class="label">{t("talk-noted")}</h3>
      <ul class="talk-remarks serif">
        {remarks.map((remark) => (
          <li key={remark.id}>
            <Text text={remark.text} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Calm({ step }: ActivityProps) {
  return <Empty title={t(isPause(step) ? "talk-rest" : "talk-listen")} />;
}

/** Nobody is ever done with it. */
export const endless = true;

/** What is talked about: what the step took from earlier ones. */
function Items({ room, step }: ActivityProps) {
  const items = room.of<ItemRecord>(step.round, "item");
  if (items.length === 0) return null;
  return (
    <ul class="notes">
      {items.map((item) => (
        <li class="note" key={item.id}>
          <p class="note-text">
            <Text text={item.texts[lang.value] ?? item.text} />
          </p>
          {item.note && <div class="note-foot">{item.note}</div>}
        </li>
      ))}
    </ul>
  );
}

export function Participant(props: ActivityProps) {
  return (
    <>
      <Calm {...props} />
      <Items {...props} />
      <Remarks {...props} />
    </>
  );
}

export function Host(props: ActivityProps) {
  const { room, step, send } = props;
  const draft = useDraft(`${step.round}:remark`);
  const remarks = room.of<RemarkRecord>(step.round, "remark");
  const note = () => {
    if (draft.text.value.trim() === "") return;
    send("note_down", { text: draft.text.value });
    draft.clear();
  };
  return (
    <div class="stack">
      <Items {...props} />
      <ul class="talk-remarks serif">
        {remarks.map((remark) => (
          <li key={remark.id} class="row">
            <span class="grow">
              <Text text={remark.text} />
            </span>
            <IconButton icon="close" label={t("talk-strike-out")} onClick={() => send("strike_out", { id: remark.id })} />
          </li>
        ))}
      </ul>
      {!isPause(step) && (
        <div class="stack tight">
          <Field label={t("talk-note-down")} draft={draft} rows={2} onSubmit={note} />
          <div class="row">
            <Button look="tint" icon="kept" onClick={note}>
              {t("talk-note-down")}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

export function Screen(props: ActivityProps) {
  const instruction = pick(props.step.instruction);
  return (
    <div class="stack">
      {instruction.text && (
        <p class="talk-said" lang={instruction.lang}>
          <Text text={instruction.text} lang={instruction.lang} fold={false} />
        </p>
      )}
      <Items {...props} />
      <Remarks {...props} />
    </div>
  );
}

sheet(`
.talk-remarks { display: grid; gap: .4em } .talk-remarks li { padding-left: .7em; border-left: 3px solid var(--phase) }
.talk-said { font-size: 1.2em; max-width: 30em; white-space: pre-line }
`);
