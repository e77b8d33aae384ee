import type { SiteId } from "./ids";

/** A town, village, committee ...: nests by `parent`; has one time zone, its own or its nearest ancestor's. */
export interface Site {
  readonly id: SiteId;
  readonly name: string;
  readonly parent: SiteId | null;
  /** IANA name such as `Asia/Shanghai`; null inherits. A root always names one. */
  readonly timeZone: string | null;
}
