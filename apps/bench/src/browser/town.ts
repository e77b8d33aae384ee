import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { tempFolder } from "../processes/temp-folder";
import { Controller } from "../talk/controller";
import { Simulator } from "../talk/simulator";
import { townFile } from "../talk/town-file";
import { pause, until } from "../talk/wait";
import { PASSWORD } from "./desk";

/** The town that the console speaks to: the real programs, and nobody in it who is not online. */
export interface ConsoleTown {
  readonly folder: string;
  readonly speakers: number;
  readonly controller: Controller;
  readonly simulator: Simulator;
  /** Those that verify, decode and mix by themselves: the first of the simulator's file. */
  readonly full: readonly string[];
  end(): Promise<void>;
}

/** As `firmware-sim` does when nothing is said. */
const FULL = 8;
const ONLINE_WITHIN_MS = 120_000;
/** A speaker asks for the time more often in its first eight seconds (SPEC 3.3): a town is idle after that. */
const SETTLE_MS = 12_000;

/** Starts it all; leaves nothing behind when it cannot. */
export async function startConsoleTown(speakers: number): Promise<ConsoleTown> {
  const temp = tempFolder();
  const ends: (() => Promise<void> | void)[] = [() => temp.remove()];
  const end = async (): Promise<void> => {
    for (const each of ends.splice(0).reverse()) await each();
  };
  try {
    const token = randomBytes(32).toString("hex");
    const env = { DALABA_ADMIN_PASSWORD: PASSWORD };
    const controller = await Controller.start(join(temp.path, "data"), token, env);
    ends.push(() => controller.end());
    await controller.layOut(townFile(speakers, "lan", []));
    const issued = await controller.issueCredentials();
    const simulator = await Simulator.start(temp.path, "speakers", issued);
    ends.push(() => simulator.end());
    const all = async (): Promise<true | undefined> =>
      ((await simulator.ready()) === speakers && (await controller.onlineCount()) === speakers) || undefined;
    await until(`${speakers} speakers to be online with good clocks`, ONLINE_WITHIN_MS, all, 250);
    await pause(SETTLE_MS);
    const full = issued.slice(0, FULL).map(({ id }) => id);
    return { folder: temp.path, speakers, controller, simulator, full, end };
  } catch (error) {
    await end();
    throw error;
  }
}
