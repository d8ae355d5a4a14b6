/**
 * The rooms that were made in this browser, with their links: nobody else has this list, and clearing the browser's
 * storage clears it.
 */
import { signal } from "@preact/signals";
import type { RoomLinks } from "./api";
import { keepJson, keptJson } from "./keep";

export interface OwnRoom extends RoomLinks {
  readonly title: string;
  /** When it was made here, in ms. */
  readonly made: number;
}

const NAME = "rooms";
const MOST = 50;

export const ownRooms = signal<readonly OwnRoom[]>(keptJson<OwnRoom[]>(NAME) ?? []);

function write(rooms: readonly OwnRoom[]): void {
  ownRooms.value = rooms;
  keepJson(NAME, rooms);
}

export function rememberRoom(links: RoomLinks, title: string): void {
  const others = ownRooms.peek().filter((room) => room.code !== links.code);
  write([{ ...links, title, made: Date.now() }, ...others].slice(0, MOST));
}

export function forgetRoom(code: string): void {
  write(ownRooms.peek().filter((room) => room.code !== code));
}
