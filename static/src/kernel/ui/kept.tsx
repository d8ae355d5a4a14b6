/**
 * Kept, or waiting on this phone: in words and with a sign, for every own act.
 */
import type { Sent, SentState } from "../contract";
import { t } from "../words";
import { Icon } from "./icons";

interface KeptProps {
  readonly sent?: Sent | undefined;
  /** Instead of `sent`, for a text that is known to be kept (a record). */
  readonly state?: SentState;
  /** Other words for the kept state: "2 marks kept". */
  readonly children?: string;
}

export function KeptMark({ sent, state, children }: KeptProps) {
  const now = sent?.state.value ?? state ?? "kept";
  const say = sent?.say.value ?? "";
  return (
    <span class={`kept-mark ${now}`}>
      <Icon name={now} size={15} />
      <span>{now === "kept" ? (children ?? t("kept")) : now === "waiting" ? t("kept-waiting") : say || t("kept-refused")}</span>
    </span>
  );
}
