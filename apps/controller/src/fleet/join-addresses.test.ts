import { describe, expect, it } from "vitest";
import type { TrustedAuthority } from "../tls";
import { joinAddresses, reachableHost } from "./join-addresses";

const PORTS = { http: 8080, mqtt: 1883, clock: 1884, talk: 8081 };

describe("where a speaker joins", () => {
  it("is the address we listen on, and where that is every address, the one the caller used", () => {
    expect(reachableHost({ host: "192.168.1.9" }, "town.example:8080")).toBe("192.168.1.9");
    expect(reachableHost({ host: "0.0.0.0" }, "town.example:8080")).toBe("town.example");
    expect(reachableHost({ host: "::" }, "[fd00::1]:8080")).toBe("[fd00::1]");
    expect(reachableHost({ host: "fd00::1" }, undefined)).toBe("[fd00::1]");
    expect(reachableHost({ host: "0.0.0.0" }, undefined)).toBe("127.0.0.1");
    expect(reachableHost({ host: "0.0.0.0" }, "not a host")).toBe("127.0.0.1");
  });

  it("is the external broker where there is one, without the controller's password", () => {
    const settings = { host: "10.0.0.1", mqttUrl: "mqtts://town:secret@broker.example" };
    expect(joinAddresses(settings, PORTS, undefined)).toEqual({
      ok: true,
      value: {
        mqttUrl: "mqtts://broker.example:8883",
        httpUrl: "http://10.0.0.1:8080",
        clockUrl: "udp://10.0.0.1:1884",
      },
    });
  });

  it("is HTTPS with the authority to trust, under a name that its certificate bears", () => {
    const settings = { host: "10.0.0.1", mqttUrl: null };
    const authority = { pem: "PEM" } as TrustedAuthority;
    const local = { authority, host: "10.0.0.1", covers: () => true };
    expect(joinAddresses(settings, PORTS, undefined, local)).toMatchObject({
      value: { httpUrl: "https://10.0.0.1:8080", caPem: "PEM", mqttUrl: "mqtt://10.0.0.1:1883" },
    });
    const own = { authority: null, host: "pa.example", covers: () => false };
    const joined = joinAddresses(settings, PORTS, undefined, own);
    expect(joined).toMatchObject({ value: { httpUrl: "https://pa.example:8080" } });
    expect(joined.ok && joined.value).not.toHaveProperty("caPem");
    // A speaker trusts one authority alone, and here that must be the broker's.
    const encrypted = { host: "10.0.0.1", mqttUrl: "mqtts://broker.example" };
    const foreign = joinAddresses(encrypted, PORTS, undefined, local);
    expect(foreign.ok && foreign.value).not.toHaveProperty("caPem");
  });

  it("is MQTT over TLS where that is open, under a name that its certificate bears", () => {
    const settings = { host: "0.0.0.0", mqttUrl: null };
    const ports = { ...PORTS, mqtts: 8883 };
    const authority = { pem: "PEM" } as TrustedAuthority;
    const local = { authority, host: "pa.example", covers: (host: string) => host === "10.0.0.1" };
    const joined = (hostHeader: string) => joinAddresses(settings, ports, hostHeader, local);
    expect(joined("10.0.0.1:8080")).toMatchObject({
      value: { mqttUrl: "mqtts://10.0.0.1:8883", caPem: "PEM" },
    });
    expect(joined("elsewhere:8080")).toMatchObject({ value: { mqttUrl: "mqtts://pa.example:8883" } });
  });

  it("is not known before air listens", () => {
    expect(joinAddresses({ host: "10.0.0.1", mqttUrl: null }, undefined, undefined)).toMatchObject({
      code: "air-starting",
    });
  });
});
