import { readFileSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { type Outcome, refuse } from "@dalaba/core";
import { definitions, type SettingName, type SettingValue } from "./definitions";
import { isLoopback } from "./exposure";
import { repositoryRoot } from "./repository-root";
import type { Origin, Settings, ShownSetting } from "./settings";

const NAMES = Object.keys(definitions) as SettingName[];

export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths count from; the repository's root unless named. */
  readonly root?: string;
}

/**
 * Reads the environment over the file (`$DALABA_CONFIG`, else `dalaba.config.json` at the root). Every wrong value is
 * a line of `params.faults`, with the way out; secrets are never part of it.
 */
export function readSettings(sources: SettingSources): Outcome<Settings, "setting-invalid"> {
  const root = sources.root ?? repositoryRoot();
  const file = readSettingsFile(sources.env.DALABA_CONFIG, root);
  const faults: string[] = [...file.faults];
  const values = new Map<SettingName, unknown>();
  const shown: ShownSetting[] = [];
  for (const name of NAMES) {
    const { text, origin } = textOf(name, sources.env, file.values);
    const { schema, expected, secret, meaning } = { secret: false, ...definitions[name] };
    const parsed = text === null ? { success: true as const, data: null } : schema.safeParse(text);
    if (parsed.success) values.set(name, parsed.data);
    else faults.push(faultLine(name, secret ? null : text, origin, file.path, expected));
    shown.push({ name, value: masked(text, secret), origin, meaning });
  }
  faults.push(...clashes(values), ...halfPair(values));
  if (faults.length === 0) faults.push(...withoutCertificate(settingsOf(values, shown, root)));
  if (faults.length > 0) return refuse("setting-invalid", faults.join("\n"), { faults });
  return { ok: true, value: settingsOf(values, shown, root) };
}

function settingsOf(
  values: ReadonlyMap<SettingName, unknown>,
  shown: readonly ShownSetting[],
  root: string,
): Settings {
  const set = <N extends SettingName>(name: N) => values.get(name) as SettingValue<N>;
  const maybe = <N extends SettingName>(name: N) => (values.get(name) ?? null) as SettingValue<N> | null;
  const host = set("DALABA_HOST");
  const mode = set("DALABA_TLS");
  const [cert, key] = [maybe("DALABA_TLS_CERT"), maybe("DALABA_TLS_KEY")];
  return {
    host,
    httpPort: set("DALABA_HTTP_PORT"),
    airPort: set("DALABA_AIR_PORT"),
    mqttPort: set("DALABA_MQTT_PORT"),
    mqttsPort: maybe("DALABA_MQTTS_PORT"),
    clockPort: set("DALABA_CLOCK_PORT"),
    dataFolder: resolve(root, set("DALABA_DATA")),
    mqttUrl: maybe("DALABA_MQTT_URL"),
    tls: mode === "auto" ? !isLoopback(host) : mode === "on",
    tlsNames: maybe("DALABA_TLS_NAMES") ?? [],
    tlsFiles: cert === null || key === null ? null : { cert: resolve(root, cert), key: resolve(root, key) },
    adminPassword: maybe("DALABA_ADMIN_PASSWORD"),
    logLevel: set("DALABA_LOG"),
    bootToken: maybe("DALABA_BOOT_TOKEN"),
    native: set("DALABA_NATIVE"),
    tts: set("DALABA_TTS"),
    simPort: maybe("DALABA_SIM_PORT"),
    cameraNetworks: maybe("DALABA_CAMERA_NETWORKS") ?? [],
    shown,
  };
}

/** An empty variable counts as unset: `DALABA_MQTT_URL= npm start` takes a setting away. */
function textOf(
  name: SettingName,
  env: SettingSources["env"],
  file: Readonly<Record<string, string>>,
): { readonly text: string | null; readonly origin: Origin } {
  const fromEnv = env[name];
  if (fromEnv !== undefined && fromEnv !== "") return { text: fromEnv, origin: "env" };
  const fromFile = file[name];
  if (fromFile !== undefined) return { text: fromFile, origin: "file" };
  return { text: definitions[name].default, origin: "default" };
}

