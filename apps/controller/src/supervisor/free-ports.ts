import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { type Outcome, refuse } from "@dalaba/core";
import type { Settings } from "../settings";

interface Wanted {
  readonly setting: string;
  readonly port: number;
  readonly kind: "TCP" | "UDP";
}

/** Tries every port before a process is started: what is taken is said in one line that names the setting to change. */
export async function checkPorts(
  settings: Settings,
): Promise<Outcome<null, "port-taken" | "address-unusable">> {
  const wanted: Wanted[] = [
    { setting: "DALABA_HTTP_PORT", port: settings.httpPort, kind: "TCP" },
    { setting: "DALABA_AIR_PORT", port: settings.airPort, kind: "TCP" },
    { setting: "DALABA_CLOCK_PORT", port: settings.clockPort, kind: "UDP" },
  ];
  if (settings.mqttUrl === null)
    wanted.push({ setting: "DALABA_MQTT_PORT", port: settings.mqttPort, kind: "TCP" });
  if (typeof settings.mqttsPort === "number")
    wanted.push({ setting: "DALABA_MQTTS_PORT", port: settings.mqttsPort, kind: "TCP" });
  const taken: Wanted[] = [];
  for (const one of wanted) {
    if (one.port === 0) continue;
    const code = await (one.kind === "TCP" ? tryTcp : tryUdp)(settings.host, one.port);
    if (code === null) continue;
    if (code !== "EADDRINUSE" && code !== "EACCES")
      return refuse(
        "address-unusable",
        `DALABA_HOST: ${settings.host} cannot be listened on (${code}); set it to an address of this machine`,
        { setting: "DALABA_HOST", host: settings.host },
      );
    taken.push(one);
  }
  const [first] = taken;
  if (first === undefined) return { ok: true, value: null };
  const named = taken.map(({ setting, port, kind }) => `${kind} port ${port} (${setting})`).join(", ");
  const cure = "stop the program that uses it, or set the setting to a free port";
  return refuse("port-taken", `${named} cannot be had; ${cure}`, {
    setting: first.setting,
    port: first.port,
  });
}

function tryTcp(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

function tryUdp(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    socket.once("error", (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code ?? error.message);
    });
    socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve(null)));
  });
}
