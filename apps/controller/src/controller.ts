import { errorOf } from "@dalaba/api";
import { createLog } from "./log";
import { readSettings } from "./settings";
import { startController } from "./start-controller";
import { tellSupervisor } from "./supervisor/child-message";

// The controller's process: store, API, people. start-controller.ts is its table of contents; main.ts starts it.

const settings = readSettings({ env: process.env });
if (!settings.ok) {
  process.stderr.write(`${settings.detail}\n`);
  process.exit(2);
}
const log = createLog("controller", settings.value.logLevel);

process.on("uncaughtException", (error) => {
  log.error(
    { err: error },
    "the controller ends after a fault of its own and is started again; report this line",
  );
  process.exit(1);
});

const started = await startController({
  settings: settings.value,
  log,
  onReady: (ports, signInLink, web) => tellSupervisor({ type: "ready", ports, signInLink, web }),
});

if (!started.ok) {
  const line = `${started.detail}. ${errorOf(started.code).next}`;
  log.error({ code: started.code }, line);
  tellSupervisor({ type: "fatal", line });
  // Lets the message leave the channel; nothing else keeps this process.
  process.exitCode = 1;
  process.disconnect?.();
} else {
  const controller = started.value;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void controller.stop().then(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  // The supervisor is gone: nobody would start this process again or free its port.
  process.on("disconnect", stop);
}
