/**
 * Light, dark, or as the device is set: a choice of this browser, kept here.
 */
import { signal } from "@preact/signals";
import { forget, keep, kept } from "./keep";

export type Theme = "auto" | "light" | "dark";

export const theme = signal<Theme>("auto");

export function setTheme(next: Theme): void {
  theme.value = next;
  if (next === "auto") {
    forget("theme");
    delete document.documentElement.dataset.theme;
  } else {
    keep("theme", next);
    document.documentElement.dataset.theme = next;
  }
}

/** Take the kept choice; a page that has a theme of its own (`data-theme` in its HTML) keeps that one. */
export function firstTheme(): void {
  const chosen = kept("theme");
  if (chosen === "light" || chosen === "dark") setTheme(chosen);
}
