import type {
  AuditRowReply,
  BroadcastReply,
  BroadcastSpeakerReply,
  BroadcastSummaryReply,
  CredentialsReply,
  EventReply,
  OnAirReply,
  OperatorReply,
  RepeatReply,
  SessionReply,
  SpeakerDetailReply,
  SpeakerReply,
  StatusReply,
  TalkReply,
  TokenReply,
  TownPlanReply,
} from "@dalaba/api";

/** A town of three speakers, typed by the schemas of packages/api; the fake controller checks each against them. */

export const BROADCAST = "5b0c61d3a9f2e874";
/** 2026-05-01T08:00:00Z. */
export const AT_MS = Date.UTC(2026, 4, 1, 8);
/** Long ago, so that "seen 42 d" does not change while the tests run; whole days before now. */
const seenDaysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

const plain: Omit<SpeakerReply, "id" | "name" | "site"> = {
  ...{ zones: ["river"], online: true, lastSeen: "2026-05-01T07:59:42.000Z", lat: 23.0312, lon: 113.4721 },
  ...{ sounding: [], disabled: false, delayClass: "lan", levelDb: -6, bearing: null, audibleMetres: 250 },
  ...{ hardware: null, credentialsVersion: 1, listenable: false, muted: false, trimMs: 0 },
};

export const speakers: SpeakerReply[] = [
  { ...plain, id: "hl-dongcun-01", name: "东村1号", site: "dongcun", sounding: [BROADCAST] },
  { ...plain, id: "hl-dongcun-02", name: "东村码头", site: "dongcun", online: false, zones: [] },
  {
    ...{ ...plain, id: "hl-xicun-01", name: "West gate", site: "xicun", online: false },
    ...{ disabled: true, lastSeen: null, credentialsVersion: 0, delayClass: "wan" },
  },
];

/** The same, last seen a whole number of days before now: for what people read as an age. */
export const agedSpeakers = (): SpeakerReply[] =>
  speakers.map((each, index) => ({
    ...each,
    lastSeen: each.lastSeen === null ? null : seenDaysAgo(index + 3),
  }));

export const speakerDetail = (): SpeakerDetailReply => ({
  ...(agedSpeakers()[0] as SpeakerReply),
  ...{ status: { bootId: "00f1" }, statusAtMs: AT_MS },
  ...{ telemetry: { sync: "good", clockErrorUs: 312 }, telemetryAtMs: AT_MS },
  ...{ addedAtMs: AT_MS - 86_400_000, changedAtMs: AT_MS - 3_600_000 },
});

export const allPlayed: BroadcastSummaryReply = {
  ...{ broadcastId: BROADCAST, targets: 3, played: 3, partial: 0, failed: 0 },
  firstSoundMs: { p50: 91.2, p95: 96.013, p99: 98.4 },
  skewMs: { p50: 0.2, p99: 0.914, boundMs: 1.1 },
  failures: [],
};

export const somePlayed: BroadcastSummaryReply = {
  ...{ ...allPlayed, played: 1, partial: 1, failed: 1 },
  failures: [
    { speaker: "hl-dongcun-02", reason: "frames-lost" },
    { speaker: "hl-xicun-01", reason: "offline" },
  ],
};

export const nonePlayed: BroadcastSummaryReply = {
  ...{ broadcastId: BROADCAST, targets: 3, played: 0, partial: 0, failed: 3 },
  firstSoundMs: { p50: null, p95: null, p99: null },
  skewMs: { p50: null, p99: null, boundMs: null },
  failures: speakers.map(({ id }) => ({ speaker: id, reason: "offline" })),
};

export const broadcast: BroadcastReply = {
  ...{ id: BROADCAST, kind: "talk", priority: 60, class: "talk", room: "room-dongcun", why: "台风预警" },
  actor: { kind: "operator", id: "o_1", name: "li" },
  ...{ to: "site:dongcun+speaker:hl-xicun-01", targets: 3, sites: ["dongcun", "xicun"] },
  ...{ startedAtMs: AT_MS, endedAtMs: AT_MS + 12_500, endedBecause: "finished", durationMs: 12_480 },
  ...{ recorded: true, settledAtMs: AT_MS + 13_000, result: somePlayed, repeats: null },
};

const row: BroadcastSpeakerReply = {
  ...{ speaker: "hl-dongcun-01", offeredAtMs: AT_MS, withheldBecause: null, answer: "accept" },
  ...{ answerWhy: null, answeredAtMs: AT_MS + 4, firstSampleAtUs: 1_091_200, firstSoundMs: 91.2 },
  ...{ firstMediaTime: 0 },
  ...{ plannedAtUs: 1_091_000, clockErrorUs: 312, expected: 624, played: 624, concealed: 0, late: 0 },
  ...{ missing: 0, endedBecause: "finished", receiptAtMs: AT_MS + 12_900, receiptVerified: true },
  ...{ verdict: "played", reason: null },
};

export const broadcastSpeakers: BroadcastSpeakerReply[] = [
  row,
  {
    ...{ ...row, speaker: "hl-dongcun-02", played: 500, concealed: 100, late: 20, missing: 4 },
    ...{ verdict: "partial", reason: "frames-lost" },
  },
  {
    ...{ ...row, speaker: "hl-xicun-01", offeredAtMs: null, answer: null, answeredAtMs: null },
    ...{
      firstSampleAtUs: null,
      firstSoundMs: null,
      firstMediaTime: null,
      plannedAtUs: null,
      clockErrorUs: null,
    },
    ...{ expected: null, played: null, concealed: null, late: null, missing: null, endedBecause: null },
    ...{ receiptAtMs: null, receiptVerified: null, verdict: "failed", reason: "offline" },
  },
];