function masked(text: string | null, secret: boolean): string {
  if (text === null) return "";
  return secret ? "********" : text;
}

function faultLine(
  name: SettingName,
  text: string | null,
  origin: Origin,
  path: string,
  expected: string,
): string {
  const said = text === null ? "this value" : JSON.stringify(text.slice(0, 80));
  const where = origin === "file" ? ` (in ${path})` : "";
  return `${name}${where}: ${said} will not do; set it to ${expected}.`;
}

/** TCP listeners need ports of their own. */
function clashes(values: ReadonlyMap<SettingName, unknown>): readonly string[] {
  const names = ["DALABA_HTTP_PORT", "DALABA_AIR_PORT", "DALABA_MQTT_PORT", "DALABA_MQTTS_PORT"] as const;
  return names.flatMap((name, index) => {
    const same = names.slice(0, index).find((other) => values.get(other) === values.get(name));
    const value = values.get(name);
    if (same === undefined || value === 0 || value === undefined || value === null) return [];
    return [`${name}: ${value} is ${same} too; give each a port of its own.`];
  });
}

/** A certificate is of no use without its key. */
function halfPair(values: ReadonlyMap<SettingName, unknown>): readonly string[] {
  const pair = ["DALABA_TLS_CERT", "DALABA_TLS_KEY"] as const;
  const given = pair.filter((name) => typeof values.get(name) === "string");
  const missing = pair.find((name) => values.get(name) === null);
  if (given.length !== 1 || missing === undefined) return [];
  return [`${missing}: is missing beside ${given[0]}; set both, or neither.`];
}

/** MQTT over TLS shows the certificate of HTTPS. */
function withoutCertificate({ mqttsPort, mqttUrl, tls }: Settings): readonly string[] {
  if (typeof mqttsPort !== "number") return [];
  if (mqttUrl !== null)
    return [
      "DALABA_MQTTS_PORT: is of the embedded broker, and DALABA_MQTT_URL names another; unset one of them.",
    ];
  return tls ? [] : ["DALABA_MQTTS_PORT: needs the certificate of HTTPS; set DALABA_TLS=on, or unset it."];
}

interface SettingsFile {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

function readSettingsFile(named: string | undefined, root: string): SettingsFile {
  const asked = named !== undefined && named !== "";
  const name = asked ? named : "dalaba.config.json";
  const path = isAbsolute(name) ? name : resolve(root, name);
  const wrong = (line: string): SettingsFile => ({ path, values: {}, faults: [line] });
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !asked) return { path, values: {}, faults: [] };
    return wrong(`DALABA_CONFIG: ${path} cannot be read (${code}); name a readable JSON file, or unset it.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return wrong(`${path}: not JSON (${(error as Error).message}); correct it.`);
  }
  if (json === null || typeof json !== "object" || Array.isArray(json))
    return wrong(`${path}: must be one JSON object such as {"DALABA_HTTP_PORT": 8080}.`);
  return { path, ...settingsIn(json as Record<string, unknown>, path) };
}

function settingsIn(json: Record<string, unknown>, path: string): Pick<SettingsFile, "values" | "faults"> {
  const values: Record<string, string> = {};
  const faults: string[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (!Object.hasOwn(definitions, name)) {
      faults.push(`${path}: ${JSON.stringify(name)} is no setting; the settings are ${NAMES.join(", ")}.`);
    } else if (typeof value === "string" || typeof value === "number") {
      values[name] = String(value);
    } else {
      faults.push(
        `${name} (in ${path}): a text or a number is wanted; set it to ${definitions[name as SettingName].expected}.`,
      );
    }
  }
  return { values, faults };
}
