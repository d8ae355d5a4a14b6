/** The kit: everything an activity draws with. */
export * from "./buttons";
export * from "./choice";
export * from "./diamond";
export * from "./dialog";
export * from "./field";
export * from "./frame";
export * from "./icons";
export * from "./kept";
export * from "./paper";
export * from "./qr";
export * from "./timer";
export { Text } from "../text";
export { useDraft } from "../draft";
export { say, interrupt } from "../announce";
export { clock, lang, pick, rich, t, has, spoken, timeOfDay } from "../words";
export { sheet } from "../style";
export { serverNow, useNow } from "../time";
export * from "./result";
