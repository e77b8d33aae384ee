import type { Outcome, Refusal } from "@dalaba/core";
import type { ProbeCode } from "./probe-rights";

/** Tried again this long after a failure, ms, so that mending the broker needs no restart here. */
const RETRY_MS = 30_000;
const UNREACHABLE_RETRY_MS = 2_000;

/**
 * Keeps the controller from being ready while an external broker lets a speaker do what it must not. Until the first
 * probe passed the problem is `broker-not-probed`.
 */
export class BrokerGuard {
  private refusal: Refusal<ProbeCode | "broker-not-probed"> | undefined = {
    ok: false,
    code: "broker-not-probed",
    detail: "the broker's rights have not been tried yet",
  };
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly probe: () => Promise<Outcome<undefined, ProbeCode>>;
  private readonly onChange: (refusal: Refusal | undefined) => void;

  constructor(
    probe: () => Promise<Outcome<undefined, ProbeCode>>,
    onChange: (refusal: Refusal | undefined) => void,
  ) {
    this.probe = probe;
    this.onChange = onChange;
  }

  /** Why the controller is not ready; undefined when the rights hold. */
  problem(): Refusal<ProbeCode | "broker-not-probed"> | undefined {
    return this.refusal;
  }

  /** Resolves after the first probe; goes on trying in the background while it fails. */
  async start(): Promise<void> {
    const outcome = await this.probe();
    if (this.stopped) return;
    const before = this.refusal?.code;
    this.refusal = outcome.ok ? undefined : outcome;
    if (before !== this.refusal?.code) this.onChange(this.refusal);
    if (!outcome.ok)
      this.timer = setTimeout(
        () => void this.start(),
        outcome.code === "broker-unreachable" ? UNREACHABLE_RETRY_MS : RETRY_MS,
      );
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}
