/**
 * A workshop at a glance: its steps as a strip, as wide as they are long, in the colours of their phases.
 */
import type { ModelInfo } from "../../kernel/api";

export function PhaseStrip({ steps }: { readonly steps: ModelInfo["steps"] }) {
  return (
    <div class="strip" aria-hidden="true">
      {steps.map((step) => (
        <i class={`phase-${step.phase}`} style={{ flexGrow: Math.max(2, step.minutes) }} />
      ))}
    </div>
  );
}
