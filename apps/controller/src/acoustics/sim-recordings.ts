import { type Outcome, refuse } from "@dalaba/core";
import { WavReader } from "@dalaba/media";

/** What one speaker put out, on the true timeline of the simulator. */
export interface RecordedSound {
  readonly pcm: Float32Array;
  /** Of its first sample, µs of the machine's CLOCK_MONOTONIC. */
  readonly startUs: number;
}

export interface Recorded {
  readonly sampleRate: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly sounds: ReadonlyMap<string, RecordedSound>;
}

type RecordedCode = "listen-unavailable" | "nobody-listened";

/** The way to what simulated speakers put out, through the control port of a simulator on this machine. */
export interface SimRecordings {
  /** Records these speakers from now on for `ms`. */
  record(
    speakers: readonly string[],
    ms: number,
    signal: AbortSignal,
  ): Promise<Outcome<Recorded, RecordedCode>>;
  /** What was recorded of a broadcast while it sounded. */
  kept(
    broadcast: string,
    speakers: readonly string[],
    signal: AbortSignal,
  ): Promise<Outcome<Recorded, RecordedCode>>;
}

const nowhere = () =>
  refuse("listen-unavailable", "no simulator is known to this controller (DALABA_SIM_PORT)");

export const NO_RECORDINGS: SimRecordings = {
  record: () => Promise.resolve(nowhere()),
  kept: () => Promise.resolve(nowhere()),
};

/** A longer broadcast is heard in part: this much from its first sound, µs. */
const LONGEST_US = 60_000_000;
/** After the last sound, for the way to the ear, µs. */
const TAIL_US = 2_000_000;

interface TruthRow {
  readonly speaker: string;
  readonly chimeUs: number | null;
  readonly firstUs: number | null;
  readonly lastUs: number;
}

export function simRecordings(port: number): SimRecordings {
  const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
  /** How many listeners wait for a recording that was begun here; what was being recorded before is left alone. */
  const begun = new Map<string, number>();

  const json = async (path: string, signal: AbortSignal): Promise<unknown> =>
    (await fetch(at(path), { signal })).json();
  const switchTo = async (speaker: string, on: boolean): Promise<void> => {
    const body = JSON.stringify({ speaker, on });
    await fetch(at("/record"), { method: "POST", body }).then((response) => response.body?.cancel());
  };
  const begin = async (speaker: string, running: ReadonlySet<string>): Promise<boolean> => {
    const others = begun.get(speaker);
    if (others === undefined && running.has(speaker)) return false;
    begun.set(speaker, (others ?? 0) + 1);
    if (others === undefined) await switchTo(speaker, true);
    return true;
  };
  const end = async (speaker: string): Promise<void> => {
    const left = (begun.get(speaker) ?? 1) - 1;
    if (left > 0) begun.set(speaker, left);
    else {
      begun.delete(speaker);
      await switchTo(speaker, false);
    }
  };
  const fetchAll = async (speakers: readonly string[], signal: AbortSignal): Promise<Fetched> => {
    const sounds = new Map<string, RecordedSound>();
    let sampleRate = 0;
    await each(speakers, async (speaker) => {
      const response = await fetch(at(`/record/${speaker}.wav`), { signal });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (!response.ok) return;
      const reader = new WavReader();
      const read = reader.push(bytes);
      if (!read.ok || !reader.format) return;
      sampleRate = reader.format.sampleRate;
      sounds.set(speaker, { pcm: read.pcm, startUs: Number(response.headers.get("x-start-us")) });
    });
    return { sampleRate, sounds };
  };

  return {
    record: (speakers, ms, signal) =>
      reached(async () => {
        const states = (await json("/speakers", signal)) as SimStates;
        const known = new Set(states.speakers.map(({ id }) => id));
        const running = new Set(states.speakers.filter((each) => each.recording).map(({ id }) => id));
        const wanted = speakers.filter((id) => known.has(id));
        if (wanted.length === 0 && speakers.length > 0)
          return refuse("listen-unavailable", `none of ${speakers.length} speakers is simulated`);
        const own: string[] = [];
        try {
          await each(wanted, async (id) => {
            if (await begin(id, running)) own.push(id);
          });
          const fromUs = Number(process.hrtime.bigint() / 1000n);
          await pause(ms, signal);
          const fetched = await fetchAll(wanted, signal);
          return { ok: true, value: { ...fetched, fromUs, toUs: fromUs + ms * 1000 } };
        } finally {
          await Promise.allSettled(own.map(end));
        }
      }),
    kept: (broadcast, speakers, signal) =>
      reached(async () => {
        const truth = (await json(`/truth?broadcast=${broadcast}`, signal)) as { speakers: TruthRow[] };
        const rows = truth.speakers.filter(({ speaker }) => speakers.includes(speaker));
        const fetched = await fetchAll(
          rows.map(({ speaker }) => speaker),
          signal,
        );
        const fromUs = Math.min(...rows.map(({ chimeUs, firstUs, lastUs }) => chimeUs ?? firstUs ?? lastUs));
        const toUs = Math.max(...rows.map(({ lastUs }) => lastUs)) + TAIL_US;
        const sounds = new Map(
          [...fetched.sounds].filter(
            ([, { pcm, startUs }]) =>
              startUs + (pcm.length / fetched.sampleRate) * 1e6 > fromUs && startUs < toUs,
          ),
        );
        if (sounds.size === 0)
          return refuse("nobody-listened", `${broadcast}: no recording of a speaker that is heard there`);
        const value = { ...fetched, sounds, fromUs, toUs: Math.min(toUs, fromUs + LONGEST_US) };
        return { ok: true, value };
      }),
  };
}

interface SimStates {
  readonly speakers: readonly { readonly id: string; readonly recording: boolean }[];
}

type Fetched = Pick<Recorded, "sampleRate" | "sounds">;

async function reached<T>(work: () => Promise<Outcome<T, RecordedCode>>): Promise<Outcome<T, RecordedCode>> {
  try {
    return await work();
  } catch (error) {
    return refuse("listen-unavailable", `the simulator does not answer: ${(error as Error).message}`);
  }
}

/** Asks for several at a time: the simulator answers each within a tick of its own. */
const AT_ONCE = 8;

async function each(speakers: readonly string[], work: (speaker: string) => Promise<void>): Promise<void> {
  const waiting = [...speakers];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer);
      reject(new Error("the listener has left"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", leave);
      resolve();
    }, ms);
    signal.addEventListener("abort", leave, { once: true });
  });
}
