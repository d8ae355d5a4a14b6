/**
 * Music on the facilitators' cue, from this page by default, with its visible twin in the head of the wall.
 */
import { useEffect } from "preact/hooks";
import type { OpenRoom } from "../../kernel/room";
import { Pulse, calm } from "../../kernel/sound";
import { covered, wanted } from "./cover";

/** Plays while the facilitators want it, once the cover is off. */
export function useMusic(on: boolean): void {
  const ready = !covered.value;
  useEffect(() => {
    wanted.value = on;
    if (on && ready) void calm.start();
    else if (!on) calm.stop();
  }, [on, ready]);
}

export function Beat({ open }: { readonly open: OpenRoom }) {
  return open.room.workshop?.music ? <Pulse on /> : null;
}
