import type { Browser, Page } from "playwright-core";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Time the thread had the processor: what a busy machine does beside it is not the page's. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface Run {
  readonly frames: number;
  readonly meanMs: number;
  readonly p95Ms: number;
  readonly worstMs: number;
  readonly longestTaskMs: number;
}

const SCRIPTING = new Set([
  "FunctionCall",
  "EvaluateScript",
  "FireAnimationFrame",
  "TimerFire",
  "EventDispatch",
]);

/** What the page's main thread does while `act` runs, from Chromium's own trace, in milliseconds of its processor. */
export async function trace(browser: Browser, page: Page, act: () => Promise<void>): Promise<Run> {
  await browser.startTracing(page, { categories: ["devtools.timeline", "toplevel", "cc"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8")) as {
    traceEvents: TraceEvent[];
  };
  const names = traceEvents.filter(({ ph, name }) => ph === "M" && name === "thread_name");
  const own = mainThread(traceEvents, names);
  const mine = traceEvents.filter(({ pid, tid, ph }) => ph === "X" && pid === own.pid && tid === own.tid);
  const tasks = mine.filter(({ name }) => name === "RunTask" || name === "ThreadControllerImpl::RunTask");
  const frames = mine.filter(
    ({ name }) => name === "FireAnimationFrame" || name === "PageAnimator::serviceScriptedAnimations",
  );
  const starts = [...new Set(frames.map(({ ts }) => ts))].sort((one, other) => one - other);
  const scripts = outermost(mine.filter(({ name }) => SCRIPTING.has(name)));
  const spent = starts.map((start, at) => {
    const end = starts[at + 1] ?? Number.POSITIVE_INFINITY;
    return scripts.filter(({ ts }) => ts >= start && ts < end).reduce((sum, each) => sum + millis(each), 0);
  });
  const sorted = [...spent].sort((one, other) => one - other);
  return {
    frames: starts.length,
    meanMs: sorted.reduce((sum, each) => sum + each, 0) / Math.max(1, sorted.length),
    p95Ms: sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0,
    worstMs: sorted.at(-1) ?? 0,
    longestTaskMs: Math.max(0, ...tasks.map(millis)),
  };
}

/** Of the renderers, the main thread that ran the most script. */
function mainThread(events: readonly TraceEvent[], names: readonly TraceEvent[]): TraceEvent {
  const mains = names.filter(({ args }) => args?.name === "CrRendererMain");
  const busy = mains.map((thread) => ({
    thread,
    calls: events.filter(
      ({ pid, tid, name }) => pid === thread.pid && tid === thread.tid && name === "FunctionCall",
    ).length,
  }));
  const [most] = busy.sort((one, other) => other.calls - one.calls);
  if (!most) throw new Error("the trace names no renderer");
  return most.thread;
}

/** Without those that lie within another. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  let until = 0;
  return [...events]
    .sort((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      if (ts < until) return false;
      until = ts + dur;
      return true;
    });
}

function millis({ tdur, dur }: TraceEvent): number {
  return (tdur ?? dur ?? 0) / 1000;
}
