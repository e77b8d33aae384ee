import type { Log } from "../log";
import type { CertificateFiles } from "../tls";
import type { Clocks } from "./clocks";
import type { Signer } from "./signer-client";

/** What `air` is started with. Everything else it is told over the IPC. */
export interface AirOptions {
  /** Absolute. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0 = any free port. `mqtt` is not opened when `mqttUrl` names a broker. */
  readonly mqttPort: number;
  /** MQTT over TLS beside it, with `certificate`; null or left out: none. */
  readonly mqttsPort?: number | null;
  /** UDP. */
  readonly clockPort: number;
  readonly talkPort: number;
  /** An external broker instead of the embedded one. */
  readonly mqttUrl: string | null;
  /** The certificate of the talk uplink and of MQTT over TLS; null or left out: the uplink is not encrypted. */
  readonly certificate?: CertificateFiles | null;
  readonly log: Log;
  readonly clocks: Clocks;
  /** A controller is there, which keeps the programme; left out: always. */
  attended?(): boolean;
  /** Called once, when every listener is open. */
  opened?(): void;
  signer(keysFolder: string): Signer;
}
