import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whereIs } from "../../../../.ci/test/needs-program";

/** A real mosquitto on a free port of this machine, with files as the export makes them. */
export class RealBroker {
  readonly folder = mkdtempSync(join(tmpdir(), "dalaba-broker-"));
  readonly port: number;
  private child: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async reserve(): Promise<RealBroker> {
    return new RealBroker(await freePort());
  }

  url(user?: string, password?: string): string {
    return user === undefined
      ? `mqtt://127.0.0.1:${this.port}`
      : `mqtt://${user}:${password}@127.0.0.1:${this.port}`;
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(this.folder, name), content);
    // Started by root it would become the user mosquitto, who cannot read a temporary folder.
    writeFileSync(join(this.folder, "run.conf"), `user root\n${files["dalaba.conf"]}`);
  }

  async run(files: Readonly<Record<string, string>>): Promise<void> {
    this.write(files);
    const program = whereIs("mosquitto") as string;
    this.child = spawn(program, ["-c", join(this.folder, "run.conf")], { stdio: "ignore" });
    while (!(await connects(this.port))) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** The files are read again. */
  reload(): void {
    this.child?.kill("SIGHUP");
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
