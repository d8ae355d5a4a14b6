/**
 * Which room this page belongs to: read once from the address.
 */

/** Letters and digits that look alike, or are said alike, are never in a code; people may type dashes and spaces. */
export function asCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** The code in a link that somebody pasted whole, else the code as typed. */
export function codeIn(typed: string): string {
  const link = /^\s*https?:\/\/[^/\s]+\/(?:host\/|screen\/|report\/)?([^/?#\s]+)/i.exec(typed);
  return asCode(link?.[1] ?? typed);
}

function codeOfPage(): string {
  if (typeof location === "undefined") return "";
  const parts = location.pathname.split("/").filter(Boolean);
  return asCode(decodeURIComponent(parts[parts.length - 1] ?? ""));
}

export const place = { code: codeOfPage() };
