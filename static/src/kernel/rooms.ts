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

/** The list as it is kept now: another tab may have changed it. */
function asKept(): readonly OwnRoom[] {
  return keptJson<OwnRoom[]>(NAME) ?? [];
}

export const ownRooms = signal(asKept());
addEventListener("storage", (event) => event.key?.endsWith(`:${NAME}`) && (ownRooms.value = asKept()));

function write(rooms: readonly OwnRoom[]): void {
  ownRooms.value = rooms;
  keepJson(NAME, rooms);
}

export function rememberRoom(links: RoomLinks, title: string): void {
  const others = asKept().filter((room) => room.code !== links.code);
  write([{ ...links, title, made: Date.now() }, ...others].slice(0, MOST));
}

export function forgetRoom(code: string): void {
  write(asKept().filter((room) => room.code !== code));
}

/** A room of this list is called so by now. */
export function retitleRoom(code: string, title: string): void {
  const rooms = asKept();
  if (rooms.some((room) => room.code === code && room.title !== title)) write(rooms.map((room) => (room.code === code ? { ...room, title } : room)));
}
