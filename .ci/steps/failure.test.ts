import { expect, test } from "vitest";
import { cureFor, explain, Failure } from "./failure.mjs";

test.each([
  ["ENOSPC: no space left on device, write", "disk is full"],
  ["npm ERR! code ENOTFOUND", "registry cannot be reached"],
  [" WARN  GET https://example.org/zod error (ECONNREFUSED). Will retry in 1 seconds.", "registry cannot be"],
  ["ERR_PNPM_META_FETCH_FAIL", "registry cannot be reached"],
  ["EACCES: permission denied, mkdir '/srv/node_modules'", "cannot be written"],
  ["EROFS: read-only file system", "read-only"],
  ["ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with frozen-lockfile", "pnpm-lock.yaml does not match"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "NODE_EXTRA_CA_CERTS"],
])("%s is told with its way out", (output, words) => {
  expect(cureFor(output)).toContain(words);
});

test("what nobody knows a cure for is shown as it is", () => {
  expect(cureFor("something else")).toBeUndefined();
  expect(explain(new Error("something else")).line).toContain("Error: something else");
});

test("an error of the file system names the path", () => {
  const error = Object.assign(new Error("EACCES"), { code: "EACCES", path: "/srv/town" });
  expect(explain(error)).toEqual({
    line: expect.stringMatching(/cannot be written.*\/srv\/town/),
    exitCode: 1,
  });
});

test("a failure of ours is its own line", () => {
  expect(explain(new Failure("do this", 3))).toEqual({ line: "do this", exitCode: 3 });
});
