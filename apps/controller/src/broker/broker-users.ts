import { toHex } from "@dalaba/protocol";
import type { KeyRing } from "../keys";

/** A user of the external broker that is not a speaker. */
export interface BrokerUser {
  readonly name: string;
  readonly password: string;
}

/** Plays a speaker that tries what no speaker may. A speaker's id by form, so that the same rights apply. */
export const PROBE_ID = "dalaba-probe";
/** Stands for "another speaker" in those attempts; never enrolled, so nothing real is touched. */
export const OTHER_ID = "dalaba-other";
/**
 * Watches what the probe gets through, and publishes what it must not read. It is not the controller's own user: where
 * the broker makes the client id from the user name, a second connection of one user would end the first.
 */
export const CHECK_USER = "dalaba-check";
const CONTROLLER_USER = "dalaba-controller";

export const RESERVED_USERS: readonly string[] = [PROBE_ID, OTHER_ID, CHECK_USER, CONTROLLER_USER];

export interface BrokerUsers {
  readonly controller: BrokerUser;
  readonly probe: BrokerUser;
  readonly check: BrokerUser;
}

/** The three users; passwords not given by `DALABA_MQTT_URL` are derived, so that every export says the same. */
export function brokerUsers(ring: Pick<KeyRing, "derive">, mqttUrl: string | undefined): BrokerUsers {
  const derived = (name: string): BrokerUser => ({
    name,
    password: toHex(ring.derive(`broker-user-v1:${name}`)),
  });
  const url = mqttUrl === undefined ? undefined : new URL(mqttUrl);
  const given =
    url && url.username !== ""
      ? { name: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
      : undefined;
  return {
    controller: given ?? derived(CONTROLLER_USER),
    probe: derived(PROBE_ID),
    check: derived(CHECK_USER),
  };
}
