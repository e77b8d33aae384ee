import type { ChimeName } from "./orders";

/**
 * The built-in chimes (SPEC 4.11), given by formula so that every speaker can make them. A chime is a row of notes;
 * a note is 0.5·e^(−t/τ)·(sin 2πft + 0.3·sin 4πft)/1.3 under a 5 ms linear attack and a 20 ms linear release,
 * t in seconds from the note's start; notes do not overlap.
 */
interface Note {
  readonly hz: number;
  readonly ms: number;
}

const DECAY_S = 0.35;
const ATTACK_S = 0.005;
const RELEASE_S = 0.02;

const NOTES: Readonly<Record<ChimeName, readonly Note[]>> = {
  none: [],
  // A falling third, the tone people know as "please listen".
  "two-tone": [
    { hz: 659.255, ms: 500 },
    { hz: 523.251, ms: 700 },
  ],
  // A rising triad for notices that ask for more attention.
  "three-tone": [
    { hz: 523.251, ms: 400 },
    { hz: 659.255, ms: 400 },
    { hz: 783.991, ms: 700 },
  ],
};

/** Length in milliseconds; 0 for "none". */
export function chimeMs(name: ChimeName): number {
  return NOTES[name].reduce((sum, note) => sum + note.ms, 0);
}

/** The chime at a sample rate, −1 to 1. */
export function chimePcm(name: ChimeName, rateHz: number): Float32Array {
  const out = new Float32Array(Math.round((chimeMs(name) * rateHz) / 1000));
  let startMs = 0;
  for (const note of NOTES[name]) {
    const from = Math.round((startMs * rateHz) / 1000);
    const count = Math.round((note.ms * rateHz) / 1000);
    for (let i = 0; i < count && from + i < out.length; i++) {
      const t = i / rateHz;
      const left = note.ms / 1000 - t;
      const envelope = Math.min(1, t / ATTACK_S, left / RELEASE_S) * Math.exp(-t / DECAY_S);
      const phase = 2 * Math.PI * note.hz * t;
      out[from + i] = (0.5 * envelope * (Math.sin(phase) + 0.3 * Math.sin(2 * phase))) / 1.3;
    }
    startMs += note.ms;
  }
  return out;
}
