import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { AirLink } from "../air-link/types";

export interface MetricsParts {
  readonly air: Pick<AirLink, "ask">;
  /** Gauges of the controller's own parts, by name (`dalaba_` is put before it); read at each scrape. */
  gauges(): Readonly<Record<string, number>>;
}

export interface Metrics {
  readonly contentType: string;
  /** Counts an answer; `route` is the pattern, never a path that someone made up. */
  answered(route: string, status: number, ms: number): void;
  text(): Promise<string>;
}

export function createMetrics(parts: MetricsParts): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const answers = new Counter({
    name: "dalaba_http_answers_total",
    help: "HTTP answers by route and status",
    labelNames: ["route", "status"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "dalaba_http_answer_seconds",
    help: "Time to an HTTP answer",
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const gauges = new Map<string, Gauge>();
  const set = (name: string, help: string, value: number): void => {
    const known = gauges.get(name);
    const gauge = known ?? new Gauge({ name, help, registers: [registry] });
    if (!known) gauges.set(name, gauge);
    gauge.set(value);
  };
  return {
    contentType: registry.contentType,
    answered(route, status, ms) {
      answers.inc({ route, status: String(status) });
      seconds.observe(ms / 1000);
    },
    async text() {
      for (const [name, value] of Object.entries(parts.gauges())) set(`dalaba_${name}`, name, value);
      const answer = await parts.air.ask("stats", {});
      set("dalaba_air_up", "1 while the process air answers", answer.ok ? 1 : 0);
      const stats = answer.ok ? answer.value.stats : {};
      for (const [name, value] of Object.entries(stats)) set(`dalaba_air_${metricName(name)}`, name, value);
      return registry.metrics();
    },
  };
}

/** `framesSent` and `frames-sent` as Prometheus writes them: frames_sent. */
function metricName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9_]/g, "_")
    .toLowerCase();
}
