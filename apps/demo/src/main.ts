import { randomBytes, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startChild, stopChildren } from "./children";
import { freePort } from "./free-port";
import { ensureMap } from "./map";
import { repositoryRoot } from "./repository-root";
import { ensureScenes, thiefOnSignIn } from "./scenes";
import { signInLink } from "./sign-in-link";
import { ensureCredentials, ensureTown, type TownApi, townApi } from "./town";
import { waitForPorts, waitForSpeakers } from "./wait";
import { ensureWeek } from "./week";

/** `npm start`: the demo town. Controller, air and embedded broker, then the simulated speakers of the town file. */

const root = repositoryRoot();
/** The demo keeps its own data unless a folder is named. */
const data = process.env.DALABA_DATA ?? join(root, "data", "demo");
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function run(): Promise<void> {
  const started = Date.now();
  const bootToken = process.env.DALABA_BOOT_TOKEN ?? randomBytes(32).toString("hex");
  // Known to the controller before there is a simulator: it lets people listen to what is simulated there.
  const simPort = process.env.DALABA_SIM_PORT || String(await freePort());
  const env = {
    ...process.env,
    DALABA_DATA: data,
    DALABA_BOOT_TOKEN: bootToken,
    DALABA_SIM_PORT: simPort,
    // The simulated cameras stand on this machine, at that port alone.
    DALABA_CAMERA_NETWORKS: [process.env.DALABA_CAMERA_NETWORKS, `127.0.0.1:${simPort}`]
      .filter(Boolean)
      .join(","),
  };
  const controller = startChild(
    "controller",
    join(root, "apps/controller/dist/main.mjs"),
    ["--parent", "demo"],
    env,
  );
  const ports = await waitForPorts(data, controller);
  const api: TownApi = townApi(ports, bootToken);
  const town = await ensureTown(api, join(root, "apps/demo/town.yaml"), say);
  await ensureMap(api, data, join(root, "apps/demo/hualong.geojson"));
  const credentials = await ensureCredentials(api, join(data, "speakers.jsonl"), say);
  const sim = startChild(
    "speakers",
    join(root, "firmware-sim/dist/main.mjs"),
    ["--credentials", credentials, "--control", simPort, "--state", join(data, "sim")],
    env,
  );
  const online = await waitForSpeakers(api, town.speakers, sim, say);
  const { url } = ports;
  say("");
  say(
    `化龙镇 demo town is up: ${online} of ${town.speakers} speakers online after ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  say(`  console        ${url}/`);
  if (ports.caFile !== null) {
    const { fingerprint256 } = new X509Certificate(readFileSync(ports.caFile));
    say(`  trust (once)   ${url.replace(/^https:/, "http:")}/trust on each device; its SHA-256 is`);
    say(`                 ${fingerprint256}`);
    say(`                 npm run -s dalaba -- trust --url ${url} --fingerprint ${fingerprint256}`);
  }
  if (process.env.DALABA_ADMIN_PASSWORD === undefined) {
    const link = await signInLink(join(root, "apps/controller/dist/main.mjs"), env);
    say(`  sign in (once) ${link}`);
    say(`  speak          npm run -s dalaba -- login --link '${link}'`);
  } else {
    say(
      `  speak          echo "$PASSWORD" | npm run -s dalaba -- login --url ${url} --user admin --password-stdin`,
    );
  }
  say("                 npm run -s dalaba -- talk --to all --file speech.wav");
  say("  stop           Ctrl-C (the data stays in the data folder)");
  // After the town is up: it waits for nothing that it will say tomorrow.
  if (process.env.DALABA_DEMO_WEEK === "0") return;
  const schedules = await ensureWeek(api, root).catch((error: unknown) => {
    say(`the town's week could not be made: ${error instanceof Error ? error.message : error}`);
    return 0;
  });
  if (schedules > 0)
    say(`  its week       ${schedules} schedules: npm run -s dalaba -- schedule dry-run --days 7`);
  await openEyes({ api, root, url, simPort });
}

/** Simulated cameras, and the bicycle thief for whoever signs in first. */
async function openEyes(parts: Parameters<typeof ensureScenes>[0]): Promise<void> {
  try {
    const pictures = await ensureScenes(parts);
    say(`  its cameras    ${pictures} with pictures; a bicycle thief comes when you have signed in`);
    await thiefOnSignIn(parts, eyesShut.signal);
  } catch (error) {
    if (!ending) say(`the town's cameras see nothing: ${error instanceof Error ? error.message : error}`);
  }
}

const eyesShut = new AbortController();
let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  eyesShut.abort();
  await stopChildren();
  process.exit(code);
}

// Asked to stop, it stops: that is no failure.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));
run().catch(async (error: unknown) => {
  if (!ending) say(error instanceof Error ? error.message : String(error));
  await end(1);
});
