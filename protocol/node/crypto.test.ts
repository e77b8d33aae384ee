import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../src/bytes";
import { mac16 } from "../src/crypto";
import { nodeCrypto as crypto, publicKeyOf } from "./crypto";

/** The four primitives against the numbers that their RFCs print. */

const hex = (text: string): Uint8Array => fromHex(text.replace(/\s/g, "")) as Uint8Array;

test("SHA-256 of abc (FIPS 180-4)", () => {
  expect(toHex(crypto.sha256(hex("616263")))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("HMAC-SHA-256, case 2 of RFC 4231", () => {
  const mac = crypto.hmacSha256(Buffer.from("Jefe"), Buffer.from("what do ya want for nothing?"));
  expect(toHex(mac)).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
});

test("HKDF-SHA-256 with an empty salt and info, case 3 of RFC 5869", () => {
  expect(toHex(crypto.hkdfSha256(hex("0b".repeat(22)), "", 42))).toBe(
    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
  );
});

describe("Ed25519, RFC 8032 section 7.1", () => {
  test.each([
    [
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
  ])("key %s", (seed, key, message, signature) => {
    expect(toHex(publicKeyOf(hex(seed)))).toBe(key);
    expect(toHex(crypto.sign(hex(seed), hex(message)))).toBe(signature);
    expect(crypto.verify(hex(key), hex(message), hex(signature))).toBe(true);
    expect(crypto.verify(hex(key), hex(`${message}00`), hex(signature))).toBe(false);
  });

  test("an S not below the group order is refused: a signature has one form", () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    const signature = crypto.sign(seed, hex("72"));
    const s = BigInt(`0x${toHex(signature.slice(32).reverse())}`) + order;
    const other = hex(s.toString(16).padStart(64, "0")).reverse();
    const forged = Uint8Array.from([...signature.slice(0, 32), ...other]);
    expect(crypto.verify(publicKeyOf(seed), hex("72"), forged)).toBe(false);
  });

  test.each([
    ["a key too short", new Uint8Array(31), new Uint8Array(64)],
    ["a key that is no point", new Uint8Array(32).fill(255), new Uint8Array(64)],
    ["a signature too short", new Uint8Array(32), new Uint8Array(63)],
  ])("%s is refused without a throw", (_title, key, signature) => {
    expect(crypto.verify(key, new Uint8Array(1), signature)).toBe(false);
  });
});

test("a MAC for one purpose is none for another", () => {
  const key = new Uint8Array(32);
  expect(toHex(mac16(crypto, key, "pa-up-v1", new Uint8Array(4)))).not.toBe(
    toHex(mac16(crypto, key, "pa-clock-v1", new Uint8Array(4))),
  );
});
