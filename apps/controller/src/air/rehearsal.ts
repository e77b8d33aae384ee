import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { encodeUplinkFrame, TALK_PATH, TALK_SUBPROTOCOL } from "@dalaba/api";
import { toHex } from "@dalaba/protocol";
import { WebSocket } from "ws";
import { silentLog } from "../log";
import { Air } from "./air";
import { systemClocks } from "./clocks";
import { RehearsalSpeaker } from "./rehearsal-speaker";
import type { Signer } from "./signer-client";
import { Signing } from "./signing";
import type { Ticket } from "./ticket";

/**
 * The first talk after a start would meet code that has never run: five to eight times slower than later, and frames
 * were lost by it at every speaker. So as soon as `air` is open, before its speakers are back, another one with keys,
 * speakers and a folder that are thrown away afterwards is talked through on loopback. Nobody else can get into it, and
 * nothing of it stays.
 */

/** The more speakers, the more answers a round warms; each costs a connection. */
const SPEAKERS = 32;
const FRAMES = 24;
/** Most of a talk's time is waiting; together they wait once. */
const AT_ONCE = 3;
/** Frames are handed over so many at a time, as they would come after a short stall. */
const FRAMES_AT_ONCE = 4;
/** A round that does not come to its end is given up. */
const PATIENCE_MS = 3_000;
const STREAM_KID = 1;

export interface Rehearsed {
  /** Talks that went through, each to the last receipt. */
  readonly talks: number;
}

/** Begins no further talk past `budgetMs`. Throws when this machine does not let it: then `air` starts cold. */
export async function rehearse(budgetMs = 450): Promise<Rehearsed> {
  const untilMs = performance.now() + budgetMs;
  const folder = mkdtempSync(join(tmpdir(), "dalaba-rehearsal-"));
  const speakers = Array.from({ length: SPEAKERS }, (_, i) => new RehearsalSpeaker(`rehearsal-${i}`));
  let air: Air | undefined;
  try {
    mkdirSync(join(folder, "keys"));
    mkdirSync(join(folder, "run"));
    const seed = toHex(new Uint8Array(randomBytes(32)));
    writeFileSync(join(folder, "keys", `stream-${STREAM_KID}.key`), seed, { mode: 0o600 });
    air = emptyAir(folder);
    const opened = await air.replaceState({
      speakers: speakers.map(({ entry }) => entry),
      groups: [{ name: "all", version: 1 }],
      documents: [],
      epoch: 1,
      streamKid: STREAM_KID,
    });
    if ("code" in opened) throw new Error(opened.detail);
    await Promise.all(speakers.map((speaker) => speaker.join(opened.ports.mqtt)));
    let talks = 0;
    do {
      const wave = Array.from({ length: AT_ONCE }, () => talk(air as Air, opened.ports.talk, speakers));
      talks += (await Promise.all(wave)).filter((done) => done).length;
    } while (performance.now() < untilMs);
    return { talks };
  } finally {
    for (const speaker of speakers) speaker.leave();
    await air?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function emptyAir(dataFolder: string): Air {
  const seed = () => ({ kid: 2, seed: new Uint8Array(randomBytes(32)) });
  const signing = new Signing({ command: seed(), emergency: seed() });
  const signer: Signer = {
    ask: async (ask) =>
      ask.type === "load"
        ? { ok: true, bytes: new Uint8Array(0), counter: 0 }
        : signing.sign(ask, systemClocks.utcMs()),
    close: async () => undefined,
  };
  const ports = { mqttPort: 0, clockPort: 0, talkPort: 0, mqttUrl: null };
  const options = { dataFolder, host: "127.0.0.1", ...ports, log: silentLog, clocks: systemClocks };
  return new Air({ ...options, signer: () => signer }, signer, () => undefined);
}

function ticketFor(speakers: readonly RehearsalSpeaker[], utcMs: number): Ticket {
  return {
    ticket: randomBytes(16).toString("hex"),
    broadcast: randomBytes(8).toString("hex"),
    kind: "talk",
    class: "talk",
    priority: 60,
    actor: { kind: "system", id: "rehearsal", name: "rehearsal" },
    room: null,
    why: null,
    to: "all",
    speakers: speakers.map(({ entry }) => entry.id),
    chime: "none",
    gainDb: 0,
    night: "no",
    waitMs: 0,
    maxMs: 60_000,
    grantedAtUtcMs: utcMs,
    expiresAtUtcMs: utcMs + 30_000,
  };
}

/** One talk from the uplink's opening to the last receipt; false when it got stuck. */
async function talk(air: Air, port: number, speakers: readonly RehearsalSpeaker[]): Promise<boolean> {
  const ticket = ticketFor(speakers, systemClocks.utcMs());
  air.shelf.put(ticket, systemClocks.utcMs());
  const url = `ws://127.0.0.1:${port}${TALK_PATH}?ticket=${ticket.ticket}`;
  const socket = new WebSocket(url, TALK_SUBPROTOCOL, { perMessageDeflate: false });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("message", () => resolve());
      socket.once("error", reject);
      socket.once("open", () => socket.send('{"type":"start","source":"mic"}'));
    });
    for (let sequence = 0; sequence < FRAMES; sequence++) {
      socket.send(encodeUplinkFrame({ voiced: true, sequence, captureUs: sequence * 20_000, opus: frame() }));
      if ((sequence + 1) % FRAMES_AT_ONCE === 0) await pause(1);
    }
    socket.send('{"type":"end"}');
    // The end comes after the frames, and the last receipt after the end.
    return await comes(() => air.town?.onAir.get(ticket.broadcast)?.phase === "settled");
  } finally {
    socket.terminate();
  }
}

/** 20 ms of SILK wide band, by its first byte; nothing between sender and speaker decodes it. */
function frame(): Uint8Array {
  const opus = new Uint8Array(randomBytes(60));
  opus[0] = 9 << 3;
  return opus;
}

async function comes(check: () => boolean): Promise<boolean> {
  for (const untilMs = performance.now() + PATIENCE_MS; !check(); await pause(2))
    if (performance.now() > untilMs) return false;
  return true;
}
