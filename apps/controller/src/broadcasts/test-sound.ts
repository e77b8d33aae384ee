import { type Outcome, refuse } from "@dalaba/core";
import { SILENCE_20_MS } from "@dalaba/media";
import { chimeMs, FRAME_MS } from "@dalaba/protocol";
import type { Caller } from "../http/context";
import type { BroadcastDesk } from "./broadcast-desk";
import type { PlayingSources } from "./playing-sources";
import type { RecordedFrames } from "./recorded-source";

const CHIME = "three-tone";
/** A quarter of a second after the chime: frames of which the receipt says that they came in time. */
const FRAMES: RecordedFrames = new Array(12).fill(SILENCE_20_MS);

export interface TestSound {
  readonly broadcast: string;
  readonly durationMs: number;
}

/**
 * Has one speaker sound the chime that it makes itself: whoever stands below hears whether it does, and its receipt proves
 * the network, the clock and the keys. The desk asks for `manage-speakers`.
 */
export async function testSound(
  { desk, sources }: { readonly desk: BroadcastDesk; readonly sources: PlayingSources },
  speaker: string,
  online: boolean,
  caller: Caller,
): Promise<Outcome<TestSound>> {
  if (!online) return refuse("speaker-offline", `${speaker} is not connected`, { speaker });
  const opened = await desk.open(
    {
      ...{ kind: "play", to: [`speaker:${speaker}`], test: true, emergency: false, night: "no" },
      ...{ chime: CHIME, gainDb: 0, waitMs: 0 },
    },
    caller,
    [],
  );
  if (!opened.ok) return opened;
  const { broadcast, ticket } = opened.value;
  const played = await sources.play(ticket, FRAMES);
  if (!played.ok) return played;
  return { ok: true, value: { broadcast, durationMs: chimeMs(CHIME) + FRAMES.length * FRAME_MS } };
}
