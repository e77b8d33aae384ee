import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KeyFolder } from "./key-ring";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "dalaba-keys-")), "keys");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

describe("the key folder", () => {
  it("makes root, seal and six keys on the first start, readable by the owner alone", () => {
    const opened = new KeyFolder(folder).open({ speakersExist: false });
    expect(opened.ok && opened.value.created).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([
      "command-3.key",
      "command-4.key",
      "emergency-5.key",
      "emergency-6.key",
      "root.key",
      "seal.key",
      "stream-1.key",
      "stream-2.key",
    ]);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("opens the same keys again", () => {
    const first = new KeyFolder(folder).open({ speakersExist: false });
    const second = new KeyFolder(folder).open({ speakersExist: true });
    if (!first.ok || !second.ok) throw new Error("expected both to open");
    expect(second.value.created).toBe(false);
    expect(second.value.rootPublicKey).toEqual(first.value.rootPublicKey);
    expect(second.value.publicKeys).toEqual(first.value.publicKeys);
    expect(second.value.derive("a")).toEqual(first.value.derive("a"));
    expect(second.value.derive("a")).not.toEqual(second.value.derive("b"));
  });

  it("refuses to make new keys while speakers trust the missing ones", () => {
    expect(new KeyFolder(folder).open({ speakersExist: true })).toMatchObject({
      ok: false,
      code: "keys-missing",
    });
    expect(() => readdirSync(folder)).toThrow();
    new KeyFolder(folder).open({ speakersExist: false });
    unlinkSync(join(folder, "command-3.key"));
    expect(new KeyFolder(folder).open({ speakersExist: true })).toMatchObject({
      ok: false,
      code: "keys-missing",
      params: { missing: ["command-3.key"] },
    });
  });

  it("closes a file that others can read, and says so", () => {
    new KeyFolder(folder).open({ speakersExist: false });
    chmodSync(join(folder, "emergency-5.key"), 0o644);
    const opened = new KeyFolder(folder).open({ speakersExist: true });
    expect(opened.ok && opened.value.openedFiles).toEqual(["emergency-5.key"]);
    expect(statSync(join(folder, "emergency-5.key")).mode & 0o777).toBe(0o600);
  });

  it("refuses a damaged key and never overwrites it", () => {
    new KeyFolder(folder).open({ speakersExist: false });
    writeFileSync(join(folder, "root.key"), "abc");
    expect(new KeyFolder(folder).open({ speakersExist: false })).toMatchObject({ code: "keys-damaged" });
  });

  it("refuses a folder that cannot be made", () => {
    writeFileSync(folder, "a file stands where the folder should");
    expect(new KeyFolder(folder).open({ speakersExist: false })).toMatchObject({ ok: false });
  });
});

describe("sealing", () => {
  const plain = Uint8Array.from([1, 2, 3]);

  it("opens only with the same key and the same context", () => {
    const { sealer } = opened(folder);
    const sealed = sealer.seal(plain, "pairwise:a");
    expect(sealer.unseal(sealed, "pairwise:a")).toEqual(plain);
    expect(() => sealer.unseal(sealed, "pairwise:b")).toThrow();
    expect(() => opened(`${folder}-other`).sealer.unseal(sealed, "pairwise:a")).toThrow();
    const bent = Uint8Array.from(sealed);
    bent[bent.length - 1] = (bent[bent.length - 1] as number) ^ 1;
    expect(() => sealer.unseal(bent, "pairwise:a")).toThrow();
    expect(() => sealer.unseal(sealed.subarray(0, 8), "pairwise:a")).toThrow("not sealed");
  });

  it("gives other bytes each time, and none before the folder is open", () => {
    const { sealer } = opened(folder);
    expect(sealer.seal(plain, "x")).not.toEqual(sealer.seal(plain, "x"));
    expect(() => new KeyFolder(folder).sealer.seal(plain, "x")).toThrow("before");
  });
});

function opened(path: string): KeyFolder {
  const keys = new KeyFolder(path);
  expect(keys.open({ speakersExist: false }).ok).toBe(true);
  return keys;
}
