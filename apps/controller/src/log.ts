import { createRequire } from "node:module";
import pino from "pino";
import type { Settings } from "./settings";

/** What a part may say to who runs the controller. Fields first, then one sentence that ends with the way out. */
export interface Log {
  debug(fields: object, sentence: string): void;
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
  error(fields: object, sentence: string): void;
}

/** Members that never reach a log line, however deep a careless caller logs. */
const SECRETS = [
  "password",
  "token",
  "ticket",
  "link",
  "deviceSecret",
  "pairwiseKey",
  "cookie",
  "authorization",
];
const REDACTED = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Lines on stderr: readable at a terminal, JSON elsewhere. `part` is the process that speaks. */
export function createLog(part: string, level: Settings["logLevel"]): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { part },
    redact: { paths: REDACTED, censor: "[hidden]" },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }));
  const pretty = createRequire(import.meta.url)("pino-pretty") as (options: object) => pino.DestinationStream;
  return pino(options, pretty({ destination: 2, sync: true, ignore: "pid,hostname,part", colorize: true }));
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
