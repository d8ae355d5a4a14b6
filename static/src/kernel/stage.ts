/**
 * What comes after a stage, and whether a step still hides something: what a page says of it hangs on that.
 */
import type { ActivityModule, StepRecord } from "./contract";

/** An open step that has stages goes from one to the next before it closes. */
const STAGE_AFTER: Readonly<Record<string, string>> = { blind: "build" };

export function stageAfter(step: StepRecord): string | undefined {
  return STAGE_AFTER[step.stage];
}

/** Is there something that the people have not seen yet? */
export function hides(step: StepRecord, module: Pick<ActivityModule, "endless" | "reveals"> | undefined): boolean {
  if (module?.endless || module?.reveals === false) return false;
  return step.stage === "" || stageAfter(step) !== undefined;
}
