/**
 * A calm ambient made in the browser: two slow drones and, now and then, a note of a pentatonic scale.
 *
 * It starts by a person's tap only, fades in and out, and has a visible twin, the pulse. Where a browser has no sound or
 * does not allow it, `start()` answers false and the page says so; nothing else changes.
 */
import { signal } from "@preact/signals";
import { t } from "./words";

const SCALE = [293.66, 329.63, 369.99, 440, 493.88, 587.33, 659.26]; // D pentatonic, in the middle of the ear
const DRONES = [73.42, 110, 146.83];
const LOUD = 0.16;

interface Engine {
  readonly context: AudioContext;
  readonly out: GainNode;
  readonly echo: AudioNode;
}

let engine: Engine | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const playing = signal(false);

function build(): Engine {
  const Context = window.AudioContext ?? (window as unknown as { webkitAudioContext: typeof AudioContext }).webkitAudioContext;
  const context = new Context();
  const out = context.createGain();
  out.gain.value = 0;
  out.connect(context.destination);
  const echo = context.createDelay(2);
  echo.delayTime.value = 0.62;
  const again = context.createGain();
  again.gain.value = 0.42;
  echo.connect(again).connect(echo);
  echo.connect(out);
  DRONES.forEach((hertz, at) => drone(context, out, hertz, 0.05 + at * 0.017));
  return { context, out, echo };
}

function drone(context: AudioContext, out: AudioNode, hertz: number, breath: number): void {
  const tone = context.createOscillator();
  const slow = context.createOscillator();
  const depth = context.createGain();
  const level = context.createGain();
  tone.type = "triangle";
  tone.frequency.value = hertz;
  slow.frequency.value = breath;
  depth.gain.value = 0.1;
  level.gain.value = 0.16;
  slow.connect(depth).connect(level.gain);
  tone.connect(level).connect(out);
  tone.start();
  slow.start();
}

function note({ context, out, echo }: Engine, hertz: number, loud = 0.2): void {
  const tone = context.createOscillator();
  const shape = context.createGain();
  const at = context.currentTime;
  tone.frequency.value = hertz;
  shape.gain.setValueAtTime(0, at);
  shape.gain.linearRampToValueAtTime(loud, at + 0.9);
  shape.gain.exponentialRampToValueAtTime(0.001, at + 5);
  tone.connect(shape);
  shape.connect(out);
  shape.connect(echo);
  tone.start(at);
  tone.stop(at + 5.1);
}

function wander(): void {
  if (engine === undefined) return;
  note(engine, SCALE[Math.floor(Math.random() * SCALE.length)] as number);
  timer = setTimeout(wander, 2200 + Math.random() * 3600);
}

function fade(to: number, seconds: number): void {
  const gain = engine?.out.gain;
  const at = engine?.context.currentTime ?? 0;
  gain?.cancelScheduledValues(at);
  gain?.setValueAtTime(gain.value, at);
  gain?.linearRampToValueAtTime(to, at + seconds);
}

/** The ambient: `start` answers whether sound is really playing. */
export const calm = {
  playing,
  async start(): Promise<boolean> {
    try {
      engine ??= build();
      await engine.context.resume();
    } catch {
      return false; // no sound device, or not allowed here: the pulse remains
    }
    if (engine.context.state !== "running") return false;
    clearTimeout(timer);
    wander();
    fade(LOUD, 3);
    playing.value = true;
    return true;
  },
  stop(): void {
    clearTimeout(timer);
    fade(0, 2);
    playing.value = false;
  },
  /** Three notes, for the sound check and the end of the time. */
  async chime(): Promise<boolean> {
    try {
      engine ??= build();
      await engine.context.resume();
    } catch {
      return false; // as above: the page says it in words instead
    }
    const own = engine;
    if (!playing.peek()) {
      fade(LOUD * 1.6, 0.1);
      setTimeout(() => playing.peek() || fade(0, 2), 4500);
    }
    [0, 2, 5].forEach((at, turn) => setTimeout(() => note(own, SCALE[at] as number, 0.3), turn * 450));
    return own.context.state === "running";
  },
};

/** The visible twin of the music: five bars that breathe. */
export function Pulse({ on }: { readonly on: boolean }) {
  return (
    <span class={`pulse ${on ? "on" : ""}`} role="img" aria-label={t(on ? "music-plays" : "music-quiet")}>
      <b />
      <b />
      <b />
      <b />
      <b />
    </span>
  );
}
