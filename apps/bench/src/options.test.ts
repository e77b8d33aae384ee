import { describe, expect, test } from "vitest";
import { readOptions } from "./options";

describe("the command line", () => {
  test("names a benchmark and how it is to be printed", () => {
    expect(readOptions(["fanout", "--json", "--runs", "3"])).toEqual({
      ok: true,
      verb: "fanout",
      json: true,
      quick: false,
      runs: 3,
      talks: undefined,
      html: undefined,
    });
    expect(readOptions(["talk", "--quick"])).toMatchObject({ verb: "talk", quick: true, json: false });
    expect(readOptions(["browser", "--talks", "5"])).toMatchObject({ verb: "browser", talks: 5 });
    expect(readOptions(["overlap"])).toMatchObject({ verb: "overlap", quick: false });
  });

  test("without a verb everything runs, quickly; all runs it at full length", () => {
    expect(readOptions([])).toMatchObject({ ok: true, verb: "all", quick: true });
    expect(readOptions(["all", "--html", "there.html"])).toMatchObject({
      verb: "all",
      quick: false,
      html: "there.html",
    });
  });

  test.each([[["--help"]], [["-h"]], [["fanout", "--help"]]])("%j asks for help", (args) =>
    expect(readOptions(args)).toEqual({ ok: true, verb: "help" }),
  );

  test.each([
    [["soak"], "say all, fanout, talk"],
    [["fanout", "talk"], "say all, fanout, talk"],
    [["fanout", "--runs", "0"], "--runs 0"],
    [["fanout", "--runs", "many"], "--runs many"],
    [["talk", "--faster"], "--faster"],
  ])("%j is refused", (args, detail) => {
    const read = readOptions(args);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.detail).toContain(detail);
  });
});
