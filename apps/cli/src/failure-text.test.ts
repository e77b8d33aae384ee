import pc from "picocolors";
import { expect, test } from "vitest";
import { CliFailure } from "./cli-failure";
import { EXIT } from "./exit-code";
import { failureText } from "./failure-text";

const text = (detail: string, next: string, params: Record<string, unknown>): string =>
  failureText(new CliFailure("code", detail, { exit: EXIT.usage, next, params }), pc.createColors(false));

test("what, the particulars, and the way on", () => {
  expect(text("two names are near", "dalaba ls", { nearest: ["site:a", "site:b"] })).toBe(
    "code: two names are near\n  nearest: site:a, site:b\nnext: dalaba ls",
  );
});

test("a parameter in the advice is put there when it is a value, and pointed to when it is a list", () => {
  expect(text("too many tries", "Wait params.waitSeconds seconds.", { waitSeconds: 7 })).toBe(
    "code: too many tries\nnext: Wait 7 seconds.",
  );
  expect(text("not a body", "Send one of params.accepted.", { accepted: ["text/csv"] })).toContain(
    "  accepted: text/csv\nnext: Send one of accepted above.",
  );
});

test("the issues of a request and the faults of a file are told with their place", () => {
  const issues = [{ code: "too_big", path: ["body", "gainDb"], message: "too big" }];
  expect(text("bad", "mend it", { issues })).toContain("\n  body.gainDb: too big\n");
  const faults = [{ line: 3, column: 2, code: "x", where: "lat", detail: "no number", cure: "write one" }];
  expect(text("bad", "mend it", { faults })).toContain("\n  line 3, column 2: lat: no number; write one\n");
  const refused = [{ broadcast: "5b0c61d3a9f2e874", code: "outside-your-sites" }];
  expect(text("bad", "mend it", { refused })).toContain(
    "\n  outside-your-sites, broadcast 5b0c61d3a9f2e874\n",
  );
});

test("a long list is counted after its first twenty, and nothing else is made of what is no list or value", () => {
  const sites = Array.from({ length: 25 }, (_, i) => `s${i}`);
  expect(text("bad", "go", { sites })).toContain("s19, ... and 5 more\n");
  expect(text("bad", "go", { a: null, b: {}, c: [], d: "" })).toBe("code: bad\nnext: go");
});

test("an entry that holds others tells them, by name where they have one", () => {
  const holder = {
    broadcast: "5b0c61d3a9f2e874",
    actor: { kind: "operator", name: "李红" },
    to: "site:east",
  };
  const speakers = Array.from({ length: 22 }, (_, i) => `s${i}`);
  const told = text("bad", "go", { busy: [{ holder, waits: false, speakers }] });
  expect(told).toContain(
    "holder (broadcast 5b0c61d3a9f2e874, actor 李红, to site:east), waits false, speakers s0, s1,",
  );
  expect(told).toContain("s19, ... and 2 more\n");
});
