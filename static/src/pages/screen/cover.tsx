/**
 * The cover at the start: one tap gives full screen and sound, which browsers grant to a tap only. Where the room is at
 * a step already, as after a reload, the step is shown at once and the tap is asked for in a corner.
 */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { calm } from "../../kernel/sound";
import type { OpenRoom } from "../../kernel/room";
import { Button, Logo, MainButton, t } from "../../kernel/ui";
import { WayIn } from "./way-in";

export const covered = signal(true);

export function Cover({ open }: { readonly open: OpenRoom }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} class="screen-cover" aria-labelledby="cover-title" onCancel={() => (covered.value = false)}>
      <div class="cover-words">
        <Logo size={64} />
        <h1 id="cover-title" class="cover-title" lang={open.room.workshop?.lang}>
          {open.room.workshop?.title || t("page-screen")}
        </h1>
        <p class="cover-note">{t("screen-cover-note")}</p>
        <MainButton onClick={() => void start()}>{t("screen-start")}</MainButton>
      </div>
      <WayIn code={open.code} size="cover" />
    </dialog>
  );
}

/** The same tap, beside the running step. */
export function Begin() {
  return (
    <Button class="screen-begin" onClick={() => void start()}>
      {t("screen-start")}
    </Button>
  );
}

async function start(): Promise<void> {
  covered.value = false;
  const whole = document.documentElement;
  const sound = calm.start().then(() => calm.playing.peek() && !wanted.peek() && calm.stop());
  try {
    await whole.requestFullscreen?.();
  } catch {
    // A browser that does not give full screen shows the page as it is.
  }
  await sound;
}

/** Does the room want music now? Kept here so that the first tap plays nothing when it does not. */
export const wanted = signal(false);
