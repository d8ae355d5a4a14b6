/**
 * The clock of the open step and what is done to it; one line to all; the music.
 */
import { useState } from "preact/hooks";
import type { StepRecord } from "../../kernel/contract";
import { Pulse } from "../../kernel/sound";
import { Button, Timer, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { LineToAll, StandingLine } from "./line";

const MINUTE = 60;

export function Clock({ desk, step }: { readonly desk: Desk; readonly step: StepRecord }) {
  const [writing, write] = useState(false);
  const running = step.ends > 0 || step.left > 0;
  const paused = step.left > 0;
  const music = desk.workshop?.music ?? false;
  const adjust = (seconds: number) => desk.act("adjust_timer", { id: step.id, seconds });
  return (
    <div class="stage-clock">
      {running && <Timer step={step} size="host" speaks />}
      <div class="clock-tools" role="group" aria-label={t("host-clock")}>
        {running && (
          <Button label={t("host-minus-minute")} onClick={() => adjust(-MINUTE)}>
            −1
          </Button>
        )}
        <Button onClick={() => adjust(MINUTE)}>{t("host-plus-minute")}</Button>
        {running && (
          <Button pressed={paused} onClick={() => desk.act("pause_timer", { id: step.id, paused: !paused })}>
            {t(paused ? "host-go-on" : "host-pause")}
          </Button>
        )}
        <Button onClick={() => write(true)}>{t("host-line")}</Button>
        <Button class="clock-music" label={t(music ? "host-music-stop" : "host-music-play")} pressed={music} onClick={() => desk.act("play_music", { on: !music })}>
          <Pulse on={music} />
        </Button>
      </div>
      <StandingLine desk={desk} />
      {writing && <LineToAll desk={desk} onClose={() => write(false)} />}
    </div>
  );
}
