import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Credentials, DelayClass } from "@dalaba/protocol";
import { tempFolder } from "../processes/temp-folder";
import { Controller } from "./controller";
import { Simulator } from "./simulator";
import type { Speech } from "./speech";
import { FROZEN, townFile, WITNESSES } from "./town-file";
import { pause, until } from "./wait";

/** The town under measure: the real programs, and its speakers online with good clocks. */
export interface Town {
  readonly folder: string;
  readonly speakers: number;
  readonly speech: Speech;
  readonly controller: Controller;
  readonly simulator: Simulator;
  /** Of the speakers of the hamlet, which start when they are needed. */
  readonly spare: ReadonlyMap<string, Credentials>;
  /** The first start made keys and tables; the later ones found them, and the town, ms. */
  readonly firstStartMs: number;
  readonly startMs: readonly number[];
  end(): Promise<void>;
}

const ONLINE_WITHIN_MS = 60_000;
/** Thousands take longer: they and the server share this machine, ms a speaker. */
const MORE_MS = 30;
/** A speaker asks for the time more often in its first eight seconds (SPEC 3.3): a town is idle after that. */
const SETTLE_MS = 12_000;

/** Starts it all; leaves nothing behind when it cannot. `restarts` measures so many starts with the town in the store. */
export async function startTown(
  speakers: number,
  speech: Speech,
  restarts: number,
  say: (line: string) => void,
  settings: Readonly<Record<string, string>> = {},
  delayClass: DelayClass = "lan",
): Promise<Town> {
  const temp = tempFolder();
  const folder = temp.path;
  const token = randomBytes(32).toString("hex");
  const ends: (() => Promise<void> | void)[] = [() => temp.remove()];
  const end = async (): Promise<void> => {
    for (const each of ends.reverse()) await each();
  };
  try {
    const data = join(folder, "data");
    let controller = await Controller.start(data, token, settings);
    const stop = (): Promise<void> => controller.end();
    ends.push(stop);
    const firstStartMs = controller.readyMs;
    say(`first start to ready: ${Math.round(firstStartMs)} ms`);
    await controller.layOut(townFile(speakers, delayClass));
    await controller.issueCredentials();
    const startMs: number[] = [];
    for (let i = 0; i < restarts; i++) {
      await controller.end();
      await pause(500);
      controller = await Controller.start(data, token, settings);
      startMs.push(controller.readyMs);
      say(`start to ready with ${speakers} speakers known: ${Math.round(controller.readyMs)} ms`);
    }
    const spareIds: readonly string[] = [FROZEN, ...WITNESSES];
    // Each start took other ports.
    const issued = await controller.issueCredentials();
    const town = issued.filter(({ id }) => !spareIds.includes(id));
    const simulator = await Simulator.start(folder, "speakers", town);
    ends.push(() => simulator.end());
    const all = async (): Promise<true | undefined> =>
      (await simulator.ready()) === speakers && (await controller.onlineCount()) === speakers
        ? true
        : undefined;
    await until(
      `${speakers} speakers to be online with good clocks`,
      ONLINE_WITHIN_MS + speakers * MORE_MS,
      all,
      250,
    );
    say(`${speakers} speakers are online`);
    await pause(SETTLE_MS);
    const spare = new Map(issued.filter(({ id }) => spareIds.includes(id)).map((each) => [each.id, each]));
    return { folder, speakers, speech, controller, simulator, spare, firstStartMs, startMs, end };
  } catch (error) {
    await end();
    throw error;
  }
}
