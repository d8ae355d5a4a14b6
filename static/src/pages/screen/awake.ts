/**
 * A wall that stays on: a wake lock where the browser has one, and a pointer that goes away when it rests.
 */
import { useEffect } from "preact/hooks";

const REST = 2500;

export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const ask = async () => {
      if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
      try {
        lock = await navigator.wakeLock.request("screen");
      } catch {
        lock = undefined; // low battery, or not allowed here: the machine's own setting holds
      }
    };
    void ask();
    const again = () => void ask();
    document.addEventListener("visibilitychange", again);
    return () => {
      document.removeEventListener("visibilitychange", again);
      void lock?.release();
    };
  }, []);
}

export function useQuietPointer(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stir = () => {
      document.documentElement.classList.remove("at-rest");
      clearTimeout(timer);
      timer = setTimeout(() => document.documentElement.classList.add("at-rest"), REST);
    };
    stir();
    addEventListener("pointermove", stir);
    return () => {
      removeEventListener("pointermove", stir);
      clearTimeout(timer);
    };
  }, []);
}
