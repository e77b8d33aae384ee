import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { accept, type Outcome, refuse } from "@dalaba/core";

export interface CameraNetwork {
  readonly address: string;
  readonly prefix: number;
  /** Only this port; null: any. */
  readonly port: number | null;
}

/** `10.20.0.0/16`, `10.20.0.7`, `127.0.0.1:8555`, `[fd00::]/8`, with commas between them. undefined: one cannot be read. */
export function readCameraNetworks(text: string): readonly CameraNetwork[] | undefined {
  const networks: CameraNetwork[] = [];
  for (const part of text.split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const [, six, four, prefix, port] =
      /^(?:\[([0-9a-fA-F:.]+)\]|([\d.]+))(?:\/(\d{1,3}))?(?::(\d{1,5}))?$/.exec(part) ?? [];
    const address = six ?? four ?? "";
    const version = isIP(address);
    const most = version === 6 ? 128 : 32;
    if (version === 0 || Number(prefix ?? most) > most || Number(port ?? 1) > 65_535) return undefined;
    networks.push({
      address,
      prefix: Number(prefix ?? most),
      port: port === undefined ? null : Number(port),
    });
  }
  return networks;
}

/** Addresses that are this machine, or lead nowhere a camera stands: only an entry with a port opens them. */
const OURS: readonly [string, number, "ipv4" | "ipv6"][] = [
  ["0.0.0.0", 8, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 127, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
];

/**
 * Whether a picture may be fetched there. Nothing may unless an administrator of the machine named its network; this machine
 * itself, and what is its own alone, only with its port.
 */
export class CameraNetworks {
  private readonly networks: readonly CameraNetwork[];
  private readonly own: () => readonly string[];

  constructor(networks: readonly CameraNetwork[], own: () => readonly string[] = ownAddresses) {
    this.networks = networks;
    this.own = own;
  }

  /** @param address as it was resolved, and as it will be connected to */
  allows(address: string, port: number): Outcome<null, "camera-not-allowed"> {
    const plain = unmapped(address);
    const version = isIP(plain);
    const family = version === 6 ? "ipv6" : "ipv4";
    const narrow = this.isOurs(plain, family);
    const found =
      version !== 0 &&
      this.networks.some((network) => {
        if (network.port === null ? narrow : network.port !== port) return false;
        const list = new BlockList();
        list.addSubnet(network.address, network.prefix, isIP(network.address) === 6 ? "ipv6" : "ipv4");
        return list.check(plain, family);
      });
    return found
      ? accept(null)
      : refuse("camera-not-allowed", `no camera may stand at ${plain}:${port}`, { address: plain, port });
  }

  private isOurs(address: string, family: "ipv4" | "ipv6"): boolean {
    const list = new BlockList();
    for (const [net, prefix, of] of OURS) list.addSubnet(net, prefix, of);
    for (const own of this.own().map(unmapped)) list.addAddress(own, isIP(own) === 6 ? "ipv6" : "ipv4");
    return list.check(address, family);
  }
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
}

/** `::ffff:10.0.0.1` is 10.0.0.1, and a zone belongs to no address. */
function unmapped(address: string): string {
  const [bare = ""] = address.split("%");
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
}
