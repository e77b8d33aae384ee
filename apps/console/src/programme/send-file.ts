import type { Problem, UploadReply } from "@dalaba/api/browser";
import { controller, routes } from "../app/controller";

const PART_BYTES = 1024 * 1024;
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];
const LOOK_MS = 250;

export interface Sending {
  readonly step: "sending" | "waiting" | "decode" | "level" | "encode";
  /** Of all of it, 0 to 1. */
  readonly share: number;
}

type Made = { readonly clip: string } | { readonly problem: Problem };

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Sends a sound file in parts, goes on where the line broke, has a clip made of it and tells how far that is. */
export async function sendSound(
  file: File,
  wish: { readonly title: string; readonly sound: "speech" | "music" },
  tell: (sending: Sending) => void,
): Promise<Made> {
  tell({ step: "sending", share: 0 });
  const begun = await controller.call(routes.uploads.addUpload, {
    body: { name: file.name.slice(0, 200) || "sound", bytes: file.size },
  });
  if (!begun.ok) return { problem: begun.problem };
  const { id } = begun.value;
  const refused = await sendParts(file, begun.value, tell);
  if (refused) return { problem: refused };
  const asked = await controller.call(routes.clips.addClip, { body: { upload: id, ...wish } });
  if (!asked.ok) return { problem: asked.problem };
  return made(asked.value, tell);
}

async function sendParts(
  file: File,
  { id, received: from }: UploadReply,
  tell: (sending: Sending) => void,
): Promise<Problem | undefined> {
  let received = from;
  for (let tries = 0; received < file.size; ) {
    const data = new Uint8Array(await file.slice(received, received + PART_BYTES).arrayBuffer());
    const answer = await controller.call(routes.uploads.sendUploadPart, {
      ...{ params: { id }, query: { offset: received } },
      bytes: { media: "application/octet-stream", data },
    });
    if (answer.ok) {
      received = answer.value.received;
      tries = 0;
      tell({ step: "sending", share: received / file.size });
      continue;
    }
    const here = answer.problem.code === "upload-offset" ? Number(answer.problem.params.received) : undefined;
    const wait = WAITS_MS[tries++];
    if (wait === undefined || (here === undefined && answer.status !== 0 && answer.status < 500))
      return answer.problem;
    if (here === undefined) await pause(wait);
    else received = here;
  }
  return undefined;
}

async function made(first: UploadReply, tell: (sending: Sending) => void): Promise<Made> {
  for (let told = first; ; ) {
    if (told.clip !== null) return { clip: told.clip };
    if (told.problem !== null) return { problem: told.problem };
    if (told.step !== null) tell({ step: told.step, share: told.share });
    await pause(LOOK_MS);
    const answer = await controller.call(routes.uploads.showUpload, { params: { id: told.id } });
    if (answer.ok) told = answer.value;
    else if (answer.status !== 0) return { problem: answer.problem };
  }
}
