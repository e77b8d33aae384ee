import { join } from "node:path";
import type { TownApi } from "./town";
import { pause } from "./wait";
import { addClip } from "./week";

/** Lines for the keys 1 to 4: sounds that an engine spoke once, so that a first start needs none. */
const LINES = [
  { file: "thief.opus", title: "请放下自行车" },
  { file: "move.opus", title: "请把车开走" },
  { file: "help.opus", title: "已收到求助" },
  { file: "late.opus", title: "夜深请回家" },
] as const;
const SOURCE = "sim-platform";
/** Cameras whose pictures are simulated. */
const WITH_PICTURES = 30;
/** The square where the bicycle stands. */
const THIEF_AT = "cam-dongcun-02";
const SIGN_IN_POLL_MS = 1_000;
/** Whoever has signed in looks around first. */
const LOOK_AROUND_MS = 3_000;

interface Parts {
  readonly api: TownApi;
  readonly root: string;
  /** The controller's address, and the simulator's control port. */
  readonly url: string;
  readonly simPort: string;
}

interface Listed<T> {
  readonly items: readonly T[];
}

/** Cameras with pictures, a platform that reports what they see, and lines to say. Answers how many have a picture. */
export async function ensureScenes({ api, root, url, simPort }: Parts): Promise<number> {
  const { items: sources } = await api.call<Listed<{ id: string }>>("GET", "/event-sources");
  const there = sources.some(({ id }) => id === SOURCE);
  // The key is made anew with each start: nothing keeps it.
  const { secret } = there
    ? await api.call<{ secret: string }>("PATCH", `/event-sources/${SOURCE}`, { rotate: true })
    : await api.call<{ secret: string }>("POST", "/event-sources", {
        ...{ id: SOURCE, kind: "webhook", name: "模拟平台" },
      });
  await tellSim(simPort, "/platform", { url: `${url}/hooks/${SOURCE}`, key: secret });
  const { items: cameras } = await api.call<Listed<{ id: string }>>("GET", `/cameras?limit=${WITH_PICTURES}`);
  for (const { id } of cameras)
    await api.call("PUT", `/cameras/${id}/picture-source`, {
      url: `http://127.0.0.1:${simPort}/cameras/${id}.jpg`,
    });
  if (!there) await addLinks(api, root);
  return cameras.length;
}

async function addLinks(api: TownApi, root: string): Promise<void> {
  const ids: string[] = [];
  for (const { file, title } of LINES) {
    const clip = await addClip(api, join(root, "apps/demo/sounds", file), title);
    const parts = [{ clip }];
    ids.push((await api.call<{ id: string }>("POST", "/announcements", { title, parts })).id);
  }
  const [thief, move, help, late] = ids;
  const kinds = ["loitering", "gathering", "object-taken", "help-call"];
  await api.call("POST", "/links", {
    title: "看到就喊",
    when: { kinds },
    suggest: [thief, help, late, move],
  });
  await api.call("POST", "/links", {
    ...{ title: "违停劝离", when: { kinds: ["illegal-parking"] }, suggest: [move] },
    sound: { steps: [{ announcement: move }, { announcement: move, afterMs: 30_000 }] },
  });
}

/** The bicycle thief comes when somebody has signed in for the first time; he hears the speakers around him. */
export async function thiefOnSignIn({ api, simPort }: Parts, signal: AbortSignal): Promise<void> {
  const signIns = async () =>
    (await api.call<Listed<unknown>>("GET", "/audit?act=sign-in&limit=1")).items.length;
  while ((await signIns()) === 0) {
    await pause(SIGN_IN_POLL_MS);
    if (signal.aborted) return;
  }
  await pause(LOOK_AROUND_MS);
  if (!signal.aborted) await beginScene(api, simPort, "bicycle-thief", THIEF_AT);
}

/** The speakers near a camera are those that are heard there. */
export async function beginScene(
  api: TownApi,
  simPort: string,
  scenario: string,
  camera: string,
): Promise<void> {
  const { speakers } = await api.call<{ speakers: readonly { id: string }[] }>("POST", "/targets/resolve", {
    to: [`near:${camera}`],
  });
  await tellSim(simPort, "/scene", { camera, scenario, speakers: speakers.map(({ id }) => id) });
}

async function tellSim(simPort: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${simPort}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status}: ${await answer.text()}`);
}
