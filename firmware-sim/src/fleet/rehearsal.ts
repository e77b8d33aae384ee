import { createOpusEncoder } from "@dalaba/codec";
import { publishPacket } from "../mqtt/packets";
import { unsharedMessages } from "../speaker/message-source";
import type { SpeakerDecoders } from "../speaker/speaker-parts";
import type { DecoderPool } from "./decoder-pool";
import { MemoDecoding } from "./memo-decoder";
import { MemoMessages } from "./memo-messages";
import { Actor, type ActorParts } from "./rehearsal-actor";
import { type Heard, RehearsalWire } from "./rehearsal-wire";

/**
 * A fleet of hundreds answers its first OFFER with code that has hardly run: eight times slower than later, which makes
 * most of a process of 270 speakers late for the first words, as no real speaker would be. So throw-away speakers take
 * part in broadcasts on a time of their own before the fleet connects. Nothing of it reaches a socket or the fleet.
 */

const SPEAKERS = 30;
/** Of those, so many verify by themselves. */
const WHOLE = 2;
const FRAMES = 30;
/** The frame that comes after its deadline, by how many frames, and the one that never comes. */
const LATE = 8;
const LATE_BY = 6;
const LOST = 20;
const STEP_US = 10_000;

export interface Rehearsed extends ActorParts {
  readonly pool: DecoderPool;
  readonly decode: "memo" | "count";
}

/** Ends after the first broadcast that ends past `budgetMs` of this machine's time. */
export async function rehearse(fleet: Rehearsed, budgetMs = 500): Promise<Heard> {
  const until = performance.now() + budgetMs;
  const heard: Heard = { broadcasts: 0, acks: 0, receipts: 0, played: 0 };
  const wire = new RehearsalWire(heard);
  const packets = await opusNoise(FRAMES);
  const shared = new MemoMessages();
  const memo = new MemoDecoding(fleet.pool);
  const actors = Array.from({ length: SPEAKERS }, (_, i) =>
    i < WHOLE
      ? new Actor(wire, fleet, `rehearsal-${i}`, true, unsharedMessages, alone(fleet.pool))
      : new Actor(wire, fleet, `rehearsal-${i}`, false, shared, together(memo, fleet.decode)),
  );
  const keys = wire.keys();
  let nowUs = 0;
  const run = (us: number): void => {
    for (const end = nowUs + us; nowUs < end; ) {
      nowUs += STEP_US;
      memo.tick(nowUs);
      for (const actor of actors) actor.tick(nowUs);
    }
  };
  const send = (topic: string, bytes: Uint8Array): void => {
    const packet = publishPacket(topic, bytes, 0, false, 0);
    for (const actor of actors) actor.receive(packet, nowUs);
  };
  for (const actor of actors) actor.join(keys, nowUs);
  run(1_000_000);
  do {
    const broadcast = (++heard.broadcasts).toString(16).padStart(16, "0");
    const offer = wire.offer(
      broadcast,
      actors.map(({ id }) => id),
      nowUs,
    );
    send("pa/g/all/cmd", offer);
    const audio = (n: number): void =>
      send("pa/g/all/a", wire.audio(broadcast, n, packets[n] as Uint8Array, n === FRAMES - 1));
    // Every other broadcast limps: what a late or lost frame runs must not be met for the first time in a real one.
    const limps = heard.broadcasts % 2 === 0;
    for (let n = 0; n < FRAMES; n++) {
      if (!limps || (n !== LATE && n !== LOST)) audio(n);
      if (limps && n === LATE + LATE_BY) audio(LATE);
      run(20_000);
      if (n === 5) send("pa/g/all/cmd", offer);
    }
    send("pa/g/all/cmd", wire.stop(broadcast, FRAMES, nowUs));
    run(300_000);
    // Lets finished optimised code in, and others have their turn.
    await new Promise((resolve) => setImmediate(resolve));
  } while (performance.now() < until);
  for (const actor of actors) actor.leave();
  memo.close();
  return heard;
}

function alone(pool: DecoderPool): SpeakerDecoders {
  const taken = new Map<unknown, ReturnType<DecoderPool["take"]>>();
  return {
    sounding: () => {
      const decoder = pool.take();
      if (decoder) taken.set(decoder, decoder);
      return decoder;
    },
    listening: () => undefined,
    done: (decoder) => {
      const own = taken.get(decoder);
      taken.delete(decoder);
      if (own) pool.give(own);
    },
  };
}

function together(memo: MemoDecoding, decode: "memo" | "count"): SpeakerDecoders {
  return {
    sounding: () => (decode === "memo" ? memo.decoder() : undefined),
    listening: () => memo.decoder(),
    done: () => {},
  };
}

/** 20 ms packets of noise: what a decoder has most to do with. */
async function opusNoise(count: number): Promise<Uint8Array[]> {
  const encoder = await createOpusEncoder({
    sampleRate: 16_000,
    application: "voip",
    bitrate: 24_000,
    complexity: 1,
    inbandFec: false,
    packetLossPercent: 0,
    signal: "voice",
  });
  try {
    return Array.from({ length: count }, () =>
      encoder.encode(Int16Array.from({ length: encoder.frameSamples }, () => (Math.random() - 0.5) * 8_000)),
    );
  } finally {
    encoder.free();
  }
}
