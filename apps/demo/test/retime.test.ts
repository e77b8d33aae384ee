import { encodeUplinkFrame, type TalkReply } from "@dalaba/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pause, startTown, type Town, until } from "./town.test-support";
import { SILENT_OPUS, Uplink } from "./uplink.test-support";

/** A talk whose first frame came late is late no longer than until its first pause. */

const SPEAKERS = 3;
/** D of the town's speakers, class `wan`, ms. */
const D_MS = 400;
const LATE_MS = 300;
const FRAME_MS = 20;
/** 6 s: speech, a pause of 1.2 s that begins after 2 s, speech. */
const FRAMES = 300;
const isVoiced = (frame: number): boolean => frame < 100 || frame >= 160;

interface Detail {
  readonly result: { readonly played: number; readonly skewMs: { readonly p99: number | null } } | null;
}

let town: Town;
beforeAll(async () => {
  town = await startTown({ speakers: SPEAKERS });
}, 120_000);
afterAll(() => town?.stop(), 30_000);

const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

/** Speaks as a page does that stood still for `lateMs` in its first moments. Answers how long after its last frame all were silent, ms. */
async function speak(lateMs: number): Promise<{ tailMs: number[]; broadcast: string }> {
  const talk = await town.api<TalkReply>("POST", "/talks", { kind: "talk", to: ["all"] });
  const uplink = new Uplink(talk);
  await uplink.opened();
  uplink.send(JSON.stringify({ type: "start", source: "mic" }));
  await until("it is ready", async () => uplink.said.some(({ type }) => type === "ready"));
  const beganUs = nowUs();
  let lastUs = 0;
  for (let frame = 0; frame < FRAMES; frame++) {
    const dueMs = Math.max(lateMs, frame * FRAME_MS);
    const waitMs = dueMs - (nowUs() - beganUs) / 1000;
    if (waitMs > 0) await pause(waitMs);
    const captureUs = frame * FRAME_MS * 1000;
    uplink.send(
      encodeUplinkFrame({ voiced: isVoiced(frame), sequence: frame, captureUs, opus: SILENT_OPUS }),
    );
    lastUs = nowUs();
  }
  uplink.send(JSON.stringify({ type: "end" }));
  await uplink.closed;
  await until("it is counted", async () => {
    const { result } = await town.api<Detail>("GET", `/broadcasts/${talk.broadcast}`);
    return result !== null;
  });
  const truth = await town.truth(talk.broadcast);
  return { tailMs: truth.map((each) => (each.lastUs - lastUs) / 1000), broadcast: talk.broadcast };
}

test("a first frame 300 ms late delays the talk until its pause, not to its end, and loses nothing", async () => {
  // A machine that stalls in these six seconds is another late sender: then it is said again.
  await until(
    "a talk that came back",
    async () => {
      const { tailMs, broadcast } = await speak(LATE_MS);
      const { result } = await town.api<Detail>("GET", `/broadcasts/${broadcast}`);
      if (result?.played !== SPEAKERS || tailMs.length < SPEAKERS) return false;
      // Together all the time, by their receipts and by the true clock.
      expect(Math.max(...tailMs) - Math.min(...tailMs)).toBeLessThan(25);
      // Without it: D and the 300 ms that the first frame was late.
      return tailMs.every((ms) => ms < D_MS + FRAME_MS + LATE_MS / 2);
    },
    90_000,
  );
}, 120_000);
