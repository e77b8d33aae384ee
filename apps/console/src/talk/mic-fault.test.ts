import { expect, test } from "vitest";
import { faultOf, mayHeal } from "./mic-fault";

test.each([
  ["NotAllowedError", "mic-denied"],
  ["SecurityError", "mic-denied"],
  ["NotFoundError", "mic-missing"],
  ["OverconstrainedError", "mic-missing"],
  ["NotReadableError", "mic-busy"],
  ["AbortError", "mic-busy"],
  ["NotSupportedError", "mic-unsupported"],
] as const)("%s means %s", (name, fault) => {
  expect(faultOf(new DOMException("", name))).toBe(fault);
});

test("what is no error at all is taken for a device in use", () => {
  expect(faultOf("what?")).toBe("mic-busy");
});

test("a permission is not given by plugging something in", () => {
  expect(mayHeal("mic-denied")).toBe(false);
  expect(mayHeal("mic-unplugged")).toBe(true);
});
