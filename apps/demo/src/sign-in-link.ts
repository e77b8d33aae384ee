import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A fresh one-time link for the administrator: the supervisor's own option, which works beside a running controller. */
export async function signInLink(controllerProgram: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await run(process.execPath, [controllerProgram, "--sign-in-link"], { env });
  return stdout.trim();
}