export const onAir: OnAirReply = {
  ...{ broadcast: BROADCAST, kind: "talk", priority: 60, room: null, to: "all", startedAtMs: AT_MS },
  actor: { kind: "operator", id: "o_1", name: "李红" },
  ...{ targets: 3, accepted: 2, sounding: ["hl-dongcun-01"] },
};

export const status: StatusReply = {
  ...{ version: "0.1.0", startedAtMs: AT_MS, ready: false },
  problems: [
    {
      ...{ code: "broker-unreachable", detail: "mqtt://10.0.0.5:1883 does not answer", params: {} },
      next: "Start it, or correct DALABA_MQTT_URL; it is tried again every 2 s.",
    },
  ],
  speakers: { total: 3, online: 1, disabled: 1 },
  broadcasts: { onAir: 1 },
  air: { connected: true, listening: true, pid: 4321, clockId: "00000000000000a1" },
  store: { client: "better-sqlite3", schemaVersion: 3 },
  urls: {
    ...{ http: "http://127.0.0.1:8080", talk: "ws://127.0.0.1:8081/talk" },
    ...{ mqtt: "mqtt://127.0.0.1:1883", clock: "udp://127.0.0.1:1884" },
  },
};

export const events: EventReply[] = [
  {
    ...{ id: 1201, atMs: AT_MS, kind: "speaker-online", subject: "hl-dongcun-01", site: "dongcun" },
    body: { bootId: "00f1" },
  },
  {
    ...{ id: 1202, atMs: AT_MS + 900, kind: "broadcast-begun", subject: BROADCAST, site: null },
    body: { priority: 60 },
  },
];

export const auditRow: AuditRowReply = {
  ...{ seq: 7, atMs: AT_MS, actor: "operator:o_1", room: "room-dongcun", address: "127.0.0.1", act: "talk" },
  ...{ object: `broadcast:${BROADCAST}`, why: "台风预警", result: "done", detail: { to: "all" } },
  ...{ previousHash: "00", hash: "a1" },
};

export const credentials = (id: string): CredentialsReply => ({
  ...{ id, mqttUrl: "mqtt://127.0.0.1:1883", httpUrl: "http://127.0.0.1:8080" },
  ...{ clockUrl: "udp://127.0.0.1:1884", user: id, password: `password-of-${id}` },
  ...{ deviceSecret: "00".repeat(32), rootKey: "11".repeat(32) },
});

export const plan: TownPlanReply = {
  changes: [
    { op: "add", kind: "speaker", id: "hl-dongcun-03", name: "东村3号", fields: [] },
    {
      ...{ op: "change", kind: "site", id: "dongcun", name: "东村" },
      fields: [{ field: "name", from: "东村", to: "东村新村" }],
    },
    { op: "remove", kind: "zone", id: "old", name: "旧分区", fields: [] },
  ],
  ...{ added: 1, changed: 1, removed: 1, warnings: [] },
};

export const nothingPlanned: TownPlanReply = { changes: [], added: 0, changed: 0, removed: 0, warnings: [] };

export const operators: OperatorReply[] = [
  {
    ...{ id: "o_1", name: "li", displayName: "李红", room: "room-dongcun", disabled: false },
    ...{ hasPassword: true, createdAtMs: AT_MS },
    grants: [
      { role: "operator", site: "dongcun", maxPriority: 60, permissions: [] },
      { role: "viewer", site: "xicun", maxPriority: 0, permissions: [] },
    ],
  },
  {
    ...{ id: "o_2", name: "chen", displayName: "Chen", room: null, disabled: true },
    ...{ hasPassword: false, createdAtMs: AT_MS },
    grants: [{ role: "supervisor", site: "*", maxPriority: 68, permissions: ["emergency"] }],
  },
];

export const signInLink = { signInLink: "http://127.0.0.1:8080/sign-in?link=abc", expiresAtMs: AT_MS };

export const token: TokenReply = {
  ...{ id: "t_1", name: "school-bell", operator: "o_1", acts: ["play"], sites: ["dongcun"], maxPriority: 40 },
  ...{ permissions: [], createdAtMs: AT_MS, expiresAtMs: Date.UTC(2099, 0, 1), lastUsedAtMs: null },
  ...{ lastUsedAddress: null, revokedAtMs: null },
};

export const session: SessionReply = {
  ...{ id: "s_1", operator: "o_1", room: null, createdAtMs: AT_MS, lastSeenAtMs: AT_MS + 60_000 },
  ...{ expiresAtMs: AT_MS + 86_400_000, address: "192.168.1.20", agent: "Firefox", current: false },
};

export const sites = [
  { id: "town", name: "化龙镇", parent: null, timeZone: "Asia/Shanghai" },
  { id: "dongcun", name: "东村", parent: "town", timeZone: "Asia/Shanghai" },
  { id: "xicun", name: "西村", parent: "town", timeZone: null },
];

export const zones = [
  { id: "river", name: "沿河", site: "town", speakers: ["hl-dongcun-01", "hl-xicun-01"] },
];

export const page = <T>(items: T[]): { items: T[]; next: null } => ({ items, next: null });

/** What opens a talk; `url` is where the fake `air` listens. */
export const repeated: RepeatReply = {
  ...{ broadcast: "7c1d72e4bab0f985", repeats: BROADCAST, targets: 2, offline: 1, priority: 40 },
  ...{ class: "file", durationMs: 12_480, gone: ["hl-beicun-07"] },
};

export const opened = (url: string): TalkReply => ({
  ...{ broadcast: BROADCAST, ticket: "t", url, expiresAtMs: Date.now() + 30_000 },
  ...{ targets: 3, offline: 1, priority: 60, class: "talk" },
});
