/**
 * A WebSocket of a page, spoken by hand over TCP: Node 20 has none, and a page that is thrown away must be able to go
 * without a word, as phones do. As much of RFC 6455 as a browser needs here, with deflated messages.
 */
import { createHash, randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { constants, inflateRawSync } from "node:zlib";

const END = Buffer.from([0, 0, 0xff, 0xff]);
const SYNC = { finishFlush: constants.Z_SYNC_FLUSH };
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** Every frame is masked by another number. */
let masks = 0x5eed0000;
const BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;

export interface Way {
  readonly port: number;
  /** Tells the network which weather this connection has. */
  readonly weather: string;
  readonly deflated: boolean;
}

/** Who listens in on a page's connection. */
export interface Tap {
  said(bytes: Uint8Array): void;
  heard(bytes: ArrayBuffer): void;
}

export class WireSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  binaryType = "arraybuffer";
  readyState = WireSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly way: Way;
  private readonly tap: Tap;
  private readonly tcp: Socket;
  private readonly key = randomBytes(16).toString("base64");
  private read = Buffer.alloc(0);
  private parts: Buffer[] = [];
  private squeezed = false;

  constructor(url: string, protocol: string, way: Way, tap: Tap) {
    this.way = way;
    this.tap = tap;
    this.tcp = connect({ host: "127.0.0.1", port: way.port, noDelay: true });
    const offers = way.deflated
      ? "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n"
      : "";
    this.tcp.write(
      `GET ${new URL(url).pathname} HTTP/1.1\r\nHost: 127.0.0.1:${way.port}\r\nOrigin: http://127.0.0.1:${way.port}\r\n` +
        `X-Weather: ${way.weather}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${this.key}\r\nSec-WebSocket-Protocol: ${protocol}\r\n${offers}\r\n`,
    );
    this.tcp.on("data", (bytes) => this.hear(bytes));
    this.tcp.on("error", () => this.ended());
    this.tcp.on("close", () => this.ended());
    this.tcp.on("end", () => this.tcp.destroy());
  }

  send(bytes: Uint8Array): void {
    if (this.readyState !== WireSocket.OPEN) return;
    this.tap.said(bytes);
    this.frame(BINARY, bytes);
  }

  close(): void {
    if (this.readyState >= WireSocket.CLOSING) return;
    const open = this.readyState === WireSocket.OPEN;
    this.readyState = WireSocket.CLOSING;
    if (open) this.frame(CLOSE, Buffer.from([0x03, 0xe8]));
    this.tcp.end();
    setTimeout(() => this.tcp.destroy(), 1500).unref();
  }

  /** The page is gone, or asleep: nobody reads, nothing is said. */
  vanish(): void {
    this.onopen = this.onmessage = this.onclose = null;
    this.readyState = WireSocket.CLOSED;
    this.tcp.destroy();
  }

  sleep(): void {
    this.tcp.pause();
  }

  wake(): void {
    this.tcp.resume();
  }

  private ended(): void {
    if (this.readyState === WireSocket.CLOSED) return;
    this.readyState = WireSocket.CLOSED;
    this.onclose?.();
  }

  private hear(bytes: Buffer): void {
    this.read = this.read.length === 0 ? bytes : Buffer.concat([this.read, bytes]);
    if (this.readyState === WireSocket.CONNECTING && !this.greeted()) return;
    while (this.readyState === WireSocket.OPEN && this.take());
  }

  private greeted(): boolean {
    const end = this.read.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const head = this.read.subarray(0, end).toString("latin1");
    this.read = this.read.subarray(end + 4);
    const sure = createHash("sha1").update(this.key + GUID).digest("base64");
    if (!head.startsWith("HTTP/1.1 101") || !head.includes(sure)) {
      this.tcp.destroy();
      return false;
    }
    this.readyState = WireSocket.OPEN;
    this.onopen?.();
    return true;
  }

  /** One whole frame, if it is there. */
  private take(): boolean {
    const { read } = this;
    if (read.length < 2) return false;
    let size = (read[1] as number) & 127;
    let at = 2;
    if (size === 126 && read.length >= 4) [size, at] = [read.readUInt16BE(2), 4];
    else if (size === 127 && read.length >= 10) [size, at] = [Number(read.readBigUInt64BE(2)), 10];
    else if (size > 125) return false;
    if (read.length < at + size) return false;
    const first = read[0] as number;
    this.read = read.subarray(at + size);
    this.message(first, read.subarray(at, at + size));
    return true;
  }

  private message(first: number, body: Buffer): void {
    const kind = first & 15;
    if (kind === PING) return this.frame(PONG, body);
    if (kind === CLOSE) return void this.tcp.end();
    if (kind > BINARY) return;
    if (kind === BINARY) this.squeezed = (first & 0x40) !== 0;
    this.parts.push(body);
    if ((first & 0x80) === 0) return;
    const whole = this.squeezed ? inflateRawSync(Buffer.concat([...this.parts, END]), SYNC) : Buffer.concat(this.parts);
    this.parts = [];
    const data = new Uint8Array(whole).buffer;
    if (this.onmessage !== null) this.tap.heard(data);
    this.onmessage?.({ data });
  }

  private frame(kind: number, body: Uint8Array): void {
    const size = body.length;
    const head = size < 126 ? Buffer.from([0x80 | kind, 0x80 | size]) : Buffer.from([0x80 | kind, 0xfe, size >> 8, size & 255]);
    const frame = Buffer.allocUnsafe(head.length + 4 + size);
    frame.set(head);
    frame.writeUInt32BE(++masks, head.length);
    const [start, key] = [head.length + 4, frame.subarray(head.length, head.length + 4)];
    for (let at = 0; at < size; at += 1) frame[start + at] = (body[at] as number) ^ (key[at & 3] as number);
    this.tcp.write(frame);
  }
}
