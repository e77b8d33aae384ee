import type { NamedReport } from "../report/html";
import { reportText } from "../report/print";
import { targetsTable } from "../report/targets";

/** The suite for people: each benchmark's table, and at the end one line a target. */
export function suiteText(reports: readonly NamedReport[]): string {
  const rows = reports.flatMap(({ report }) => report?.rows ?? []);
  const lines = targetsTable(rows).map(({ id, what, met, missed, unjudged }) => {
    const said = [
      ...(met.length === 0 ? [] : [`met: ${met.join(" ")}`]),
      ...(missed.length === 0 ? [] : [`MISSED: ${missed.join(" ")}`]),
      ...(unjudged.length === 0 ? [] : [`not judged: ${unjudged.join(" ")}`]),
    ];
    return `${id.padEnd(4)} ${what}: ${said.length === 0 ? "not measured in this run" : said.join("; ")}`;
  });
  const tables = reports.map(({ name, report, why }) =>
    report === null ? `== ${name}\nnot measured: ${why}\n` : `== ${name}\n${reportText(report)}`,
  );
  return [...tables, "== targets", ...lines, ""].join("\n");
}

/** For programs: one document; `reports` in the order they ran, `report` null where there is none. */
export function suiteJson(reports: readonly NamedReport[]): string {
  const rows = reports.flatMap(({ report }) => report?.rows ?? []);
  return `${JSON.stringify({ targets: targetsTable(rows), reports }, null, 2)}\n`;
}
