import { expect, test } from "vitest";
import { runSuite } from "./run-suite";
import { suiteJson, suiteText } from "./suite-text";

/** Stands for the bench: answers by the verb it is given. */
const PROGRAM = `
const verb = process.argv[1];
process.stderr.write("at work\\n");
if (verb === "fine") process.stdout.write(JSON.stringify({ machine: {}, rows: [{ id: "P4", met: false, what: "w", unit: "ms", value: 1, case: "c" }], args: process.argv.slice(2) }));
else if (verb === "ends") { process.stderr.write("no broker here\\n"); process.exitCode = 1; }
else if (verb === "mumbles") process.stdout.write("{");
else setTimeout(() => undefined, 60_000);
`;

const run = (verbs: readonly string[], said: string[] = []) =>
  runSuite({
    verbs,
    args: ["--quick"],
    withinMs: verbs.includes("sleeps") ? 2_000 : 30_000,
    command: [process.execPath, "-e", PROGRAM, "--"],
    say: (line) => void said.push(line),
  });

test("each runs in its turn with the same words; what fails is told and stops nothing", async () => {
  const said: string[] = [];
  const reports = await run(["ends", "mumbles", "fine"], said);
  expect(reports.map(({ name, why }) => [name, why])).toEqual([
    ["ends", "no broker here"],
    ["mumbles", "what it printed is no JSON"],
    ["fine", undefined],
  ]);
  expect(reports[2]?.report).toMatchObject({ args: ["--json", "--quick"] });
  expect(said).toContain("fine: at work");
  const { targets } = JSON.parse(suiteJson(reports)) as { targets: { id: string; missed: string[] }[] };
  expect(targets.find(({ id }) => id === "P4")?.missed).toEqual(["P4"]);
});

test("one that does not end is ended", async () => {
  const [report] = await run(["sleeps"]);
  expect(report).toMatchObject({ name: "sleeps", report: null });
  expect(report?.why).toContain("longer than");
});

test("for people: what could not measure, and one line a target", async () => {
  const text = suiteText([{ name: "talk", report: null, why: "no room" }]);
  expect(text).toContain("== talk\nnot measured: no room");
  expect(text).toMatch(/^P4 .*not measured in this run$/m);
});
