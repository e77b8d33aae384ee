import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { domainToASCII } from "node:url";
import type { Settings } from "../settings";

/** What the machine calls itself, and where it can be reached. */
export interface Machine {
  readonly hostname: string;
  /** IPv4 and IPv6, without those that only mean something on one link (fe80::). */
  readonly addresses: readonly string[];
}

export function thisMachine(): Machine {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const addresses = all.filter(({ scopeid }) => !scopeid).map(({ address }) => address);
  return { hostname: hostname(), addresses: [...new Set(addresses)].sort() };
}

const ANY = ["0.0.0.0", "::"];
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];
/** More would only make every handshake longer; containers may give a machine hundreds of addresses. */
const NAMES_MAX = 60;

/** Every name under which a browser may come: what was set first, then what the machine has. */
export function serverNames(
  { host, tlsNames }: Pick<Settings, "host" | "tlsNames">,
  machine: Machine,
): readonly string[] {
  const own = machine.hostname.toLowerCase();
  const wanted = [
    ...(ANY.includes(host) ? [] : [host]),
    ...tlsNames,
    ...LOOPBACK,
    ...(own.includes(".") ? [own] : [own, `${own}.local`]),
    ...(ANY.includes(host) ? machine.addresses : []),
  ];
  const usable = wanted.map((name) => (isIP(name) === 0 ? domainToASCII(name.toLowerCase()) : name));
  return [...new Set(usable.filter((name) => isIP(name) !== 0 || isDnsName(name)))].slice(0, NAMES_MAX);
}

/** RFC 1123, 2.1; an underscore, which some machines have in their name, stands in no certificate. */
export function isDnsName(name: string): boolean {
  return (
    name.length <= 253 &&
    name.split(".").every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label))
  );
}
