import { benchBrowser, FULL_BROWSER, QUICK_BROWSER } from "./browser/bench-browser";
import { benchBusy, FULL_BUSY, QUICK_BUSY } from "./busy/bench-busy";
import { benchEvents, FULL_EVENTS, QUICK_EVENTS } from "./events/bench-events";
import { benchFanOut, FULL, QUICK } from "./fan-out/bench-fan-out";
import { benchGrowth, FULL_GROWTH, QUICK_GROWTH } from "./growth/bench-growth";
import { readOptions, USAGE, type Verb } from "./options";
import { benchOpus, FULL_OPUS, QUICK_OPUS } from "./opus/bench-opus";
import { benchOverlap, FULL_OVERLAP, QUICK_OVERLAP } from "./overlap/bench-overlap";
import { endAll } from "./processes/started";
import { reportHtml } from "./report/html";
import { type Report, reportJson, reportText } from "./report/print";
import { benchSound, FULL_SOUND, QUICK_SOUND } from "./sound/bench-sound";
import { benchAll, writePage } from "./suite/bench-all";
import { suiteJson, suiteText } from "./suite/suite-text";
import { benchTalk, FULL_TALK, QUICK_TALK } from "./talk/bench-talk";

// `npm run -s bench [-- VERB]`: stdout is the result alone, progress speaks on stderr. Exit 0 when it measured,
// whatever it found; 1 when it could not, 2 on usage, 130 when interrupted.

const options = readOptions(process.argv.slice(2));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function leave(code: number): Promise<never> {
  await endAll();
  process.exit(code);
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)
  process.once(signal, () => void leave(code));

type Asked = Extract<typeof options, { quick: boolean }>;

async function measure(asked: Asked & { readonly verb: Verb }): Promise<Report> {
  if (asked.verb === "talk") {
    const plan = asked.quick ? QUICK_TALK : FULL_TALK;
    return benchTalk({ ...plan, talks: asked.talks ?? plan.talks, say });
  }
  if (asked.verb === "browser") {
    const plan = asked.quick ? QUICK_BROWSER : FULL_BROWSER;
    return benchBrowser({ ...plan, talks: asked.talks ?? plan.talks, say });
  }
  if (asked.verb === "sound") return benchSound({ ...(asked.quick ? QUICK_SOUND : FULL_SOUND), say });
  if (asked.verb === "busy") {
    const plan = asked.quick ? QUICK_BUSY : FULL_BUSY;
    return benchBusy({ ...plan, talks: asked.talks ?? plan.talks, say });
  }
  if (asked.verb === "events") return benchEvents({ ...(asked.quick ? QUICK_EVENTS : FULL_EVENTS), say });
  if (asked.verb === "growth") return benchGrowth({ ...(asked.quick ? QUICK_GROWTH : FULL_GROWTH), say });
  if (asked.verb === "opus") return benchOpus({ ...(asked.quick ? QUICK_OPUS : FULL_OPUS), say });
  if (asked.verb === "overlap") return benchOverlap({ ...(asked.quick ? QUICK_OVERLAP : FULL_OVERLAP), say });
  const plan = asked.quick ? QUICK : FULL;
  return benchFanOut({ ...plan, runs: asked.runs ?? plan.runs, say });
}

async function print(asked: Asked): Promise<void> {
  const { verb, json, html } = asked;
  if (verb === "all") {
    const reports = await benchAll({ quick: asked.quick, html, say });
    process.stdout.write(json ? suiteJson(reports) : suiteText(reports));
    if (reports.every(({ report }) => report === null)) throw new Error("nothing could be measured");
    return;
  }
  const report = await measure({ ...asked, verb });
  process.stdout.write(json ? reportJson(report) : reportText(report));
  if (html !== undefined)
    await writePage(html, (at) => reportHtml(`Dalaba ${verb}, ${at}`, [{ name: verb, report }]), say);
}

if (!options.ok) {
  process.stderr.write(`${options.detail}\n\n${USAGE}`);
  process.exitCode = 2;
} else if (options.verb === "help") {
  process.stdout.write(USAGE);
} else {
  try {
    await print(options);
    await endAll();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    await leave(1);
  }
}
