/**
 * How far a step is, as a shape of its own for each state, with the word beside it for those who do not see it.
 */
import type { StepState } from "../../kernel/contract";
import { t } from "../../kernel/ui";

/** `done`: closed, with nothing left to reveal. */
export function StateMark({ state, done = false }: { readonly state: StepState; readonly done?: boolean }) {
  return (
    <>
      <svg class={`state-mark ${done ? "revealed" : state}`} width="18" height="18" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        {shape(done ? "revealed" : state)}
      </svg>
      <span class="unseen">{t(`host-state-${state}`)}: </span>
    </>
  );
}

function shape(state: StepState) {
  if (state === "open") return <circle cx="12" cy="12" r="6" fill="currentColor" />;
  if (state === "grace") return <path d="M12 5.5a6.5 6.5 0 1 0 0 13zM12 5.5a6.5 6.5 0 0 1 0 13" fill="currentColor" fill-opacity=".35" stroke="currentColor" stroke-width="2" />;
  if (state === "closed") return <path d="M6 6h12v12H6z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" />;
  if (state === "revealed" || state === "sealed") return <path d="m4 12 6 6L20 6" fill="none" stroke="currentColor" stroke-width="3" />;
  if (state === "skipped") return <path d="M6 12h12" stroke="currentColor" stroke-width="3" />;
  return <circle cx="12" cy="12" r="6" fill="none" stroke="currentColor" stroke-width="2" />;
}
