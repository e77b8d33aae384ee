import {
  ALL_GROUP,
  broadcastTopic,
  DOWN_LEAVES,
  groupTopic,
  KEYS_TOPIC,
  speakerTopic,
  UP_LEAVES,
} from "@dalaba/protocol";
import { type BrokerUsers, OTHER_ID, PROBE_ID } from "./broker-users";
import { mosquittoHash } from "./password-hash";

export interface BrokerSpeaker {
  readonly id: string;
  /** Made when the password was made: `mosquittoHash`. */
  readonly passwordHash: string;
  readonly groups: readonly string[];
}

export interface MosquittoInput {
  readonly users: BrokerUsers;
  /** Enabled speakers with credentials. */
  readonly speakers: readonly BrokerSpeaker[];
  /** Where the files will lie on the broker's machine: mosquitto takes no path relative to its configuration. */
  readonly folder: string;
  readonly host: string;
  readonly port: number;
}

export const MOSQUITTO_FOLDER = "/etc/mosquitto/dalaba";
/** The largest document is 40 + 8,192 + 64 bytes; nothing longer is ours. */
const MAX_MESSAGE_BYTES = 16_384;

/** The files of an external mosquitto (2.0), by name, from the contract's one table of rights (SPEC 2.5). */
export function mosquittoFiles(input: MosquittoInput): Readonly<Record<string, string>> {
  const { users, folder } = input;
  const url = new URL(`mqtt://${input.host === "0.0.0.0" ? "127.0.0.1" : input.host}:${input.port}`);
  url.username = encodeURIComponent(users.controller.name);
  url.password = encodeURIComponent(users.controller.password);
  return {
    "dalaba.conf": listenerConf(input),
    "dalaba.passwd": passwordFile(input),
    "dalaba.acl": aclFile(input),
    "dalaba.env": [
      "# What the controller needs to know of this broker. Keep it as secret as a password: it holds one.",
      `DALABA_MQTT_URL=${url.href}`,
      "",
    ].join("\n"),
    "README.txt": readme(folder),
  };
}

function listenerConf({ folder, host, port }: MosquittoInput): string {
  return [
    "# Dalaba: the MQTT listener of the speakers. Made by `dalaba broker export mosquitto`; edits are lost.",
    "per_listener_settings false",
    "allow_anonymous false",
    `password_file ${folder}/dalaba.passwd`,
    `acl_file ${folder}/dalaba.acl`,
    "# A 20 ms frame must not wait for the acknowledgement of the one before.",
    "set_tcp_nodelay true",
    "# A speaker that does not read loses messages; it does not make the broker keep them.",
    "max_queued_messages 100",
    "max_inflight_messages 20",
    "queue_qos0_messages false",
    `message_size_limit ${MAX_MESSAGE_BYTES}`,
    "# The controller republishes every document when it connects; an old retained one is never wanted.",
    "persistence false",
    "",
    `listener ${port} ${host}`,
    "protocol mqtt",
    "# Nobody takes over another's connection by using its client id.",
    "use_username_as_clientid true",
    "",
  ].join("\n");
}

function passwordFile({ users, speakers }: MosquittoInput): string {
  const lines = [users.controller, users.check, users.probe].map(
    (user) => `${user.name}:${mosquittoHash(user.password)}`,
  );
  for (const speaker of speakers) lines.push(`${speaker.id}:${speaker.passwordHash}`);
  return `${lines.join("\n")}\n`;
}

function aclFile({ users, speakers }: MosquittoInput): string {
  const lines = [
    "# Every speaker: its own topics. %u is the user name, which is the speaker's id.",
    ...UP_LEAVES.map((leaf) => `pattern write ${speakerTopic("%u", leaf)}`),
    ...DOWN_LEAVES.map((leaf) => `pattern read ${speakerTopic("%u", leaf)}`),
    "",
    "# The controller alone publishes audio, orders and documents.",
    `user ${users.controller.name}`,
    "topic readwrite pa/#",
    "",
    "# Watches whether these very rules hold, at every start of the controller.",
    `user ${users.check.name}`,
    "topic read pa/#",
    `topic write pa/d/${OTHER_ID}/#`,
    `topic write pa/d/${PROBE_ID}/#`,
    `topic write pa/g/${OTHER_ID}/#`,
  ];
  const probe = { id: PROBE_ID, passwordHash: "", groups: [ALL_GROUP] };
  for (const speaker of [probe, ...speakers]) {
    lines.push("", `user ${speaker.id}`, `topic read ${KEYS_TOPIC}`);
    for (const group of speaker.groups)
      lines.push(`topic read ${groupTopic(group, "cmd")}`, `topic read ${groupTopic(group, "a")}`);
    // A broker cannot know who was offered what (SPEC 2.5).
    lines.push(`topic read ${broadcastTopic("+")}`);
  }
  return `${lines.join("\n")}\n`;
}

function readme(folder: string): string {
  return [
    "Mosquitto 2.0 as the broker of Dalaba",
    "",
    `1. Put dalaba.conf, dalaba.passwd and dalaba.acl into ${folder}. Started by root, mosquitto becomes the user`,
    "   mosquitto, who must be able to enter that folder and read the files. dalaba.env stays with the controller.",
    `2. Start mosquitto with it: mosquitto -c ${folder}/dalaba.conf, or "include_dir ${folder}" in mosquitto.conf.`,
    "3. Start the controller with the DALABA_MQTT_URL of dalaba.env (set the host to what the controller reaches).",
    "4. After adding, rotating, disabling or removing speakers, or changing zones: export again, replace the files,",
    "   and send mosquitto SIGHUP: it reads them again and cuts off who is no longer in them.",
    "5. A broker cannot know which broadcast was offered to whom: any speaker may listen to pa/b/+/a.",
    "",
    "At every start the controller connects as dalaba-probe and tries what no speaker may do. If something passes,",
    "it is not ready: broker-rights-open names the topic.",
    "",
  ].join("\n");
}
