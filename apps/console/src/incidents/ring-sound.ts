import { tonesOf } from "./ring";

let context: AudioContext | undefined;
const LEVEL = 0.12;
const GAP_MS = 30;

/** Sounds a kind's tones. Before the first press on the page a browser lets nothing sound: then it is silent. */
export function ringOnce(kind: string): void {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  if (context.state !== "running") return;
  let at = context.currentTime;
  for (const { hz, ms } of tonesOf(kind)) {
    const tone = context.createOscillator();
    const level = context.createGain();
    tone.frequency.value = hz;
    // Edges of a few ms: no clicks.
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(LEVEL, at + 0.008);
    level.gain.setValueAtTime(LEVEL, at + ms / 1000 - 0.012);
    level.gain.linearRampToValueAtTime(0, at + ms / 1000);
    tone.connect(level).connect(context.destination);
    tone.start(at);
    tone.stop(at + ms / 1000);
    at += (ms + GAP_MS) / 1000;
  }
}
