import type { CameraNetwork } from "../pictures/camera-networks";
import type { LOG_LEVELS, SettingName } from "./definitions";

export type Origin = "default" | "env" | "file";

/** What the processes of the controller run with. Each reads them itself, from the same environment and file. */
export interface Settings {
  readonly host: string;
  /** 0 asks for any free port; run/ports.json says which it became. */
  readonly httpPort: number;
  readonly airPort: number;
  readonly mqttPort: number;
  /** MQTT over TLS; null or left out: not opened. */
  readonly mqttsPort?: number | null;
  /** UDP. */
  readonly clockPort: number;
  /** Absolute. */
  readonly dataFolder: string;
  readonly mqttUrl: string | null;
  /** HTTPS and wss; what `auto` came to. */
  readonly tls: boolean;
  /** Names for the certificate beside those that the machine has. */
  readonly tlsNames: readonly string[];
  /** A certificate of the site's own: absolute paths. null: the local authority's. */
  readonly tlsFiles: { readonly cert: string; readonly key: string } | null;
  readonly adminPassword: string | null;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly bootToken: string | null;
  /** false: libsql and no native add-ons at once. */
  readonly native: boolean;
  /** espeak-ng, a program, or the URL of a service; left out: espeak-ng. */
  readonly tts?: string;
  /** Where a simulator on this machine is controlled, and its speakers can be heard; left out or null: there is none. */
  readonly simPort?: number | null;
  /** Where pictures of cameras may be fetched; none: nowhere. */
  readonly cameraNetworks?: readonly CameraNetwork[];
  /** For `dalaba config`: as text, secrets masked. */
  readonly shown: readonly ShownSetting[];
}

export interface ShownSetting {
  readonly name: SettingName;
  readonly value: string;
  readonly origin: Origin;
  readonly meaning: string;
}
