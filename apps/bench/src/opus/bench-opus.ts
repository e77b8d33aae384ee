import type { OpusSampleRate } from "@dalaba/codec";
import { stoi } from "@dalaba/media";
import { median } from "../measure/statistics";
import { watched } from "../measure/watched";
import type { Report } from "../report/print";
import type { Figure } from "../report/row";
import { lagOf } from "../sound/lag";
import { recordedVoice } from "../talk/speech";
import { SETTINGS } from "./settings";
import { type Coded, throughOpus } from "./through-opus";

export interface OpusOptions {
  /** Each with other losses. */
  readonly seeds: number;
  readonly rates: readonly OpusSampleRate[];
  say(line: string): void;
}

export const FULL_OPUS: Omit<OpusOptions, "say"> = { seeds: 9, rates: [16_000, 48_000] };
export const QUICK_OPUS: Omit<OpusOptions, "say"> = { seeds: 2, rates: [16_000] };

const LISTEN_MS = 1_000;
/** The same few seconds, again and again, meet other losses. */
const TIMES = 4;

/** What Opus settings do to speech, what they weigh and what they cost; each beside the one that talks use. */
export function benchOpus(options: OpusOptions): Promise<Report> {
  return watched(LISTEN_MS, () => compare(options));
}

async function compare({ seeds, rates, say }: OpusOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const rateHz of rates) {
    const { name, pcm } = await recordedVoice(rateHz);
    const said = Float32Array.from({ length: TIMES * pcm.length }, (_, i) => pcm[i % pcm.length] as number);
    const found: { readonly about: string; readonly of: Heard }[] = [];
    for (const [index, setting] of SETTINGS.entries()) {
      const runs: Heard[] = [];
      for (let seed = 1; seed <= (setting.lossPercent > 0 ? seeds : 1); seed++)
        runs.push(heardOf(said, rateHz, await throughOpus(said, rateHz, setting, seed)));
      found.push({ about: setting.name, of: middle(runs) });
      say(`${rateHz / 1000} kHz: ${index + 1} of ${SETTINGS.length}: ${setting.name}`);
    }
    figures.push(...figuresOf(rateHz, name, found));
  }
  return figures;
}

interface Heard {
  readonly stoi: number;
  readonly bytesPerSecond: number;
  readonly encodeUs: number;
}

/** The codec looks ahead some milliseconds: what comes out is compared where it lies. */
function heardOf(said: Float32Array, rateHz: number, { pcm, bytesPerSecond, encodeUs }: Coded): Heard {
  const most = Math.round(0.02 * rateHz);
  const size = 2 * rateHz;
  const lag = Math.round(lagOf(said, rateHz, pcm, rateHz, size, most)?.samples ?? 0);
  const heard = pcm.subarray(Math.max(0, lag));
  const share = stoi(said.subarray(0, heard.length), heard, rateHz);
  return { stoi: share ?? Number.NaN, bytesPerSecond, encodeUs };
}

function middle(runs: readonly Heard[]): Heard {
  const of = (part: keyof Heard): number => median(runs.map((run) => run[part]));
  return { stoi: of("stoi"), bytesPerSecond: of("bytesPerSecond"), encodeUs: of("encodeUs") };
}

function figuresOf(
  rateHz: number,
  voice: string,
  found: readonly { readonly about: string; readonly of: Heard }[],
): Figure[] {
  const [used] = found;
  return found.flatMap(({ about, of }, index) => {
    const row = (id: string, what: string, unit: string, part: keyof Heard): Figure => ({
      ...{
        id: `opus.${rateHz}.${index}.${id}`,
        case: `${rateHz / 1000} kHz, ${about}`,
        what,
        unit,
        value: of[part],
      },
      ...(index === 0 || !used ? { note: voice } : { peer: used.about, peerValue: used.of[part] }),
    });
    return [
      row("stoi", "STOI", "", "stoi"),
      row("bytes", "bytes of Opus a second", "B/s", "bytesPerSecond"),
      row("encode", "time to encode a frame", "µs", "encodeUs"),
    ];
  });
}
