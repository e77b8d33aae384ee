import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CameraEvent } from "./camera-event";
import { readFrigateEvent, readFrigateReview } from "./frigate-event";
import { readIsapiAlert } from "./isapi-event";
import { onvifEvent, readOnvifMqtt } from "./onvif-event";
import { kindOfTopic } from "./onvif-topic";
import { MOST_EVENT_CHARACTERS } from "./reading";
import { readWebhookEvent } from "./webhook-event";
import { firstTexts } from "./xml-texts";

const NOW = 1_800_000_000_000;
const NOW_S = NOW / 1000;

function eventOf(outcome: ReturnType<typeof readFrigateEvent>): CameraEvent {
  if (!outcome.ok || outcome.value === null) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const frigate = (type: string, more: object = {}) =>
  JSON.stringify({
    type,
    before: {},
    after: {
      ...{ id: "17.25-ab", camera: "gate", label: "person", top_score: 0.81, frame_time: NOW_S - 1 },
      ...{ current_zones: ["yard"], entered_zones: ["road", "yard"], false_positive: false, ...more },
    },
  });

const alert = (eventType: string, more = "", state = "active") => `--boundary\r
Content-Type: application/xml\r
\r
<EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">
<ipAddress>192.0.2.7</ipAddress><channelID>3</channelID><dateTime>2027-01-15T16:00:01+08:00</dateTime>
<eventType>${eventType}</eventType><eventState>${state}</eventState><channelName>Gate & Road</channelName>
${more}</EventNotificationAlert>`;

describe("Frigate", () => {
  it("tells the zone it stands in, the object, and its own time", () => {
    expect(eventOf(readFrigateEvent(frigate("new"), NOW))).toEqual({
      ...{ channel: "gate", kind: "zone-entered", state: "start", zone: "yard", object: "person" },
      ...{ score: 0.81, atUtcMs: NOW - 1000, atArrival: false, dedupeKey: "gate/17.25-ab" },
    });
    expect(eventOf(readFrigateEvent(frigate("end", { end_time: NOW_S }), NOW))).toMatchObject({
      state: "end",
      atUtcMs: NOW,
    });
  });

  it("is no event where Frigate takes it for a false positive, and no object where the label is not of the list", () => {
    expect(readFrigateEvent(frigate("new", { false_positive: true }), NOW)).toEqual({
      ok: true,
      value: null,
    });
    expect(eventOf(readFrigateEvent(frigate("new", { label: "Zhang San" }), NOW)).object).toBeNull();
  });

  it("takes reviews that are alerts", () => {
    const review = (severity: string, data: object) =>
      JSON.stringify({
        type: "update",
        before: {},
        after: { id: "r1", camera: "gate", severity, start_time: NOW_S - 9, data },
      });
    const data = { objects: ["dragon", "bicycle"], zones: ["yard"] };
    expect(readFrigateReview(review("detection", data), NOW)).toEqual({ ok: true, value: null });
    expect(eventOf(readFrigateReview(review("alert", data), NOW))).toMatchObject({
      ...{ kind: "zone-entered", state: "update", zone: "yard", object: "bicycle", atArrival: true },
    });
    expect(eventOf(readFrigateReview(review("alert", { audio: ["scream"] }), NOW)).kind).toBe("sound");
  });
});

describe("ONVIF", () => {
  const topic = "MyDevice/onvif-ej/RuleEngine/LineDetector/Crossed/&1/2/fence";
  const payload = JSON.stringify({
    UtcTime: new Date(NOW - 2000).toISOString(),
    Source: { VideoSource: "1", Rule: "fence" },
    Data: { ObjectId: "15" },
  });

  it("over MQTT: a crossing is a moment, named by its object", () => {
    expect(eventOf(readOnvifMqtt(topic, payload, false, NOW))).toEqual({
      ...{ channel: "1", kind: "line-crossed", state: "moment", zone: "fence", object: null, score: null },
      ...{ atUtcMs: NOW - 2000, atArrival: false, dedupeKey: "1/line-crossed/fence/15" },
    });
  });

  it("how things are is no event: retained, empty, or initial", () => {
    expect(readOnvifMqtt(topic, payload, true, NOW)).toEqual({ ok: true, value: null });
    expect(readOnvifMqtt(topic, "", false, NOW)).toEqual({ ok: true, value: null });
    expect(readOnvifMqtt("a/b", payload, false, NOW)).toMatchObject({ ok: false, code: "event-malformed" });
  });

  it.each([
    ["tns1:RuleEngine/CellMotionDetector/Motion", "motion"],
    ["tns1:RuleEngine/FieldDetector/ObjectsInside", "zone-entered"],
    ["tns1:RuleEngine/LoiteringDetector/ObjectIsLoitering", "loitering"],
    ["tns1:RuleEngine/MotionRegionDetector/Motion", "motion"],
    ["tns1:RuleEngine/tnsaxis:LineDetector/Crossed", "line-crossed"],
    ["tns1:RuleEngine/ObjectDetection/Object", "object"],
    ["tns1:Device/Trigger/DigitalInput", "digital-input"],
    ["tns1:VideoSource/SignalLoss", "signal-loss"],
    ["tns1:RuleEngine/Recognition/Face", "recognition"],
    ["tns1:RuleEngine/Recognition/LicensePlate", "recognition"],
    ["tns1:RuleEngine/FieldDetector/FaceInside", "recognition"],
    ["tns1:Device/HardwareFailure/StorageFailure", null],
    ["tns1:Monitoring/OperatingTime/LastClockSynchronization", null],
  ])("%s is %s", (name, kind) => {
    expect(kindOfTopic(name)).toBe(kind);
  });

  it.each([
    [{ IsMotion: "true" }, "start"],
    [{ State: false }, "end"],
    [{ LogicalState: "0" }, "end"],
    [{ IsInside: "1" }, "start"],
    [{}, "moment"],
  ])("%j is its %s", (data, state) => {
    const about = { topic: "tns1:RuleEngine/CellMotionDetector/Motion", utcTime: "yesterday", source: {} };
    expect(onvifEvent({ ...about, data, initial: false }, NOW)).toMatchObject({
      ...{ state, atUtcMs: NOW, atArrival: true },
    });
  });
});

describe("ISAPI", () => {
  it("reads what the camera wrote, also where it is no XML", () => {
    const regions =
      "<DetectionRegionList><DetectionRegionEntry><regionID>2</regionID></DetectionRegionEntry>";
    expect(eventOf(readIsapiAlert(alert("linedetection", regions), NOW))).toEqual({
      ...{ channel: "3", kind: "line-crossed", state: "start", zone: "2", object: null, score: null },
      ...{ atUtcMs: NOW + 1000, atArrival: false, dedupeKey: "3/line-crossed/2" },
    });
  });

  it.each([
    ["VMD", "motion"],
    ["fielddetection", "zone-entered"],
    ["regionEntrance", "zone-entered"],
    ["ANPR", "recognition"],
    ["faceSnap", "recognition"],
    ["vehicleDetection", "recognition"],
    ["what-comes-next-year", "other"],
    ["constructor", "other"],
  ])("%s is %s", (type, kind) => {
    expect(eventOf(readIsapiAlert(alert(type), NOW)).kind).toBe(kind);
  });

  it("a heartbeat is no event", () => {
    expect(readIsapiAlert(alert("videoloss", "", "inactive"), NOW)).toEqual({ ok: true, value: null });
    expect(readIsapiAlert(alert("heartBeat"), NOW)).toEqual({ ok: true, value: null });
    expect(eventOf(readIsapiAlert(alert("videoloss"), NOW)).kind).toBe("signal-loss");
  });

  it("expands nothing but the five entities, and reads a text once", () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "&b;&b;">]><x><a:n>1 &lt; 2 &a;</a:n><n>second</n></x>`;
    expect([...firstTexts(bomb, ["n"])]).toEqual([["n", "1 < 2 &a;"]]);
    expect(firstTexts(`${"<".repeat(60_000)}>`, ["n"]).size).toBe(0);
  });
});

describe("a webhook", () => {
  const press = { id: "p-1", camera: "help-7", kind: "help-call", at: "2027-01-15T08:00:00.5Z" };

  it("from a help point", () => {
    expect(readWebhookEvent(JSON.stringify(press), NOW)).toEqual({
      ok: true,
      value: {
        ...{ channel: "help-7", kind: "help-call", state: "moment", zone: null, object: null, score: null },
        ...{ atUtcMs: NOW + 500, atArrival: false, dedupeKey: "help-7/p-1" },
      },
    });
  });

  it("from a clock that is not believed counts as it arrives", () => {
    const old = { ...press, at: "2020-01-01T00:00:00Z" };
    expect(readWebhookEvent(JSON.stringify(old), NOW)).toMatchObject({
      value: { atUtcMs: NOW, atArrival: true },
    });
  });

  it.each([
    ["", "event-malformed"],
    ["[]", "event-malformed"],
    [JSON.stringify({ ...press, kind: "dancing" }), "event-malformed"],
    [JSON.stringify({ ...press, camera: " \n" }), "event-malformed"],
    [" ".repeat(MOST_EVENT_CHARACTERS + 1), "event-too-large"],
  ])("refuses %.40j", (text, code) => {
    expect(readWebhookEvent(text, NOW)).toMatchObject({ ok: false, code });
  });
});

describe("who was recognised", () => {
  const secret = "粤A12345-ZhangSan-440106199001011234";
  const identity = {
    ...{ sub_label: [secret, 0.98], recognized_license_plate: secret, name: secret, plate: secret },
    ...{
      plateNo: secret,
      faceId: secret,
      similarity: secret,
      thumbnail: secret,
      attributes: [{ label: secret }],
    },
    ...{ label: secret, object: secret, score: secret, person: { id: secret }, PlateNumber: secret },
    ...{ snapshot: { attributes: [secret] }, path_data: [secret], LicensePlateInfo: { Plate: secret } },
  };
  const tags = Object.keys(identity).map((key) => `<${key}>${secret}</${key}>`);
  const read = {
    "Frigate events": () => readFrigateEvent(frigate("new", identity), NOW),
    "Frigate reviews": () => {
      const data = { ...identity, objects: [secret, "person-verified"], sub_labels: [secret], zones: [] };
      const after = { ...identity, id: "r", camera: "gate", severity: "alert", data };
      return readFrigateReview(JSON.stringify({ type: "new", after }), NOW);
    },
    "ONVIF over MQTT": () => {
      const payload = {
        UtcTime: secret,
        Source: { VideoSource: "1", ...identity },
        Data: { ...identity, ObjectId: secret },
      };
      return readOnvifMqtt("d/onvif-ej/RuleEngine/Recognition/Face", JSON.stringify(payload), false, NOW);
    },
    ISAPI: () =>
      readIsapiAlert(
        alert("ANPR", `<ANPR><licensePlate>${secret}</licensePlate>${tags.join("")}</ANPR>`),
        NOW,
      ),
    "a webhook": () =>
      readWebhookEvent(JSON.stringify({ ...identity, id: "1", camera: "c", kind: "recognition" }), NOW),
  };

  it.each(Object.entries(read))("is dropped at the door: %s", (_, readIt) => {
    const outcome = readIt();
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome).toHaveProperty("value.channel");
    expect(JSON.stringify(outcome)).not.toContain(secret);
  });

  it("is in no refusal either", () => {
    const odd = JSON.stringify({ id: 7, camera: secret, [secret]: secret, kind: secret });
    for (const outcome of [
      readWebhookEvent(odd, NOW),
      readFrigateEvent(odd, NOW),
      readFrigateReview(odd, NOW),
    ]) {
      expect(outcome.ok).toBe(false);
      expect(JSON.stringify(outcome)).not.toContain(secret);
    }
  });
});

it("whatever comes in at any of them is an answer, and names stay short and on one line", () => {
  const pieces = fc.constantFrom(
    ...'<>&;"/{}[]:,'.split(""),
    "<eventType>",
    "</",
    "<EventNotificationAlert>",
  );
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(pieces).map((parts) => parts.join("")),
  );
  const event = fc.record({ id: fc.string(), camera: fc.string({ unit: "binary" }), zone: fc.jsonValue() });
  const bodies = fc.oneof(
    text,
    event.map((value) => JSON.stringify({ ...value, kind: "motion" })),
  );
  fc.assert(
    fc.property(bodies, fc.string(), (body, topic) => {
      const outcomes = [
        readWebhookEvent(body, NOW),
        readFrigateEvent(body, NOW),
        readFrigateReview(body, NOW),
        readOnvifMqtt(`x/onvif-ej/${topic}`, body, false, NOW),
        readIsapiAlert(body, NOW),
        readIsapiAlert(alert(body, body), NOW),
      ];
      for (const outcome of outcomes) {
        if (!outcome.ok || outcome.value === null) continue;
        for (const name of [outcome.value.channel, outcome.value.zone ?? "x"]) {
          expect([...name].length).toBeGreaterThan(0);
          expect([...name].length).toBeLessThanOrEqual(128);
          expect(name).not.toMatch(/\p{Cc}/u);
        }
        expect(Number.isFinite(outcome.value.atUtcMs)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
