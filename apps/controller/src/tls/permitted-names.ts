import { BlockList, isIP, isIPv4 } from "node:net";

/** What an authority may vouch for. */
export interface Permitted {
  /** Each with all below it. */
  readonly domains: readonly string[];
  /** As `ADDRESS/BITS`. */
  readonly networks: readonly string[];
}

/** Names that mean something in one network only, so that nobody else's server has them (RFC 6761, 6762, 8375). */
const LOCAL_DOMAINS = ["localhost", "local", "lan", "internal", "home.arpa"];
/** Addresses of the same kind (RFC 1122, 1918, 3927, 4193, 4291, 6598). */
const LOCAL_NETWORKS = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

/**
 * What a new authority is confined to: this machine's own names, and names that exist in private networks alone.
 * Whoever steals its key can stand in for no bank.
 */
export function permittedFor(names: readonly string[]): Permitted {
  const outside = names.filter((name) => !isLocal(name));
  return {
    domains: [...LOCAL_DOMAINS, ...outside.filter((name) => isIP(name) === 0)],
    networks: [
      ...LOCAL_NETWORKS,
      ...outside
        .filter((name) => isIP(name) !== 0)
        .map((address) => `${address}/${isIPv4(address) ? 32 : 128}`),
    ],
  };
}

function isLocal(name: string): boolean {
  if (isIP(name) !== 0) return LOCAL_NETWORKS.some((network) => inNetwork(name, network));
  return LOCAL_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`));
}

/** `network` as `ADDRESS/BITS`. */
export function inNetwork(address: string, network: string): boolean {
  const [base = "", bits = ""] = network.split("/");
  const family = isIPv4(base) ? "ipv4" : "ipv6";
  if ((isIPv4(address) ? "ipv4" : "ipv6") !== family) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family);
  return list.check(address, family);
}
