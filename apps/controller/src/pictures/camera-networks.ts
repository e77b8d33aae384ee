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
const OURS = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 3],
] as const)
  OURS.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::", 127],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  OURS.addSubnet(net, prefix, "ipv6");

/**
 * Whether a camera may be asked there. None may unless an administrator of the machine named its network; this machine
 * itself, and what is its own alone, only with its port.
 */
export class CameraNetworks {
  private readonly networks: readonly { readonly list: BlockList; readonly port: number | null }[];
  private readonly own: () => readonly string[];

  constructor(networks: readonly CameraNetwork[], own: () => readonly string[] = ownAddresses) {
    this.networks = networks.map(({ address, prefix, port }) => {
      const list = new BlockList();
      list.addSubnet(address, prefix, familyOf(address));
      return { list, port };
    });
    this.own = own;
  }

  /** @param address as it was resolved, and as it will be connected to */
  allows(address: string, port: number): Outcome<null, "camera-not-allowed"> {
    const plain = unmapped(address);
    const family = familyOf(plain);
    const narrow = OURS.check(plain, family) || this.isOwn(plain, family);
    const found =
      isIP(plain) !== 0 &&
      this.networks.some(
        (network) =>
          (network.port === null ? !narrow : network.port === port) && network.list.check(plain, family),
      );
    return found
      ? accept(null)
      : refuse("camera-not-allowed", `no camera may stand at ${plain}:${port}`, { address: plain, port });
  }

  /** Read anew each time: interfaces come and go. */
  private isOwn(address: string, family: "ipv4" | "ipv6"): boolean {
    const list = new BlockList();
    for (const own of this.own().map(unmapped)) list.addAddress(own, familyOf(own));
    return list.check(address, family);
  }
}

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
}

/** `::ffff:10.0.0.1` is 10.0.0.1, and a zone belongs to no address. */
function unmapped(address: string): string {
  const [bare = ""] = address.split("%");
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
}
