import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SpeakerTruth } from "@dalaba/firmware-sim";
import type { Credentials } from "@dalaba/protocol";
import { repositoryRoot } from "../processes/repository-root";
import { NotedChild } from "./noted-child";
import { until } from "./wait";

const CONTROL_WITHIN_MS = 15_000;

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

  async #get<T>(path: string): Promise<T> {
    this.#child.mustRun();
    const response = await fetch(`${this.#url}${path}`);
    if (!response.ok) throw new Error(`simulator: ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
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
