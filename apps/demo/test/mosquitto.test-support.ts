import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { whereIs } from "../../../.ci/test/needs-program";
import { type Program, watchProgram } from "./programs.test-support";

/** A real mosquitto with the files that `dalaba broker export mosquitto` wrote. */

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** `acl`: other rules than the exported ones. */
export async function startMosquitto(folder: string, port: number, acl?: string): Promise<Program> {
  if (acl !== undefined) await writeFile(join(folder, "dalaba.acl"), acl);
  // Started by root it would become the user mosquitto, who may not read files of ours.
  const conf = `user root\n${await readFile(join(folder, "dalaba.conf"), "utf8")}`;
  const file = join(folder, "run.conf");
  await writeFile(file, conf);
  const broker = watchProgram(spawn(whereIs("mosquitto") as string, ["-c", file], { stdio: "pipe" }));
  await broker.until("mosquitto listens", () => listens(port));
  return broker;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
