import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { cliFailure } from "./cli-failure";
import { configFile } from "./paths";

export interface SavedSignIn {
  /** As `controllerUrl` writes it. */
  readonly url: string;
  readonly token?: string;
  readonly user?: string;
  /** The authority that was trusted for this address, PEM. */
  readonly ca?: string;
}

/** What `login` left; nothing where it cannot be read as such. */
export async function readSaved(): Promise<SavedSignIn | undefined> {
  try {
    const saved: unknown = JSON.parse(await readFile(configFile(), "utf8"));
    return typeof (saved as SavedSignIn | null)?.url === "string" ? (saved as SavedSignIn) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps address and token readable by their owner alone. */
export async function writeSaved(saved: SavedSignIn): Promise<string> {
  const file = configFile();
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 });
    await chmod(file, 0o600);
    return file;
  } catch (error) {
    throw cliFailure("file-unwritable", `${file}: ${(error as NodeJS.ErrnoException).code}`, {
      next: "Set XDG_CONFIG_HOME to a folder that you may write to, or pass the token in DALABA_TOKEN.",
    });
  }
}

export async function forgetSaved(): Promise<void> {
  await rm(configFile(), { force: true });
}
