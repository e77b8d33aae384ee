import { type Outcome, refuse } from "@dalaba/core";
import { hash, verify } from "@node-rs/argon2";

/** OWASP's argon2id for people: 19 MiB, two passes, one lane; some 85 ms of one core. */
const ARGON2ID = 2;
const COST = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Threads of libuv's pool of four that passwords may hold, and who may wait for one: 2 s of waiting. */
const RUNNING_MAX = 2;
const WAITING_MAX = 48;

/** Hashes and checks passwords on libuv's threads, a bounded number at a time. Refuses with `too-busy` at the bound. */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** Checked when nobody of that name exists, so that the answer takes as long. */
  private decoy: Promise<string> | null = null;

  hash(password: string): Promise<Outcome<string, "too-busy">> {
    return this.inTurn(() => hash(password.normalize("NFC"), COST));
  }

  /** `stored` null (no such person, or no password): false, after the same work. */
  async check(stored: string | null, password: string): Promise<Outcome<boolean, "too-busy">> {
    return this.inTurn(async () => {
      this.decoy ??= hash("nobody's password", COST);
      const matches = await verify(stored ?? (await this.decoy), password.normalize("NFC"));
      return matches && stored !== null;
    });
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<Outcome<T, "too-busy">> {
    if (this.running >= RUNNING_MAX) {
      if (this.waiting.length >= WAITING_MAX)
        return refuse("too-busy", "too many passwords are being checked");
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running++;
    }
    try {
      return { ok: true, value: await work() };
    } finally {
      // The place goes to who waits longest, or is given back.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
