/**
 * The places of an agenda: at the very beginning, or after one of its steps; and the dialog that moves a step to one.
 */
import { useId } from "preact/hooks";
import type { StepRecord } from "../../kernel/contract";
import { Dialog, Icon, pick, rich, say, t } from "../../kernel/ui";
import type { Desk } from "./desk";

/** A step moved behind this one ("" = first) leaves every step that waits behind what it takes from. */
export function fits(steps: readonly StepRecord[], step: StepRecord, after: string): boolean {
  const others = steps.filter((other) => other.id !== step.id);
  const at = others.findIndex((other) => other.id === after) + 1;
  const then = [...others.slice(0, at), step, ...others.slice(at)];
  const places = new Map(then.map((one, place) => [one.key, place]));
  return then.every((one, place) => one.state !== "draft" || one.takes.every((key) => (places.get(key) ?? -1) < place));
}

/** A place as one says it. */
export function placeName(after: StepRecord | undefined): string {
  return after === undefined ? t("host-place-first") : t("host-place-after", { title: pick(after.title).text });
}

/** Asks for the move, and says where the step stands when it is done. */
export function move(desk: Desk, step: StepRecord, after: StepRecord | undefined): void {
  const sent = desk.act("move_step", { id: step.id, after: after?.id ?? "" });
  const words = t("host-moved", { title: pick(step.title).text, place: placeName(after) });
  void sent.answered.then((state) => state === "kept" && say(words));
}

interface MoveProps {
  readonly desk: Desk;
  readonly step: StepRecord;
  readonly onClose: () => void;
}

export function MoveStep({ desk, step, onClose }: MoveProps) {
  const steps = desk.steps.value;
  const others = steps.filter((other) => other.id !== step.id);
  const before = steps[steps.findIndex((other) => other.id === step.id) - 1];
  const places = [undefined, ...others].filter((after) => after === before || fits(steps, step, after?.id ?? ""));
  const go = (after: StepRecord | undefined) => {
    if (after !== before) move(desk, step, after);
    onClose();
  };
  return (
    <Dialog title={t("host-move-title", { title: pick(step.title).text })} open onClose={onClose}>
      <ul class="menu-list places">
        {places.map((after) => (
          <li key={after?.id ?? ""} class={after && `phase-${after.phase}`}>
            <button type="button" class="menu-item" aria-current={after === before || undefined} onClick={() => go(after)}>
              <Place after={after} />
              {after === before && <span class="soft">{t("host-place-now")}</span>}
            </button>
          </li>
        ))}
      </ul>
      {places.length <= others.length && <p class="soft places-fewer">{t("host-place-fewer")}</p>}
    </Dialog>
  );
}

function Place({ after }: { readonly after: StepRecord | undefined }) {
  if (after === undefined) return <b>{placeName(after)}</b>;
  const title = pick(after.title);
  return <span class="place">{rich("host-place-after", { title: title.text }, (part) => <b lang={title.lang}>{part}</b>)}</span>;
}

interface PickProps {
  readonly desk: Desk;
  readonly after: string;
  readonly onChange: (after: string) => void;
}

/** Choosing a place for something new. */
export function PickPlace({ desk, after, onChange }: PickProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>
        {t("host-add-place")}
      </label>
      <span class="pick-place">
        <select id={id} class="paper" value={after} onChange={(event) => onChange(event.currentTarget.value)}>
          {[undefined, ...desk.steps.value].map((step) => (
            <option key={step?.id ?? ""} value={step?.id ?? ""}>
              {placeName(step)}
            </option>
          ))}
        </select>
        <Icon name="down" size={18} />
      </span>
    </div>
  );
}
