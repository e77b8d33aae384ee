import { createInterface } from "node:readline";
import { end, start } from "../processes/started";
import type { NamedReport } from "../report/html";
import type { Report } from "../report/print";

export interface SuitePlan {
  readonly verbs: readonly string[];
  /** Handed to each: `--quick`, `--runs 3`. */
  readonly args: readonly string[];
  /** A benchmark that takes longer is ended and counted as not measured, ms. */
  readonly withinMs: number;
  /** The program that measures one verb. */
  readonly command: readonly string[];
  say(line: string): void;
}

/** What a child leaves: its document, or the last lines that it said. */
async function one(plan: SuitePlan, verb: string): Promise<NamedReport> {
  const child = start([...plan.command, verb, "--json", ...plan.args], { stdio: ["ignore", "pipe", "pipe"] });
  const parts: Buffer[] = [];
  let last = "";
  let late = false;
  child.stdout?.on("data", (part: Buffer) => void parts.push(part));
  if (child.stderr)
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (line.trim() !== "") last = line;
      plan.say(`${verb}: ${line}`);
    });
  const timer = setTimeout(() => {
    late = true;
    void end(child);
  }, plan.withinMs);
  const code = await new Promise<number | string>((done) => {
    child.once("close", (exit, signal) => done(exit ?? signal ?? "lost"));
    child.once("error", (error) => done(error.message));
  });
  clearTimeout(timer);
  if (late) return { name: verb, report: null, why: `it took longer than ${plan.withinMs / 60_000} min` };
  if (code !== 0) return { name: verb, report: null, why: last || `it ended with ${code}` };
  try {
    return { name: verb, report: JSON.parse(Buffer.concat(parts).toString()) as Report };
  } catch {
    return { name: verb, report: null, why: "what it printed is no JSON" };
  }
}

/**
 * Every benchmark in turn, each in a process of its own: one that fails, or that changed how it is scheduled, changes
 * nothing for the next.
 */
export async function runSuite(plan: SuitePlan): Promise<NamedReport[]> {
  const reports: NamedReport[] = [];
  for (const [index, verb] of plan.verbs.entries()) {
    plan.say(`--- ${verb} (${index + 1} of ${plan.verbs.length})`);
    const report = await one(plan, verb);
    if (report.report === null) plan.say(`${verb}: not measured: ${report.why}`);
    reports.push(report);
  }
  return reports;
}
