import { networkInterfaces } from "node:os";
import type { Settings } from "./settings";

const ANY = new Set(["0.0.0.0", "::"]);

/** The host that others reach us at: the first outside IPv4 address where we listen on all of them. */
export function reachableHost(host: string): string {
  if (!ANY.has(host)) return host;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}

/** As a URL writes it: an IPv6 address in brackets. */
export function urlHost(host: string): string {
  const reachable = reachableHost(host);
  return reachable.includes(":") ? `[${reachable}]` : reachable;
}

/** Where console and API are; `host` where a certificate names it otherwise than the settings. */
export function baseUrl(
  settings: Pick<Settings, "host" | "tls">,
  port: number,
  host: string = urlHost(settings.host),
): string {
  return `${settings.tls ? "https" : "http"}://${host}:${port}`;
}
