import { type Problem, sendUpload, type UploadReply } from "@dalaba/api/browser";
import { controller, routes } from "../app/controller";

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
  const upload = begun.value;
  const { id } = upload;
  const failure = await sendUpload({
    upload,
    part: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
    send(offset, data) {
      const input = { params: { id }, query: { offset }, bytes: { media: "application/octet-stream", data } };
      return controller.call(routes.uploads.sendUploadPart, input);
    },
    tell: (received) => tell({ step: "sending", share: received / file.size }),
  });
  if (failure !== undefined) return { problem: failure.problem };
  const asked = await controller.call(routes.clips.addClip, { body: { upload: id, ...wish } });
  if (!asked.ok) return { problem: asked.problem };
  return made(asked.value, tell);
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
