import { renameSync, rmSync, writeFileSync } from "node:fs";
import type { TownPorts } from "./child-message";

/** What `run/ports.json` says to whoever started us with port 0, and to the CLI beside us. */
export interface PortsFile extends TownPorts {
  readonly host: string;
  /** The supervisor. */
  readonly pid: number;
  readonly airPid: number | null;
  readonly controllerPid: number | null;
  readonly url: string;
  /** The certificate to trust for `url`, PEM; null where the system's authorities do, or nothing is encrypted. */
  readonly caFile: string | null;
}

/** Whole or not at all: readers poll for it. */
export function writePortsFile(file: string, ports: PortsFile): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(ports, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, file);
}

export function removePortsFile(file: string): void {
  rmSync(file, { force: true });
}
