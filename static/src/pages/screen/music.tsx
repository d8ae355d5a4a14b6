/**
 * Music on the facilitators' cue, from this page by default, with its visible twin.
 */
import { useEffect } from "preact/hooks";
import { Pulse, calm } from "../../kernel/sound";
import { covered, wanted } from "./cover";

export function Music({ on }: { readonly on: boolean }) {
  const ready = !covered.value;
  useEffect(() => {
    wanted.value = on;
    if (on && ready) void calm.start();
    else if (!on) calm.stop();
  }, [on, ready]);
  if (!on) return null;
  return (
    <span class="screen-music">
      <Pulse on />
    </span>
  );
}
