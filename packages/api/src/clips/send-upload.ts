import type { Answer } from "../client";
import type { UploadReply } from "./schemas";

const PART_BYTES = 1024 * 1024;
/** A controller that does not answer is waited for this often, longer each time, ms. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];

export type SendingFailure = Extract<Answer<UploadReply>, { readonly ok: false }>;

export interface UploadSending {
  /** As `addUpload` answered it. */
  readonly upload: UploadReply;
  /** The file's bytes from there up to and without there. */
  part(from: number, to: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  send(offset: number, data: Uint8Array<ArrayBuffer>): Promise<Answer<UploadReply>>;
  /** How much of it is there; `waiting`: why it is tried again in a moment. */
  tell(received: number, waiting: SendingFailure | null): void;
}

/** Sends a file in parts and goes on where the controller is. @returns what it was given up for; undefined: all is there */
export async function sendUpload({
  upload,
  part,
  send,
  tell,
}: UploadSending): Promise<SendingFailure | undefined> {
  let { received } = upload;
  for (let tries = 0; received < upload.bytes; ) {
    tell(received, null);
    const data = await part(received, Math.min(upload.bytes, received + PART_BYTES));
    const answer = await send(received, data);
    if (answer.ok) {
      received = answer.value.received;
      tries = 0;
      continue;
    }
    const here =
      answer.problem.code === "upload-offset" ? Number(answer.problem.params.received) : Number.NaN;
    const wait = WAITS_MS[tries++];
    if (wait === undefined || (Number.isNaN(here) && answer.status !== 0 && answer.status < 500))
      return answer;
    if (!Number.isNaN(here)) {
      received = here;
      continue;
    }
    tell(received, answer);
    await new Promise((done) => setTimeout(done, wait));
  }
  tell(received, null);
  return undefined;
}
