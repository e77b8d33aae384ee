import { publicKeyOf } from "../../node/crypto";
import { toHex, utf8Decode, utf8Encode } from "../bytes";
import { chimeMs, chimePcm } from "../chime";
import { deriveDeviceKeys, readCredentials } from "../credentials";
import { parseStrictJson } from "../strict-json";
import { mayPublish, maySubscribe, parseTopic } from "../topics";
import { BROADCAST, crypto, DEVICE_SECRET, GROUPS, ROOT, SPEAKER, testSeed } from "./test-keys.test-support";

/** topics.json: SPEC 2.4, 2.5. */
export function topicVectors(): object {
  const rights = { groups: new Set(GROUPS), offered: new Set([BROADCAST]), anyBroadcast: false };
  const topics = [
    ...["st", "tm", "ack", "tq", "cmd", "cfg", "lim", "tr"].flatMap((leaf) => [
      `pa/d/${SPEAKER}/${leaf}`,
      `pa/d/sp-002/${leaf}`,
    ]),
    ...[...GROUPS, "s-west"].flatMap((group) => [`pa/g/${group}/cmd`, `pa/g/${group}/a`]),
    `pa/b/${BROADCAST}/a`,
    "pa/b/00000000000000aa/a",
    "pa/keys",
    "pa/b/+/a",
    "pa/d/+/st",
    "pa/#",
    "#",
    "+/keys",
    `pa/d/${SPEAKER}/#`,
    `pa/d/${SPEAKER}/st/x`,
    `pa/d/${SPEAKER}`,
    `/pa/d/${SPEAKER}/st`,
    `pa/d/${SPEAKER}/ST`,
    "pa/d//st",
    `pa/d/${"x".repeat(33)}/st`,
    "pa/d/村/st",
    "pa/g/all/st",
    `pa/g/${"x".repeat(34)}/a`,
    `pa/g/${"x".repeat(35)}/a`,
    "pa/b/0123456789ABCDEF/a",
    "pa/b/0123456789abcde/a",
    `pa/b/${BROADCAST}/cmd`,
    "pa/keys/x",
    "$SYS/broker/clients",
    "",
  ];
  return {
    about:
      "SPEC 2.4, 2.5: what the speaker below may publish and subscribe. subscribeAnywhere: where the server cannot know offers. valid: a topic name of this protocol.",
    speaker: SPEAKER,
    groups: GROUPS,
    offered: [BROADCAST],
    cases: topics.map((topic) => ({
      topic,
      valid: parseTopic(topic) !== undefined,
      publish: mayPublish(SPEAKER, topic),
      subscribe: maySubscribe(SPEAKER, topic, rights),
      subscribeAnywhere: maySubscribe(SPEAKER, topic, { ...rights, anyBroadcast: true }),
    })),
  };
}

/** strict-json.json: SPEC 4.3. */
export function jsonVectors(): object {
  const nested = (depth: number) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  const texts = [
    "{}",
    ' {\t"a" :\r\n 1 } ',
    '{"a":0,"b":-1,"c":9007199254740991,"d":-9007199254740991}',
    '{"a":true,"b":false,"c":null,"d":[],"e":{},"f":""}',
    '{"a":[1,[2,{"b":3}]]}',
    '{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\udce2"}',
    '{"村":"📢"}',
    '{"":1}',
    '{"__proto__":1,"constructor":2}',
    '{"a":1,"A":1}',
    nested(8),
    "",
    " ",
    "[]",
    '"a"',
    "1",
    "null",
    "{",
    "{}x",
    "{}{}",
    "\ufeff{}",
    '{"a":1,}',
    '{"a":[1,]}',
    "{a:1}",
    "{'a':1}",
    '{"a" 1}',
    '{"a":}',
    '{"a":tru}',
    '{"a":True}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":1.0}',
    '{"a":1e3}',
    '{"a":1E3}',
    '{"a":01}',
    '{"a":+1}',
    '{"a":-0}',
    '{"a":-}',
    '{"a":.5}',
    '{"a":0x10}',
    '{"a":9007199254740992}',
    '{"a":-9007199254740992}',
    `{"a":${"9".repeat(400)}}`,
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"a":{"b":1,"b":2}}',
    nested(9),
    '{"a":"\u0001"}',
    '{"a":"\n"}',
    '{"a":"\\x41"}',
    '{"a":"\\u00g0"}',
    '{"a":"\\u00"}',
    '{"a":"\\u0000"}',
    '{"\\u0000":1}',
    '{"a":"\\ud83d"}',
    '{"a":"\\udce2\\ud83d"}',
    '{"a":"unclosed}',
    '{"a":1/* why */}',
    "{\u00a0}",
  ];
  const bytes = [
    "7bff7d",
    "7b22c0af223a317d",
    "7b22eda080223a317d",
    "7b22f4908080223a317d",
    "7b22e69d223a317d",
  ];
  const read = (raw: Uint8Array) => {
    const text = utf8Decode(raw);
    const parsed = text === undefined ? undefined : parseStrictJson(text);
    return parsed?.ok ? { accepted: parsed.value } : { refused: "bad-json" };
  };
  return {
    about: "SPEC 4.3. text, or hex where it is no text.",
    cases: [
      ...texts.map((text) => ({ text, ...read(utf8Encode(text)) })),
      ...bytes.map((hex) => ({ hex, ...read(Buffer.from(hex, "hex")) })),
    ],
  };
}

