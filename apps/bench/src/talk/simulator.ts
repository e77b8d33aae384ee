import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SpeakerTruth } from "@dalaba/firmware-sim";
import type { Credentials } from "@dalaba/protocol";
import { repositoryRoot } from "../processes/repository-root";
import { NotedChild } from "./noted-child";
import { until } from "./wait";

const CONTROL_WITHIN_MS = 15_000;
const WAV_HEADER_BYTES = 44;
const WAV_RATE_AT = 24;

/** What a speaker put out, on the machine's clock. */
export interface Recording {
  readonly pcm: Float32Array;
  readonly rateHz: number;
  /** When its first sample left the speaker, µs. */
  readonly startUs: number;
}

/** Simulated speakers in a process of their own, asked for what is true on the machine's clock. */
export class Simulator {
  readonly #child: NotedChild;
  readonly #url: string;

  private constructor(child: NotedChild, url: string) {
    this.#child = child;
    this.#url = url;
  }

  static async start(folder: string, name: string, credentials: readonly Credentials[]): Promise<Simulator> {
    const file = join(folder, `${name}.jsonl`);
    await writeFile(file, credentials.map((each) => `${JSON.stringify(each)}\n`).join(""), { mode: 0o600 });
    const program = join(repositoryRoot(), "firmware-sim/dist/main.mjs");
    const child = new NotedChild(name, program, ["--credentials", file, "--control", "0"]);
    const url = await until("the simulator's control port", CONTROL_WITHIN_MS, () => {
      child.mustRun();
      return /control: (http:\/\/127\.0\.0\.1:\d+)/.exec(child.text)?.[1];
    });
    return new Simulator(child, url);
  }

  async #ask(path: string, init: RequestInit = {}): Promise<Response> {
    this.#child.mustRun();
    // A kept connection may be closed by the other end at the moment it is used again.
    const headers = { connection: "close" };
    const response = await fetch(`${this.#url}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`simulator: ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  async #get<T>(path: string): Promise<T> {
    return (await (await this.#ask(path)).json()) as T;
  }

  /** Begins or ends the recording of a speaker. */
  async record(speaker: string, on: boolean): Promise<void> {
    await (await this.#ask("/record", { method: "POST", body: JSON.stringify({ speaker, on }) })).text();
  }

  /** Makes something go wrong at every speaker, or nothing any more (`clear`). */
  async fault(fault: Readonly<Record<string, unknown>>): Promise<void> {
    const body = JSON.stringify({ speaker: "all", ...fault });
    await (await this.#ask("/fault", { method: "POST", body })).text();
  }

  /** The recording so far: 16 bits, mono. */
  async recording(speaker: string): Promise<Recording> {
    const response = await this.#ask(`/record/${speaker}.wav`);
    const startUs = Number(response.headers.get("x-start-us"));
    const bytes = await response.arrayBuffer();
    const rateHz = new DataView(bytes).getUint32(WAV_RATE_AT, true);
    const pcm = Float32Array.from(new Int16Array(bytes, WAV_HEADER_BYTES), (value) => value / 32_768);
    return { pcm, rateHz, startUs };
  }

  /** Of the speakers that sounded it. */
  async truth(broadcast: string): Promise<readonly SpeakerTruth[]> {
    return (await this.#get<{ speakers: SpeakerTruth[] }>(`/truth?broadcast=${broadcast}`)).speakers;
  }

  /** How many are online with a good clock. */
  async ready(): Promise<number> {
    const { speakers } = await this.#get<{ speakers: { online: boolean; sync: string }[] }>("/speakers");
    return speakers.filter(({ online, sync }) => online && sync === "good").length;
  }

  /** How many broadcasts sound at its speakers, counted once per speaker. */
  async sounding(): Promise<number> {
    const { speakers } = await this.#get<{ speakers: { sounding: string[] }[] }>("/speakers");
    return speakers.reduce((sum, each) => sum + each.sounding.length, 0);
  }

  get pid(): number {
    return this.#child.pid;
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child.signal(signal);
  }

  end(): Promise<void> {
    return this.#child.end();
  }
}
