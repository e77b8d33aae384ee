import { randomBytes } from "node:crypto";
import { accept, type Outcome, refuse } from "@dalaba/core";
import { broadcastTopic, groupTopic, KEYS_TOPIC, speakerTopic, UP_LEAVES } from "@dalaba/protocol";
import { type BrokerUsers, OTHER_ID, PROBE_ID } from "./broker-users";
import { ProbePeer } from "./probe-peer";

export type ProbeCode =
  | "broker-rights-open"
  | "broker-unreachable"
  | "broker-probe-refused"
  | "broker-probe-failed";

/** How long an allowed message may take through the broker, ms; a forbidden one has this and the grace on top. */
const ARRIVAL_MS = 5_000;
/** Brokers keep the order of one connection's messages; the grace is for one that does not. */
const GRACE_MS = 100;

/** What a speaker must not publish: others' status, orders, audio and documents (SPEC 2.5). */
export function forbiddenToPublish(): readonly string[] {
  return [
    ...UP_LEAVES.map((leaf) => speakerTopic(OTHER_ID, leaf)),
    speakerTopic(OTHER_ID, "cmd"),
    speakerTopic(OTHER_ID, "cfg"),
    speakerTopic(PROBE_ID, "cmd"),
    groupTopic("all", "cmd"),
    groupTopic("all", "a"),
    broadcastTopic(randomBytes(8).toString("hex")),
    KEYS_TOPIC,
  ];
}

/** What a speaker must not read: others' orders, documents and status, and groups that are not its own. */
export function forbiddenToRead(): readonly string[] {
  return [
    speakerTopic(OTHER_ID, "cmd"),
    speakerTopic(OTHER_ID, "cfg"),
    speakerTopic(OTHER_ID, "st"),
    speakerTopic(OTHER_ID, "ack"),
    groupTopic(OTHER_ID, "cmd"),
  ];
}

const WILD_FILTERS = ["#", "pa/#", "pa/d/+/cmd", "pa/d/#"];

/**
 * Connects to an external broker as a speaker and tries the forbidden topics. What counts is what passes: many brokers
 * acknowledge what they refuse. Refusals: `broker-rights-open` names the topics; `broker-unreachable`;
 * `broker-probe-refused` when the two users of the export are not known there; `broker-probe-failed` when even what a
 * speaker must be able to do does not pass, so that nothing is proved.
 */
export async function probeRights(url: string, users: BrokerUsers): Promise<Outcome<undefined, ProbeCode>> {
  const address = withoutUser(url);
  const probe = new ProbePeer(address, users.probe);
  const check = new ProbePeer(address, users.check);
  try {
    await probe.connect();
    await check.connect();
    const marker = `dalaba-probe ${randomBytes(8).toString("hex")}`;
    const published = await publishesThrough(probe, check, marker);
    if (!published.ok) return published;
    const read = await readsThrough(probe, check, marker);
    if (!read.ok) return read;
    const open = [
      ...published.value.map((topic) => `publish ${topic}`),
      ...read.value.map((topic) => `read ${topic}`),
    ];
    return open.length === 0
      ? accept(undefined)
      : refuse("broker-rights-open", `a speaker may ${open.join(", ")}`, { open });
  } catch (error) {
    return connectFailure(error);
  } finally {
    probe.close();
    check.close();
  }
}

/** A user in the address would win over the one that is given: the probe would be the controller. */
function withoutUser(url: string): string {
  const address = new URL(url);
  address.username = "";
  address.password = "";
  return address.href;
}

async function publishesThrough(
  probe: ProbePeer,
  check: ProbePeer,
  marker: string,
): Promise<Outcome<readonly string[], ProbeCode>> {
  await check.subscribe("pa/#");
  const forbidden = forbiddenToPublish();
  for (const topic of forbidden) await probe.publish(topic, marker);
  const own = speakerTopic(PROBE_ID, "tm");
  await probe.publish(own, marker);
  if (!(await check.has(own, marker, ARRIVAL_MS))) return failed(`publish ${own}`);
  await grace();
  const passed = new Set(
    check.received.filter(({ payload }) => payload === marker).map(({ topic }) => topic),
  );
  return accept(forbidden.filter((topic) => passed.has(topic)));
}

async function readsThrough(
  probe: ProbePeer,
  check: ProbePeer,
  marker: string,
): Promise<Outcome<readonly string[], ProbeCode>> {
  const forbidden = forbiddenToRead();
  const own = speakerTopic(PROBE_ID, "cmd");
  // A broker may end the connection for a forbidden filter; then only the filters after it count, so each has a turn.
  for (const filter of [...WILD_FILTERS, ...forbidden]) {
    probe.received.length = 0;
    await probe.subscribe(filter);
    await probe.subscribe(own);
    const turn = `${marker} ${filter}`;
    await Promise.all(forbidden.map((topic) => check.publish(topic, turn)));
    await check.publish(own, turn);
    if (!(await probe.has(own, turn, ARRIVAL_MS))) return failed(`read ${own} after asking for ${filter}`);
    await grace();
    const passed = new Set(
      probe.received.filter(({ payload }) => payload === turn).map(({ topic }) => topic),
    );
    const open = forbidden.filter((topic) => passed.has(topic));
    if (open.length > 0) return accept(open);
  }
  return accept([]);
}

function failed(what: string): Outcome<never, ProbeCode> {
  return refuse("broker-probe-failed", `a speaker could not ${what}`, { what });
}

function connectFailure(error: unknown): Outcome<never, ProbeCode> {
  const detail = error instanceof Error ? error.message : String(error);
  // CONNACK 4 and 5: bad user name or password, not authorised.
  const code = (error as { code?: unknown }).code;
  return code === 4 || code === 5
    ? refuse("broker-probe-refused", detail)
    : refuse("broker-unreachable", detail === "" ? String(code ?? "no connection") : detail);
}

function grace(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, GRACE_MS));
}
