import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** Paths count from where the command was typed: npm and pnpm change the folder and leave it in INIT_CWD. */
export function userPath(path: string): string {
  return isAbsolute(path) ? path : resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** Where `login` keeps the controller's address and the token (XDG base directory specification). */
export function configFile(): string {
  const base = process.env.XDG_CONFIG_HOME || join(homedir(), ".config");
  return join(base, "dalaba", "cli.json");
}
