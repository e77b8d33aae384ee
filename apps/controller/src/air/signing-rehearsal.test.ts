import { expect, test } from "vitest";
import { rehearseSigning } from "./signing-rehearsal";

test("every order of the signer's rehearsal can be signed", () => {
  expect(rehearseSigning).not.toThrow();
});
