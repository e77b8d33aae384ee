import { join } from "node:path";
import { Air } from "./air";
import { airCalls } from "./air-calls";
import type { AirOptions } from "./air-options";
import { IpcServer } from "./ipc-server";
import { airSocketPath } from "./socket-path";

export interface RunningAir {
  readonly socketPath: string;
  /** Ends what is on air, closes every listener, syncs the journal. */
  close(): Promise<void>;
}

/**
 * Starts `air`: recovers the journal, starts the signer, listens for the controller. The town's listeners open with the
 * first `state`. Rejects when the data folder cannot be written or another `air` serves it.
 */
export async function startAir(options: AirOptions): Promise<RunningAir> {
  const socketPath = airSocketPath(options.dataFolder);
  const signer = options.signer(join(options.dataFolder, "keys"));
  let ipc: IpcServer | undefined;
  try {
    const attended = () => ipc?.attended ?? false;
    const air = new Air({ ...options, attended }, signer, (event) => ipc?.tell(event));
    const calls = airCalls(air);
    ipc = new IpcServer(options.log, calls.answer);
    const server = ipc;
    await server.listen(socketPath);
    options.log.info({ pid: process.pid }, "air waits for the controller");
    return {
      socketPath,
      close: async () => {
        await air.close();
        calls.close();
        await server.close();
        await signer.close();
      },
    };
  } catch (error) {
    await signer.close();
    throw error;
  }
}
