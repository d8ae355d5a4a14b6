/**
 * The secret of a host or screen link: read from behind the `#` once, kept in this browser, gone from the address bar.
 */
import { keep, kept } from "./keep";

/** The key for this role in this room, or "" when this browser was never given one. */
export function roleKey(code: string, role: "host" | "screen"): string {
  const name = `${code}:key:${role}`;
  const fresh = decodeURIComponent(location.hash.slice(1)).trim();
  if (fresh !== "") {
    keep(name, fresh);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return fresh || (kept(name) ?? "");
}
