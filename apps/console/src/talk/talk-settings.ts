import { CHIMES, type ChimeName } from "@dalaba/protocol";
import type { TalkMode } from "./talk-state";

/** What this browser remembers of how its operator speaks. */
export interface TalkSettings {
  /** `deviceId` of the microphone; null: the system's own choice. */
  readonly device: string | null;
  readonly mode: TalkMode;
  readonly chime: ChimeName;
  /** The browser's own noise suppression. */
  readonly noiseSuppression: boolean;
  readonly gainControl: boolean;
  /** `KeyboardEvent.code` of the key to talk with. */
  readonly key: string;
  /** An open microphone that nobody uses is let go after this, minutes; 0: never. */
  readonly releaseAfterMin: number;
}

export const DEFAULT_SETTINGS: TalkSettings = {
  ...{ device: null, mode: "hold", chime: "none", noiseSuppression: true, gainControl: true },
  ...{ key: "Space", releaseAfterMin: 30 },
};

const KEPT = "dalaba.talk.v1";
/** A key that types, moves the focus or belongs to the browser would do both. */
const KEY =
  /^(Space|F([1-9]|1[0-9]|2[0-4])|Numpad\w+|Key[A-Z]|Digit\d|Insert|Pause|ScrollLock|ControlRight|AltRight|ShiftRight)$/;

/** Reads what was kept, without trust: anybody on this machine may have written it. */
export function readSettings(text: string | null): TalkSettings {
  const kept = membersOf(text);
  const flag = (name: "noiseSuppression" | "gainControl"): boolean =>
    typeof kept[name] === "boolean" ? kept[name] : DEFAULT_SETTINGS[name];
  const { device, mode, chime, key, releaseAfterMin } = kept;
  return {
    device: typeof device === "string" && device.length > 0 && device.length <= 256 ? device : null,
    mode: mode === "latch" ? "latch" : "hold",
    chime: CHIMES.find((each) => each === chime) ?? DEFAULT_SETTINGS.chime,
    noiseSuppression: flag("noiseSuppression"),
    gainControl: flag("gainControl"),
    key: typeof key === "string" && isTalkKey(key) ? key : DEFAULT_SETTINGS.key,
    releaseAfterMin: isMinutes(releaseAfterMin) ? releaseAfterMin : DEFAULT_SETTINGS.releaseAfterMin,
  };
}

/** Whether a key, by its `KeyboardEvent.code`, may be the one to talk with. */
export function isTalkKey(code: string): boolean {
  return KEY.test(code);
}

const isMinutes = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 24 * 60;

function membersOf(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The settings in this browser's own storage; a browser without one remembers nothing and works all the same. */
export class KeptSettings {
  readonly #storage: Pick<Storage, "getItem" | "setItem"> | undefined;
  #value: TalkSettings;

  constructor(storage: Pick<Storage, "getItem" | "setItem"> | undefined) {
    this.#storage = storage;
    let text: string | null = null;
    try {
      text = storage?.getItem(KEPT) ?? null;
    } catch {
      // Storage is switched off.
    }
    this.#value = readSettings(text);
  }

  get value(): TalkSettings {
    return this.#value;
  }

  change(changes: Partial<TalkSettings>): TalkSettings {
    this.#value = readSettings(JSON.stringify({ ...this.#value, ...changes }));
    try {
      this.#storage?.setItem(KEPT, JSON.stringify(this.#value));
    } catch {
      // Full or switched off: it holds until the page goes.
    }
    return this.#value;
  }
}
