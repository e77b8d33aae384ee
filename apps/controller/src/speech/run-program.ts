import { spawn } from "node:child_process";
import { accept, type Outcome, refuse } from "@dalaba/core";
import { SOUND_MAX_BYTES, SPEAKING_MS } from "./speech-engine";

/** Gives a program a text on stdin and takes a sound file from its stdout. */
export function soundOf(
  program: string,
  args: readonly string[],
  text: string,
): Promise<Outcome<Uint8Array>> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"] });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => child.kill("SIGKILL"), SPEAKING_MS);
    child.stdin.on("error", () => undefined);
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > SOUND_MAX_BYTES) child.kill("SIGKILL");
      else chunks.push(chunk);
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const missing = error.code === "ENOENT" || error.code === "EACCES";
      resolve(refuse(missing ? "tts-missing" : "tts-failed", `${program}: ${error.message}`, { program }));
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && bytes > 0) resolve(accept(new Uint8Array(Buffer.concat(chunks))));
      else
        resolve(refuse("tts-failed", `${program} ended with ${signal ?? code}, ${bytes} bytes`, { program }));
    });
    child.stdin.end(text);
  });
}
