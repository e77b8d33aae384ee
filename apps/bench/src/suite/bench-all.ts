import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { VERBS } from "../options";
import { repositoryRoot } from "../processes/repository-root";
import { type NamedReport, reportHtml } from "../report/html";
import { runSuite } from "./run-suite";

const QUICK_WITHIN_MS = 10 * 60_000;
const FULL_WITHIN_MS = 90 * 60_000;

export interface AllOptions {
  readonly quick: boolean;
  /** Where the page goes; left out: data/bench/report.html of this checkout. */
  readonly html: string | undefined;
  say(line: string): void;
}

/** Writes a page, and says where it lies. npm starts programs in the checkout: a path is read from where the user stands. */
export async function writePage(
  path: string,
  page: (at: string) => string,
  say: (line: string) => void,
): Promise<void> {
  const file = resolve(process.env.INIT_CWD ?? process.cwd(), path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, page(`${new Date().toISOString().slice(0, 16)}Z`));
  say(`report: ${file}`);
}

/** All of it. One that cannot measure says why, and the others go on. */
export async function benchAll({ quick, html, say }: AllOptions): Promise<NamedReport[]> {
  const reports = await runSuite({
    verbs: VERBS,
    args: quick ? ["--quick"] : [],
    withinMs: quick ? QUICK_WITHIN_MS : FULL_WITHIN_MS,
    command: [process.execPath, fileURLToPath(import.meta.url)],
    say,
  });
  const title = (at: string): string => `Dalaba: the targets, measured${quick ? " (quick)" : ""}, ${at}`;
  const path = html ?? join(repositoryRoot(), "data/bench/report.html");
  await writePage(path, (at) => reportHtml(title(at), reports), say);
  return reports;
}
