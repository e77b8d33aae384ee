import { setPriority } from "node:os";
import { systemClocks } from "./air/clocks";
import { rehearse } from "./air/rehearsal";
import { workerSigner } from "./air/signer-client";
import { startAir } from "./air/start-air";
import { createLog } from "./log";
import { readSettings } from "./settings";
import { certificateFiles } from "./tls/certificate-files";

// The process that must never wait (wire.md 1): broker, fast path, clock, talk uplink. main.ts starts it.

const SOUND_NICE = -10;

const settings = readSettings({ env: process.env });
if (!settings.ok) {
  process.stderr.write(`${settings.detail}\n`);
  process.exit(2);
}
const { host, airPort, mqttPort, mqttsPort, clockPort, mqttUrl, dataFolder, logLevel } = settings.value;
const log = createLog("air", logLevel);

process.on("uncaughtException", (error) => {
  log.error({ err: error }, "air ends after a fault of its own and is started again; report this line");
  process.exit(1);
});

try {
  // Sound comes before whatever else runs here, the controller included, where this user may ask for that (root, or
  // LimitNICE= of a service); the signer's thread inherits it.
  setPriority(SOUND_NICE);
} catch {
  // Then it runs among equals.
}

/** Being ready comes first; speakers come back within seconds, and nobody is heard before they are. */
const REHEARSE_AFTER_MS = 500;

function warmUp(): void {
  // Behind somebody else's broker little of what is rehearsed is run.
  if (mqttUrl !== null) return;
  const cold = "air could not rehearse, so its first talk may lose its first words; see TMPDIR";
  setTimeout(() => {
    rehearse().catch((error: Error) => log.warn({ err: error }, cold));
  }, REHEARSE_AFTER_MS);
}

try {
  const air = await startAir({
    dataFolder,
    host,
    talkPort: airPort,
    mqttPort,
    mqttsPort: mqttsPort ?? null,
    clockPort,
    mqttUrl,
    certificate: certificateFiles(settings.value),
    log,
    clocks: systemClocks,
    opened: warmUp,
    signer: (keysFolder) => workerSigner(new URL("./signer.mjs", import.meta.url), keysFolder, log),
  });
  let closing = false;
  const end = () => {
    if (closing) return;
    closing = true;
    void air.close().then(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  // The supervisor is gone: nobody would restart this process or free its ports.
  process.on("disconnect", end);
} catch (error) {
  log.error(
    { err: error },
    `air cannot start: ${(error as Error).message}; check DALABA_DATA (${dataFolder})`,
  );
  process.exit(1);
}
