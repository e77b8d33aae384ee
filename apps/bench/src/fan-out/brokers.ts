import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { LineChild } from "../processes/line-child";
import { pinned } from "../processes/pinning";
import { repositoryRoot } from "../processes/repository-root";
import { end, hasEnded, start } from "../processes/started";
import { tempFolder } from "../processes/temp-folder";
import { PAYLOAD_BYTES, receiverNames, TOPIC } from "./load";

/** A broker that runs, with room for so many receivers. */
export interface RunningBroker {
  readonly pid: number;
  readonly port: number;
  /** Publishes by itself for so long, ms; undefined when it is fed by a client from outside. */
  readonly send: ((perSecond: number, forMs: number) => Promise<{ messages: number }>) | undefined;
  end(): Promise<void>;
}

export interface Broker {
  readonly key: "embedded" | "mosquitto" | "aedes" | "aedes-in-process";
  readonly name: string;
  /** Why it cannot be measured here; undefined when it can. */
  readonly missing?: string;
  start(receivers: number): Promise<RunningBroker>;
}

const root = repositoryRoot();
const node = (bundle: string): readonly string[] => pinned("server", [process.execPath, join(root, bundle)]);

/** Our own: the message is made and written inside the broker's process, as `air` does it. */
const embedded: Broker = {
  key: "embedded",
  name: "embedded broker",
  start: async (receivers) => {
    const child = new LineChild("embedded broker", node("apps/controller/dist/fan-out-peer.mjs"));
    const { port } = await child.ask<{ port: number }>("listen", {
      speakers: receiverNames(receivers),
      group: "all",
    });
    return {
      pid: child.pid,
      port,
      send: (perSecond, forMs) => child.ask("send", { topic: TOPIC, bytes: PAYLOAD_BYTES, perSecond, forMs }),
      end: () => child.end(),
    };
  },
};

async function startAedes(inProcess: boolean): Promise<RunningBroker> {
  const child = new LineChild("aedes", node("apps/bench/dist/aedes-peer.mjs"));
  const { port } = await child.ask<{ port: number }>("listen");
  return {
    pid: child.pid,
    port,
    send: inProcess ? (perSecond, forMs) => child.ask("send", { topic: TOPIC, perSecond, forMs }) : undefined,
    end: () => child.end(),
  };
}

const mosquittoProgram = [
  "/usr/sbin/mosquitto",
  "/usr/local/sbin/mosquitto",
  "/opt/homebrew/sbin/mosquitto",
].find((file) => existsSync(file));

function mosquittoVersion(): string {
  const said = spawnSync(mosquittoProgram ?? "mosquitto", ["-h"], { encoding: "utf8" });
  return /mosquitto version (\S+)/.exec(`${said.stdout}${said.stderr}`)?.[1] ?? "";
}

/** A port that was free a moment ago: mosquitto cannot choose one itself. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
    socket.once("close", () => done(false));
    socket.setTimeout(500, () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });

async function startMosquitto(): Promise<RunningBroker> {
  const folder = tempFolder();
  const port = await freePort();
  const config = join(folder.path, "mosquitto.conf");
  const lines = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    "set_tcp_nodelay true",
    "persistence false",
    "log_dest none",
    "max_connections -1",
  ];
  await writeFile(config, `${lines.join("\n")}\n`);
  const child = start(pinned("server", [mosquittoProgram as string, "-c", config]), { stdio: "ignore" });
  const close = async (): Promise<void> => {
    await end(child);
    folder.remove();
  };
  for (let tries = 0; !(await answers(port)); tries++) {
    if (hasEnded(child) || tries > 100) {
      await close();
      throw new Error("mosquitto did not start");
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return { pid: child.pid as number, port, send: undefined, end: close };
}

/** Those that are measured, ours first. Each starts afresh for each run. */
export function brokers(): readonly Broker[] {
  const mosquitto: Broker =
    mosquittoProgram === undefined
      ? {
          key: "mosquitto",
          name: "mosquitto",
          missing: "mosquitto is not installed",
          start: startMosquitto,
        }
      : { key: "mosquitto", name: `mosquitto ${mosquittoVersion()}`.trim(), start: startMosquitto };
  return [
    embedded,
    mosquitto,
    { key: "aedes", name: "aedes 1.2.0", start: () => startAedes(false) },
    { key: "aedes-in-process", name: "aedes 1.2.0 in process", start: () => startAedes(true) },
  ];
}
