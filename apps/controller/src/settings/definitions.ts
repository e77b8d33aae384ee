import { isIP } from "node:net";
import { z } from "zod";
import { readCameraNetworks } from "../pictures/camera-networks";

/** One setting: how its text is read, and what a person who gets it wrong is told. */
export interface SettingDefinition<T> {
  /** Reads the text of an environment variable or the value of the file. */
  readonly schema: z.ZodType<T>;
  /** As one would write it in the environment; null: unset. */
  readonly default: string | null;
  readonly meaning: string;
  /** What a right value looks like, for the line about a wrong one. */
  readonly expected: string;
  readonly secret?: true;
}

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535);

const PORT = "a port from 1 to 65535, or 0 for any free one";

function mqttUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return ["mqtt:", "mqtts:"].includes(protocol) && hostname !== "";
}

/** DNS names and addresses, with commas between them. */
function hostNames(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
}

function isHostName(name: string): boolean {
  return (
    isIP(name) !== 0 ||
    (name.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]+$/.test(name))
  );
}

const file = z.string().min(1);
const FILE = "a PEM file; a relative path counts from the repository root";

function define<T>(definition: SettingDefinition<T>): SettingDefinition<T> {
  return definition;
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

export const TLS_MODES = ["auto", "on", "off"] as const;

/** Every setting by the one name it has everywhere: environment, file and messages (issue 2 item 2). */
export const definitions = {
  DALABA_HOST: define({
    schema: z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/),
    default: "127.0.0.1",
    meaning: "address to listen on",
    expected: "an address of this machine, such as 127.0.0.1 or 0.0.0.0",
  }),
  DALABA_HTTP_PORT: define({ schema: port, default: "8080", meaning: "console and API", expected: PORT }),
  DALABA_AIR_PORT: define({ schema: port, default: "8081", meaning: "talk uplink", expected: PORT }),
  DALABA_MQTT_PORT: define({ schema: port, default: "1883", meaning: "embedded broker", expected: PORT }),
  DALABA_MQTTS_PORT: define({
    schema: port,
    default: null,
    meaning: "MQTT over TLS beside the embedded broker's port; credentials issued from then on name it",
    expected: PORT,
  }),
  DALABA_CLOCK_PORT: define({ schema: port, default: "1884", meaning: "clock (UDP)", expected: PORT }),
  DALABA_DATA: define({
    schema: z.string().min(1),
    default: "./data",
    meaning: "data folder",
    expected: "a folder; a relative one counts from the repository root",
  }),
  DALABA_MQTT_URL: define({
    schema: z.string().refine(mqttUrl),
    default: null,
    meaning: "external broker instead of the embedded one",
    expected: "a URL such as mqtts://user:password@broker.example:8883",
    secret: true,
  }),
  DALABA_TLS: define({
    schema: z.enum(TLS_MODES),
    default: "auto",
    meaning: "HTTPS and wss; auto: on unless DALABA_HOST is this machine alone",
    expected: `one of ${TLS_MODES.join(", ")}`,
  }),
  DALABA_TLS_NAMES: define({
    schema: z
      .string()
      .transform(hostNames)
      .refine((names) => names.every(isHostName)),
    default: null,
    meaning: "more names of this machine for its certificate",
    expected: "names and addresses with commas between them, such as pa.example.lan,192.168.1.10",
  }),
  DALABA_TLS_CERT: define({
    schema: file,
    default: null,
    meaning: "certificate of your own, with those that lead to its authority",
    expected: FILE,
  }),
  DALABA_TLS_KEY: define({
    schema: file,
    default: null,
    meaning: "the key of DALABA_TLS_CERT",
    expected: FILE,
  }),
  DALABA_ADMIN_PASSWORD: define({
    schema: z.string().min(10).max(1024),
    default: null,
    meaning: "password of the first administrator, at the first start only",
    expected: "at least 10 characters",
    secret: true,
  }),
  DALABA_LOG: define({
    schema: z.enum(LOG_LEVELS),
    default: "info",
    meaning: "log level",
    expected: `one of ${LOG_LEVELS.join(", ")}`,
  }),
  DALABA_BOOT_TOKEN: define({
    schema: z.string().regex(/^[\x21-\x7e]{32,512}$/),
    default: null,
    meaning: "bearer token with every right while this process lives; never stored",
    expected: "at least 32 printable characters without spaces",
    secret: true,
  }),
  DALABA_NATIVE: define({
    schema: z.enum(["0", "1"]).transform((value) => value === "1"),
    default: "1",
    meaning: "0: do without native add-ons",
    expected: "0 or 1",
  }),
  DALABA_TTS: define({
    schema: z.string().min(1).max(2_000),
    default: "espeak-ng",
    meaning: "what speaks texts: a program, or the URL of a service",
    expected: "espeak-ng, the path of a program, or a URL such as http://127.0.0.1:5002/speak",
  }),
  DALABA_CAMERA_NETWORKS: define({
    schema: z
      .string()
      .transform((text) => readCameraNetworks(text))
      .refine((networks) => networks !== undefined)
      .transform((networks) => networks ?? []),
    default: null,
    meaning: "where cameras stand: their pictures are fetched there and nowhere else",
    expected:
      "networks and addresses with commas between them, such as 10.20.0.0/16; this machine's own only with a port",
  }),
  DALABA_SIM_PORT: define({
    schema: port,
    default: null,
    meaning: "control port of a simulator on this machine, whose speakers can then be listened to",
    expected: PORT,
  }),
} as const;

export type SettingName = keyof typeof definitions;
export type SettingValue<N extends SettingName> = z.output<(typeof definitions)[N]["schema"]>;
