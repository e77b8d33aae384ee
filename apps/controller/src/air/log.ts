import { pino } from "pino";

/** The part of a pino logger that `air` uses. No secret and no audio is ever handed to it. */
export interface Logger {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** JSON lines; pretty lines on a terminal. Written synchronously: the last line before a crash matters most. */
export async function airLog(level: string): Promise<{ readonly log: Logger }> {
  const options = { level, name: "air" };
  if (!process.stderr.isTTY) return { log: pino(options, pino.destination({ dest: 2, sync: true })) };
  const { default: pretty } = await import("pino-pretty");
  const stream = pretty({
    destination: 2,
    sync: true,
    ignore: "pid,hostname",
    translateTime: "HH:MM:ss.l",
  });
  return { log: pino(options, stream) };
}
