import { type HopFigures, type LatencyReply, routes } from "@dalaba/api";
import type { Command } from "commander";
import { run } from "../context";
import { examples } from "../examples";
import { EXIT } from "../exit-code";
import { table } from "../table";

export function addLatency(program: Command): void {
  const latency = program
    .command("latency")
    .description("how long each hop of live talk took in the last minute")
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const told = await (await context.connect()).call(routes.onAir.showLatency);
        context.out.result(told, () => latencyText(told));
        return EXIT.ok;
      }),
    );
  examples(latency, "dalaba latency", "dalaba latency --json | jq .lan.mouthToEarMs");
}

function latencyText(told: LatencyReply): string {
  const hops: readonly (readonly [string, HopFigures | null])[] = [
    ["capture", told.captureMs],
    ["filters, gain, limiter", told.chainMs],
    ["encode", told.encodeMs],
    ["uplink", told.uplinkMs],
    ["air", told.airMs],
    ["way to the speaker, lan", told.lan.wayMs],
    ["wait for D, lan", told.lan.waitMs],
    ["way to the speaker, wan", told.wan.wayMs],
    ["wait for D, wan", told.wan.waitMs],
    ["sound, off its plan", told.soundMs],
    ["mouth to ear, lan", told.lan.mouthToEarMs],
    ["mouth to ear, wan", told.wan.mouthToEarMs],
  ];
  const rows = hops.map(([name, of]) => [name, ...figures(of)]);
  return [
    table(["hop", "p50 ms", "p95 ms", "p99 ms"], rows, ""),
    `D is ${told.lan.delayMs} ms (lan) and ${told.wan.delayMs} ms (wan); "-": not measured in the last ${told.windowMs / 1000} s`,
  ].join("\n");
}

function figures(of: HopFigures | null): readonly string[] {
  if (of === null) return ["-", "-", "-"];
  return [of.p50, of.p95, of.p99].map((ms) => ms.toFixed(1));
}
