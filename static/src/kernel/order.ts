/**
 * Orders in which items stand: one of one's own while people choose, random per person and the same after every
 * reconnect, so that no item is first for all; and the one of the result, which the server tells.
 */

/** FNV-1a over the text: enough to mix ids that are random already. */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The items in the order of this person. */
export function ownOrder<R extends { readonly id: string }>(items: readonly R[], person: string): R[] {
  const places = new Map(items.map((item) => [item.id, mixed(`${person}/${item.id}`)]));
  return [...items].sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0) || (a.id < b.id ? -1 : 1));
}

/** The items in the order of a result: files and reports have them so, ties too. */
export function inRanking<R extends { readonly id: string }>(items: readonly R[], ranking: readonly string[]): R[] {
  const places = new Map(ranking.map((id, place) => [id, place]));
  const placeOf = (item: R) => places.get(item.id) ?? ranking.length;
  return [...items].sort((a, b) => placeOf(a) - placeOf(b));
}
