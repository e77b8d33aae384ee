import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Child } from "./children";
import { fetchOf, type Ports, type TownApi } from "./town";

const PORTS_WITHIN_MS = 60_000;
const ONLINE_WITHIN_MS = 120_000;
export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function alive(child: Child): void {
  if (child.ended !== undefined)
    throw new Error(`${child.name} ended (${child.ended}); what it said above tells why`);
}

/** Waits until the controller answers as ready; it has printed its own reason when it ends instead. */
export async function waitForPorts(dataFolder: string, controller: Child): Promise<Ports> {
  const deadline = Date.now() + PORTS_WITHIN_MS;
  while (Date.now() < deadline) {
    alive(controller);
    try {
      const ports = JSON.parse(await readFile(join(dataFolder, "run", "ports.json"), "utf8")) as Ports & {
        pid: number;
      };
      if (ports.pid === controller.process.pid) {
        const ready = await fetchOf(ports)(`${ports.url}/readyz`);
        if (ready.ok) return ports;
      }
    } catch {
      // Not written yet, or not listening yet.
    }
    await pause(50);
  }
  throw new Error("the controller was not ready within 60 s; look at what it logged above");
}

/** Waits for every speaker to be online; goes on with fewer after two minutes and says so. */
export async function waitForSpeakers(
  api: TownApi,
  want: number,
  sim: Child,
  say: (line: string) => void,
): Promise<number> {
  const deadline = Date.now() + ONLINE_WITHIN_MS;
  let online = 0;
  while (Date.now() < deadline) {
    alive(sim);
    online = await api.online();
    if (online >= want) return online;
    await pause(250);
  }
  say(`only ${online} of ${want} speakers came online; npm run -s dalaba -- ls shows which are missing`);
  return online;
}
