import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CameraEvent } from "@dalaba/core/camera-event";
import type { EventSource } from "@dalaba/store";
import mqtt, { type MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, it } from "vitest";
import { needsProgram } from "../../../../.ci/test/needs-program";
import { until } from "../air/air-harness.test-support";
import { mosquittoHash } from "../broker/password-hash";
import { RealBroker } from "../broker/real-broker.test-support";
import { listenToFrigate, listenToOnvifMqtt } from "./mqtt-listener";
import type { Listen, SourceListener } from "./source-listener";

let broker: RealBroker;
let peer: MqttClient | undefined;
let listener: SourceListener | undefined;
const events: CameraEvent[] = [];
const refused: string[] = [];
const troubles: (string | null)[] = [];

beforeEach(async () => {
  broker = await RealBroker.reserve();
  for (const list of [events, refused, troubles]) list.length = 0;
});
afterEach(async () => {
  peer?.end(true);
  await listener?.stop();
  await broker.stop();
});

const open = () => ({ "dalaba.conf": `listener ${broker.port} 127.0.0.1\nallow_anonymous true\n` });
const login = (user: string, password: string) =>
  new TextEncoder().encode(JSON.stringify({ user, password }));

function listen(how: Listen, more: Partial<EventSource>, secret?: Uint8Array): void {
  const source: EventSource = {
    ...{ id: "s", kind: "frigate", name: "s", enabled: true, url: broker.url(), prefix: "frigate" },
    ...{ channels: {}, changedAtMs: 0, ...more },
  };
  listener = how(source, secret, {
    nowUtcMs: () => Date.now(),
    heard(read) {
      if (!read.ok) refused.push(read.code);
      else if (read.value !== null) events.push(read.value);
    },
    trouble: (code) => troubles.push(code),
  });
}
const heard = () => until("it is listened to", () => troubles.at(-1) === null, 10_000);
const tracked = (id: string, more: object = {}) =>
  JSON.stringify({
    type: "new",
    before: null,
    after: {
      id,
      camera: "gate",
      label: "person",
      sub_label: ["张三", 0.9],
      current_zones: ["road"],
      ...more,
    },
  });
const review = (id: string) =>
  JSON.stringify({
    type: "new",
    after: { id, camera: "gate", severity: "alert", data: { objects: ["car"], zones: ["road"] } },
  });

needsProgram("mosquitto")("sources over a real mosquitto", () => {
  it("hear Frigate, its reviews alone once there are any, and never what was retained", async () => {
    await broker.run(open());
    peer = await mqtt.connectAsync(broker.url());
    await peer.publishAsync("frigate/events", tracked("old"), { retain: true });
    listen(listenToFrigate, {});
    await heard();
    for (const text of ["{", "", tracked("one")]) await peer.publishAsync("frigate/events", text, { qos: 1 });
    await until("the object is heard", () => events.length === 1);
    expect(events[0]).toMatchObject({ channel: "gate", kind: "zone-entered", dedupeKey: "gate/one" });
    expect(JSON.stringify(events)).not.toContain("张三");
    expect(refused).toEqual(["event-malformed", "event-malformed"]);
    await peer.publishAsync("frigate/reviews", review("r1"), { qos: 1 });
    await peer.publishAsync("frigate/events", tracked("two"), { qos: 1 });
    await peer.publishAsync("frigate/reviews", review("r2"), { qos: 1 });
    await until("the reviews are heard", () => events.length >= 3);
    expect(events.map(({ dedupeKey }) => dedupeKey)).toEqual(["gate/one", "gate/r1", "gate/r2"]);
  });

  it("hear ONVIF Profile M under their prefix alone", async () => {
    await broker.run(open());
    listen(listenToOnvifMqtt, { kind: "onvif-mqtt", prefix: "cams/7" });
    await heard();
    peer = await mqtt.connectAsync(broker.url());
    const crossed = JSON.stringify({
      ...{ UtcTime: new Date().toISOString(), Source: { VideoSource: "1", Rule: "禁行线" } },
      Data: { ObjectId: "15" },
    });
    const topic = "onvif-ej/RuleEngine/LineDetector/Crossed/&1/2/禁行线";
    await peer.publishAsync(`cams/8/${topic}`, crossed, { qos: 1 });
    await peer.publishAsync(`cams/7/${topic}`, crossed, { qos: 1 });
    await until("it is heard", () => events.length === 1);
    expect(events[0]).toMatchObject({ channel: "1", kind: "line-crossed", zone: "禁行线" });
  });

  it("come back by themselves when their broker does", async () => {
    listen(listenToFrigate, {});
    await until("it is not reached", () => troubles.includes("source-unreachable"), 10_000);
    await broker.run(open());
    await heard();
    peer = await mqtt.connectAsync(broker.url());
    await peer.publishAsync("frigate/events", tracked("later"), { qos: 1 });
    await until("it is heard", () => events.length === 1);
  });

  it("say that they are denied, and sign in with what they were given", async () => {
    const conf = (): Readonly<Record<string, string>> => ({
      "dalaba.conf": `listener ${broker.port} 127.0.0.1\nallow_anonymous false\npassword_file ${join(broker.folder, "users")}\n`,
    });
    writeFileSync(join(broker.folder, "users"), `dalaba:${mosquittoHash("right")}\n`);
    await broker.run(conf());
    listen(listenToFrigate, {}, login("dalaba", "wrong"));
    await until("it is denied", () => troubles.includes("source-denied"), 10_000);
    await listener?.stop();
    listen(listenToFrigate, {}, login("dalaba", "right"));
    await heard();
  });
});