/** credentials.json: SPEC 1.2, 1.3. */
export function credentialVectors(): object {
  const derived = (secret: Uint8Array) => {
    const keys = deriveDeviceKeys(crypto, secret);
    return {
      deviceSecret: toHex(secret),
      pairwiseKey: toHex(keys.pairwiseKey),
      deviceSeed: toHex(keys.deviceSeed),
      devicePublicKey: toHex(publicKeyOf(keys.deviceSeed)),
      mqttPassword: keys.mqttPassword,
    };
  };
  const line = {
    id: SPEAKER,
    mqttUrl: "mqtt://192.0.2.10:1883",
    httpUrl: "http://192.0.2.10:8080",
    clockUrl: "udp://192.0.2.10:1884",
    user: SPEAKER,
    password: deriveDeviceKeys(crypto, DEVICE_SECRET).mqttPassword,
    deviceSecret: toHex(DEVICE_SECRET),
    rootKey: toHex(publicKeyOf(ROOT.seed)),
  };
  const { clockUrl: _clock, httpUrl: _http, ...least } = line;
  const { rootKey: _root, ...rootless } = line;
  const read = (name: string, value: unknown) => {
    const result = readCredentials(value);
    return {
      name,
      line: value,
      ...(result.ok ? { accepted: result.credentials } : { refused: result.code }),
    };
  };
  return {
    about: "SPEC 1.2, 1.3.",
    derivations: [
      derived(DEVICE_SECRET),
      derived(testSeed("another device secret")),
      derived(new Uint8Array(32)),
    ],
    lines: [
      read("whole", line),
      read("with an authority", {
        ...line,
        mqttUrl: "mqtts://example.org",
        caPem: "-----BEGIN CERTIFICATE-----\n",
      }),
      read("without the optional addresses", least),
      read("with a member nobody knows", { ...line, colour: "grey" }),
      read("no object", [line]),
      read("null", null),
      read("an id with a slash", { ...line, id: "sp/001" }),
      read("another protocol than MQTT", { ...line, mqttUrl: "http://192.0.2.10" }),
      read("no password", { ...line, password: "" }),
      read("no user", { ...line, user: 7 }),
      read("a secret too short", { ...line, deviceSecret: line.deviceSecret.slice(2) }),
      read("a secret that is no hex", { ...line, deviceSecret: `zz${line.deviceSecret.slice(2)}` }),
      read("no root key", rootless),
    ],
  };
}

/** chimes.json: SPEC 4.11. */
export function chimeVectors(): object {
  const cases = (["two-tone", "three-tone"] as const).flatMap((name) =>
    [16_000, 48_000].map((rateHz) => {
      const pcm = chimePcm(name, rateHz);
      const samples = Int16Array.from(pcm, (sample) => Math.floor(32_767 * sample + 0.5));
      const bytes = new Uint8Array(samples.length * 2);
      const view = new DataView(bytes.buffer);
      samples.forEach((sample, i) => {
        view.setInt16(2 * i, sample, true);
      });
      const middle = Math.floor(samples.length / 2);
      return {
        name,
        rateHz,
        ms: chimeMs(name),
        samples: samples.length,
        first: [...samples.slice(0, 32)],
        middleAt: middle,
        middle: [...samples.slice(middle, middle + 32)],
        sha256: toHex(crypto.sha256(bytes)),
      };
    }),
  );
  return {
    about: "SPEC 4.11: 16-bit samples; sha256 over all of them as little-endian 16-bit two's complement.",
    cases,
  };
}
