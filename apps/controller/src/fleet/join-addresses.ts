import { accept, type Outcome, refuse } from "@dalaba/core";
import type { Listening } from "../air/ipc";
import type { Settings } from "../settings";
import type { TownTls } from "../tls";
import type { JoinAddresses } from "./credentials";

type Where = Pick<Settings, "host" | "mqttUrl">;
type Tls = Pick<TownTls, "authority" | "covers" | "host"> | null;

const WILDCARDS = ["0.0.0.0", "::", "[::]"];

/**
 * The host under which others reach this machine: the one we listen on, and where that is every address, the one the
 * caller used (`Host` header).
 */
export function reachableHost({ host }: Pick<Settings, "host">, hostHeader: string | undefined): string {
  if (!WILDCARDS.includes(host)) return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const url = hostHeader === undefined ? "" : `http://${hostHeader}`;
  return URL.canParse(url) ? new URL(url).hostname : "127.0.0.1";
}

/** Console and API under the host that others reach, or where a certificate must bear it, under one that it does. */
export function httpUrl(
  settings: Pick<Settings, "host">,
  port: number,
  hostHeader: string | undefined,
  tls: Tls,
): string {
  const host = reachableHost(settings, hostHeader);
  return tls === null ? `http://${host}:${port}` : `https://${tls.covers(host) ? host : tls.host}:${port}`;
}

/** What goes into credentials. `air-starting` while it is not known where `air` listens. */
export function joinAddresses(
  settings: Where,
  ports: (Listening & { readonly http: number }) | undefined,
  hostHeader: string | undefined,
  tls: Tls = null,
): Outcome<JoinAddresses, "air-starting"> {
  if (ports === undefined) return refuse("air-starting", "air does not listen yet");
  const host = reachableHost(settings, hostHeader);
  return accept({
    mqttUrl: settings.mqttUrl === null ? ownBroker(host, ports, tls) : withoutUser(settings.mqttUrl),
    httpUrl: httpUrl(settings, ports.http, hostHeader, tls),
    clockUrl: `udp://${host}:${ports.clock}`,
    // With it a speaker trusts no other authority, and the broker of somebody else has its own.
    ...(tls?.authority && !settings.mqttUrl?.startsWith("mqtts:") ? { caPem: tls.authority.pem } : {}),
  });
}

/** Encrypted where that is open, under a name that the certificate bears. */
function ownBroker(host: string, { mqtt, mqtts }: Listening, tls: Tls): string {
  if (mqtts === undefined || tls === null) return `mqtt://${host}:${mqtt}`;
  return `mqtts://${tls.covers(host) ? host : tls.host}:${mqtts}`;
}

/** An external broker's address without the controller's own password. */
function withoutUser(mqttUrl: string): string {
  const { protocol, hostname, port } = new URL(mqttUrl);
  return `${protocol}//${hostname}:${port || (protocol === "mqtts:" ? 8883 : 1883)}`;
}
