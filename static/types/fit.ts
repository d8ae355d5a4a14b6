/**
 * Does the kernel's contract fit what the Python half sends? Checked by `make check`, part of no bundle.
 *
 * The contract may say less (fields that no page reads) and say it more narrowly (a phase is one of six words), but it
 * may not name a field that is never sent, nor give one another type.
 */
import type * as made from "../gen/records";
import type * as said from "../src/kernel/contract";

/** The names of fields that do not fit; `never` when all do. */
type Misfit<Said, Made> = {
  [K in Exclude<keyof Said, "kind">]-?: K extends keyof Made ? (Required<Said>[K] extends Made[K] ? never : K) : K;
}[Exclude<keyof Said, "kind">];

type Nothing<T extends never> = T;

export type Workshop = Nothing<Misfit<said.WorkshopRecord, made.WorkshopRecord>>;
export type Step = Nothing<Misfit<said.StepRecord, made.StepRecord>>;
export type Item = Nothing<Misfit<said.ItemRecord, made.ItemRecord>>;
export type Idea = Nothing<Misfit<said.IdeaRecord, made.IdeaRecord>>;
export type Progress = Nothing<Misfit<said.ProgressRecord, made.ProgressRecord>>;
