import { parentPort, workerData } from "node:worker_threads";
import { serveSigner } from "./air/signer-port";
import { rehearseSigning } from "./air/signing-rehearsal";

// The worker of `air` that holds the command and emergency keys (wire.md 1).
if (!parentPort) throw new Error("signer runs as a worker of air: start main.mjs instead");
serveSigner(parentPort, (workerData as { keysFolder: string }).keysFolder, () => Date.now());
// Questions that come meanwhile wait for some milliseconds, as the first offer would have.
rehearseSigning();
