/**
 * The messages of `talkoot.v1` as this browser reads and writes them (docs/protocol.md). Unknown fields are ignored.
 */
import { decode, encode } from "@msgpack/msgpack";
import type { AnyRecord, Args, Role } from "./contract";

export type Since = readonly [epoch: string, rev: number, topics: readonly string[]];

export interface Hello {
  readonly t: "hello";
  readonly me: string;
  readonly tab: string;
  readonly role_key?: string;
  readonly name?: string;
  readonly lang?: string;
  readonly since?: Since;
}

export interface Act {
  readonly t: "act";
  readonly tab: string;
  readonly n: number;
  readonly step: string;
  readonly do: string;
  readonly args: Args;
}

export type Outbound =
  | Hello
  | Act
  | { readonly t: "sync"; readonly since: Since }
  | { readonly t: "soft"; readonly writing: boolean }
  | { readonly t: "soft"; readonly ping: number };

export interface Welcome {
  readonly t: "welcome";
  readonly you: { readonly id: string; readonly role: Role };
  readonly epoch: string;
  readonly rev: number;
  readonly now: number;
  readonly full: boolean;
  readonly drop?: readonly string[];
  readonly put?: readonly AnyRecord[];
}

export interface ChangeFrame {
  readonly t: "change";
  readonly topic: string;
  readonly since: number;
  readonly rev: number;
  readonly put?: readonly AnyRecord[];
  readonly del?: readonly (readonly [id: string, rev: number])[];
  readonly count?: number;
  readonly sum?: number;
  readonly more?: boolean;
}

export interface Kept {
  readonly t: "kept";
  readonly tab: string;
  readonly n: number;
  readonly rev: number;
}

export interface RefusedFrame {
  readonly t: "refused";
  readonly tab: string;
  readonly n: number;
  readonly code: string;
  readonly say: string;
}

export interface SoftFrame {
  readonly t: "soft";
  readonly here?: number;
  readonly names?: readonly (readonly string[])[];
  readonly writing?: number;
  /** Nothing can be taken in just now: the disk is full. */
  readonly full?: boolean;
  readonly pong?: number;
  readonly now?: number;
}

export interface Bye {
  readonly t: "bye";
  readonly code: string;
  readonly say: string;
  readonly again?: boolean;
  /** Milliseconds to wait before coming back. */
  readonly after?: number;
}

export type Inbound = Welcome | ChangeFrame | Kept | RefusedFrame | SoftFrame | Bye;

export function pack(message: Outbound): Uint8Array<ArrayBuffer> {
  return encode(message, { ignoreUndefined: true }).slice();
}

export function unpack(bytes: ArrayBuffer): Inbound {
  return decode(bytes) as Inbound;
}
