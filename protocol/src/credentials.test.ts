import { describe, expect, test } from "vitest";
import { nodeCrypto as crypto } from "../node/crypto";
import { deriveDeviceKeys, readCredentials } from "./credentials";
import { DEVICE_SECRET, testSeed } from "./golden/test-keys.test-support";

describe("what a device secret stands for (SPEC 1.3)", () => {
  test("three values that tell nothing of one another", () => {
    const keys = deriveDeviceKeys(crypto, DEVICE_SECRET);
    const all = [keys.pairwiseKey, keys.deviceSeed, Buffer.from(keys.mqttPassword, "hex"), DEVICE_SECRET];
    expect(new Set(all.map((each) => Buffer.from(each).toString("hex"))).size).toBe(4);
    expect(keys.mqttPassword).toMatch(/^[0-9a-f]{64}$/);
  });

  test("the same secret gives the same, another gives others", () => {
    expect(deriveDeviceKeys(crypto, DEVICE_SECRET)).toEqual(deriveDeviceKeys(crypto, DEVICE_SECRET));
    expect(deriveDeviceKeys(crypto, testSeed("x"))).not.toEqual(deriveDeviceKeys(crypto, DEVICE_SECRET));
  });
});

test.each([undefined, 7, "text", [], {}, { id: "a" }])("%j is no credentials line", (value) => {
  expect(readCredentials(value)).toMatchObject({ ok: false, code: "bad-credentials" });
});
