import { type BroadcastSummaryReply, routes, type TalkReply } from "@dalaba/api";
import { createOpusEncoder } from "@dalaba/codec";
import type { ChimeName } from "@dalaba/protocol";
import { exitOfResult, resultDocument, resultText, waitForResult } from "../broadcast-result";
import { uplinkErrors } from "../cli-errors";
import { CliFailure, cliFailure } from "../cli-failure";
import type { Context } from "../context";
import { EXIT, type ExitCode } from "../exit-code";
import type { AudioSource } from "../source/audio-source";
import { type SpokenEnd, speak } from "../uplink/speak";
import { dryRun } from "./dry-run";
import { busyText } from "./preflight-text";
import { talkBody } from "./talk-body";

export interface SoundOptions {
  readonly to?: readonly string[];
  readonly chime: ChimeName;
  readonly why?: string;
  readonly incident?: string;
  readonly room?: string;
  readonly night: "no" | "yes" | "wide";
  readonly gain: number;
  /** Seconds; true: named without a number, which asks for what is done anyway. */
  readonly wait: number | true;
  readonly receipts: number;
  readonly dryRun?: boolean;
  readonly emergency?: boolean;
  readonly priority?: number;
  readonly arrange?: "plain" | "aligned" | "staggered";
  /** A technician hears whether one speaker sounds. */
  readonly test?: boolean;
  readonly allOrNothing?: boolean;
  readonly fallback?: boolean;
}

/** `latestMs`: how late a frame may leave and still sound (wire.md 3: D, less the way). */
const KINDS = {
  talk: { application: "voip", bitrate: 24_000, latestMs: 60 },
  // What is played may be music; speech loses nothing by the higher rate.
  play: { application: "audio", bitrate: 64_000, latestMs: 1_000 },
} as const;

/** Who is meant; @throws `usage` where nobody is. */
export function targetsOf({ to = [] }: SoundOptions): readonly string[] {
  if (to.length > 0) return to;
  throw cliFailure("usage", "name a target: --to all, site:S, zone:Z, speaker:ID or near:LAT,LON", {
    next: "dalaba ls lists speakers, dalaba ls sites and dalaba ls zones the rest",
  });
}

/** Opens a talk or play, speaks the source into it, waits for the receipts and prints what they amount to. */
export async function broadcast(
  context: Context,
  kind: "talk" | "play",
  options: SoundOptions,
  openSource: () => Promise<AudioSource>,
): Promise<ExitCode> {
  const to = targetsOf(options);
  if (options.dryRun) return dryRun(context, kind, to, options);
  const result = await soundOnce(context, kind, to, options, openSource);
  context.out.result(resultDocument(result), () => resultText(result));
  return context.interrupts.signal.aborted ? EXIT.interrupted : exitOfResult(result);
}

/** One broadcast, from its ticket to its last receipt. */
export async function soundOnce(
  context: Context,
  kind: "talk" | "play",
  to: readonly string[],
  options: SoundOptions,
  openSource: () => Promise<AudioSource>,
): Promise<BroadcastSummaryReply> {
  const source = await openSource();
  const encoder = await createOpusEncoder({
    sampleRate: 48_000,
    application: KINDS[kind].application,
    bitrate: KINDS[kind].bitrate,
    complexity: 8,
    inbandFec: false,
    packetLossPercent: 0,
  });
  try {
    const connection = await context.connect();
    await source.ready();
    const talk = await connection.call(routes.talks.openTalk, { body: talkBody(kind, to, options) });
    const offline = talk.offline > 0 ? `, ${talk.offline} of them offline` : "";
    context.out.say(
      `${kind} ${talk.broadcast} to ${talk.targets} speakers${offline}, priority ${talk.priority}`,
    );
    const end = await speakAsked(context, talk, source, {
      ...{ url: talk.url, ca: connection.ca, source, encoder, latestMs: KINDS[kind].latestMs },
      signal: context.interrupts.signal,
      stop: async () =>
        (await connection.ask(routes.broadcasts.stopBroadcast, { params: { id: talk.broadcast } })).ok,
    });
    tellEnd(context, source, talk.broadcast, end);
    context.out.status("waiting for receipts ...");
    return await waitForResult(connection, talk.broadcast, options.receipts);
  } finally {
    source.close();
    encoder.free();
  }
}

/** Speaks; the first Ctrl-C ends the talk and lets the receipts come in, the second leaves. */
function speakAsked(
  { out, interrupts }: Context,
  talk: TalkReply,
  source: AudioSource,
  options: Omit<Parameters<typeof speak>[0], "onMessage">,
): Promise<SpokenEnd> {
  const startMs = performance.now();
  /** Whoever reads no progress line is told once who holds the others. */
  let held = "";
  const whole = source.durationMs === undefined ? "" : ` of ${Math.round(source.durationMs / 1000)}`;
  interrupts.tell({ broadcast: talk.broadcast }, `dalaba show ${talk.broadcast}`);
  const ended = (): void => out.say("interrupted: the talk ends; Ctrl-C again leaves without the receipts");
  return interrupts.askFirst(ended, () =>
    speak({
      ...options,
      onMessage(message) {
        if (message.type !== "progress") return;
        const seconds = Math.round((performance.now() - startMs) / 1000);
        const { accepted, sounding, of, busy } = message;
        out.status(`on air ${seconds}${whole} s: ${sounding} of ${of} sounding${busyText(busy)}`);
        const holders = (busy ?? []).map((each) => each.broadcast).join();
        if (holders !== held && holders !== "") out.say(`${accepted} of ${of}${busyText(busy)}`);
        held = holders;
      },
    }),
  );
}

/** What went otherwise than meant. @throws where nobody was offered anything, and where `air` refused to go on */
function tellEnd({ out, interrupts }: Context, source: AudioSource, id: string, end: SpokenEnd): void {
  const { over, frames, onAir, lost } = end;
  if (source.complaint) out.say(source.complaint);
  if (over.type === "error") {
    const { exit, next } = uplinkErrors[over.code];
    const params = { broadcast: id };
    throw new CliFailure(over.code, over.detail, { exit, next: onAir ? `dalaba show ${id}` : next, params });
  }
  if (frames === 0 && !onAir) {
    if (interrupts.signal.aborted) throw cliFailure("interrupted", "interrupted before the first word");
    throw cliFailure("no-air", `it ended before the first word: ${over.because}`);
  }
  if (lost > 0) out.say(`${lost} frames of 20 ms were left out: this machine or its line is too slow`);
  if (over.because === "air-lost") out.say("the line to air broke: the talk has ended everywhere");
  else if (over.because !== "finished" && !interrupts.signal.aborted) out.say(`ended: ${over.because}`);
}
