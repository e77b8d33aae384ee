import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exposureWarning } from "./exposure";
import { readSettings } from "./read-settings";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "dalaba-settings-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (env: Record<string, string> = {}) => readSettings({ env, root });
const faults = (env: Record<string, string>): readonly string[] => {
  const outcome = read(env);
  return outcome.ok ? [] : (outcome.params?.faults as string[]);
};

describe("settings", () => {
  it("have defaults that listen on this machine alone", () => {
    expect(read()).toMatchObject({
      ok: true,
      value: {
        ...{ host: "127.0.0.1", httpPort: 8080, airPort: 8081, mqttPort: 1883, clockPort: 1884 },
        ...{ dataFolder: join(root, "data"), mqttUrl: null, logLevel: "info", native: true },
      },
    });
  });

  it("come from the environment over the file, and say from where", () => {
    writeFileSync(
      join(root, "dalaba.config.json"),
      JSON.stringify({ DALABA_HTTP_PORT: 9000, DALABA_LOG: "warn", DALABA_DATA: "town" }),
    );
    const outcome = read({ DALABA_LOG: "debug" });
    if (!outcome.ok) throw new Error(outcome.detail);
    expect(outcome.value).toMatchObject({
      ...{ httpPort: 9000, logLevel: "debug", dataFolder: join(root, "town") },
    });
    const shown = Object.fromEntries(outcome.value.shown.map((one) => [one.name, one]));
    expect(shown.DALABA_LOG).toMatchObject({ value: "debug", origin: "env" });
    expect(shown.DALABA_HTTP_PORT).toMatchObject({ value: "9000", origin: "file" });
    expect(shown.DALABA_AIR_PORT).toMatchObject({ value: "8081", origin: "default" });
  });

  it("never show a secret", () => {
    const secrets = {
      DALABA_ADMIN_PASSWORD: "a very secret password",
      DALABA_BOOT_TOKEN: "0123456789abcdef0123456789abcdef",
      DALABA_MQTT_URL: "mqtts://town:hush-hush@broker.example:8883",
    };
    const outcome = read(secrets);
    if (!outcome.ok) throw new Error(outcome.detail);
    const shown = JSON.stringify(outcome.value.shown);
    for (const secret of ["very secret", "0123456789abcdef", "hush-hush"])
      expect(shown).not.toContain(secret);
    const wrong = faults({ DALABA_ADMIN_PASSWORD: "short-pw", DALABA_BOOT_TOKEN: "hush" });
    expect(wrong).toHaveLength(2);
    expect(wrong.join()).not.toMatch(/short-pw|hush/);
  });

  it.each([
    [{ DALABA_HTTP_PORT: "eighty" }, /^DALABA_HTTP_PORT: "eighty" will not do; set it to a port/],
    [{ DALABA_HTTP_PORT: "70000" }, /^DALABA_HTTP_PORT: "70000"/],
    [{ DALABA_LOG: "loud" }, /one of trace, debug, info/],
    [{ DALABA_MQTT_URL: "broker:1883" }, /^DALABA_MQTT_URL: this value will not do; set it to a URL such as/],
    [{ DALABA_HOST: "not a host" }, /^DALABA_HOST/],
    [{ DALABA_AIR_PORT: "8080" }, /^DALABA_AIR_PORT: 8080 is DALABA_HTTP_PORT too/],
    [{ DALABA_TLS: "yes" }, /^DALABA_TLS: "yes" will not do; set it to one of auto, on, off/],
    [{ DALABA_TLS_NAMES: "pa.lan,https://pa.lan" }, /^DALABA_TLS_NAMES: .* names and addresses with commas/],
    [{ DALABA_TLS_CERT: "pa.crt" }, /^DALABA_TLS_KEY: is missing beside DALABA_TLS_CERT/],
    [{ DALABA_TLS_KEY: "pa.key" }, /^DALABA_TLS_CERT: is missing beside DALABA_TLS_KEY/],
    [{ DALABA_MQTTS_PORT: "8883" }, /^DALABA_MQTTS_PORT: needs the certificate of HTTPS; set DALABA_TLS=on/],
    [
      { DALABA_MQTTS_PORT: "8883", DALABA_TLS: "on", DALABA_MQTT_URL: "mqtt://broker.example" },
      /^DALABA_MQTTS_PORT: is of the embedded broker/,
    ],
    [{ DALABA_MQTTS_PORT: "1883", DALABA_TLS: "on" }, /^DALABA_MQTTS_PORT: 1883 is DALABA_MQTT_PORT too/],
    [{ DALABA_CONFIG: "nowhere.json" }, /^DALABA_CONFIG: .*nowhere\.json cannot be read \(ENOENT\)/],
  ])("say in one line what is wrong and what to do: %o", (env, line) => {
    const wrong = faults(env);
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toMatch(line);
    expect(wrong[0]).not.toContain("\n");
  });

  it("name every fault at once, also those of the file", () => {
    writeFileSync(join(root, "dalaba.config.json"), '{"DALABA_HTTP_PROT": 1, "DALABA_LOG": true}');
    const wrong = faults({ DALABA_MQTT_PORT: "-1" });
    expect(wrong).toHaveLength(3);
    expect(wrong[0]).toMatch(/"DALABA_HTTP_PROT" is no setting/);
    expect(wrong[1]).toMatch(/^DALABA_LOG \(in .*dalaba\.config\.json\)/);
    writeFileSync(join(root, "dalaba.config.json"), "{");
    expect(faults({})[0]).toMatch(/not JSON/);
  });

  it("take an empty variable for none, and port 0 for any free one", () => {
    expect(read({ DALABA_MQTT_URL: "", DALABA_HTTP_PORT: "0", DALABA_AIR_PORT: "0" })).toMatchObject({
      ok: true,
      value: { mqttUrl: null, httpPort: 0, airPort: 0 },
    });
  });

  it("warn whoever listens beyond this machine", () => {
    const warning = (host: string, tls: boolean, mqttUrl: string | null = null) =>
      exposureWarning({ host, tls, mqttUrl });
    for (const host of ["127.0.0.1", "127.0.1.1", "::1", "localhost"])
      expect(warning(host, false)).toBeNull();
    for (const host of ["0.0.0.0", "::", "192.168.1.10"]) {
      expect(warning(host, false)).toMatch(/unencrypted.*no microphone.*DALABA_TLS=on/s);
      expect(warning(host, true)).toMatch(/speakers' MQTT is not encrypted yet/);
      expect(warning(host, true, "mqtts://broker.example")).toBeNull();
    }
  });

  it("turn HTTPS on for whoever listens beyond this machine, unless told otherwise", () => {
    const tls = (env: Record<string, string>) => {
      const outcome = read(env);
      if (!outcome.ok) throw new Error(outcome.detail);
      return outcome.value.tls;
    };
    expect(tls({})).toBe(false);
    for (const host of ["0.0.0.0", "::", "192.168.1.10", "pa.example.lan"]) {
      expect(tls({ DALABA_HOST: host })).toBe(true);
      expect(tls({ DALABA_HOST: host, DALABA_TLS: "off" })).toBe(false);
    }
    expect(tls({ DALABA_TLS: "on" })).toBe(true);
  });

  it("take more names for the certificate, and a certificate of one's own with its key", () => {
    expect(read({ DALABA_TLS_NAMES: "PA.Example.lan, 192.168.1.10,," })).toMatchObject({
      value: { tlsNames: ["pa.example.lan", "192.168.1.10"], tlsFiles: null },
    });
    expect(read({ DALABA_TLS_CERT: "pa.crt", DALABA_TLS_KEY: "/etc/pa.key" })).toMatchObject({
      value: { tlsNames: [], tlsFiles: { cert: join(root, "pa.crt"), key: "/etc/pa.key" } },
    });
  });
});
