import {
  readTalkClientMessage,
  readUplinkFrame,
  type TalkServerMessage,
  type UplinkFrame,
} from "@dalaba/api/browser";
import type { SocketLike } from "./uplink-socket";

/** A WebSocket whose other end is the test. */
export class FakeSocket implements SocketLike {
  binaryType: BinaryType = "blob";
  readyState = 0;
  bufferedAmount = 0;
  onopen: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  readonly url: string;
  readonly protocol: string;
  /** What it was sent, read as `air` reads it. */
  readonly said: string[] = [];
  readonly frames: UplinkFrame[] = [];
  closedWith: number | undefined;

  constructor(url: string, protocol: string) {
    this.url = url;
    this.protocol = protocol;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (typeof data === "string") {
      const read = readTalkClientMessage(data);
      if (!read.ok) throw new Error(read.detail);
      this.said.push(read.message.type);
      return;
    }
    const read = readUplinkFrame(data);
    if (!read.ok) throw new Error(read.detail);
    this.frames.push(read.frame);
  }

  close(code?: number): void {
    this.closedWith = code;
    this.readyState = 3;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.(new Event("open"));
  }

  hear(message: TalkServerMessage | string): void {
    const data = typeof message === "string" ? message : JSON.stringify(message);
    this.onmessage?.({ data } as MessageEvent);
  }

  break(): void {
    this.readyState = 3;
    this.onclose?.(new Event("close") as CloseEvent);
  }
}
