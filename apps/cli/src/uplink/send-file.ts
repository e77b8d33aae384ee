import { createHash } from "node:crypto";
import { routes, UPLOAD_PART_BYTES, type UploadReply } from "@dalaba/api";
import { CliFailure } from "../cli-failure";
import { type Connection, failureOf } from "../connection";
import type { Context } from "../context";
import { exitOfProblem } from "../exit-code";

const PART_BYTES = Math.min(UPLOAD_PART_BYTES, 1024 * 1024);
/** A controller that does not answer is waited for this often, longer each time, ms. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];
/** Between two looks at how far the making is, ms. */
const LOOK_MS = 200;

/** Sends a file in parts and goes on where the line broke. @returns the upload's id, all of it there */
export async function sendFile(
  { out }: Context,
  connection: Connection,
  name: string,
  bytes: Uint8Array,
): Promise<string> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const body = { name, bytes: bytes.length, sha256 };
  const begun = await connection.call(routes.uploads.addUpload, { body });
  const { id } = begun;
  let { received } = begun;
  if (received > 0 && received < bytes.length) out.say(`going on at ${percent(received, bytes.length)}`);
  for (let tries = 0; received < bytes.length; ) {
    out.status(`sending ${percent(received, bytes.length)} of ${megabytes(bytes.length)}`);
    const data = new Uint8Array(bytes.subarray(received, received + PART_BYTES));
    const answer = await connection.ask(
      routes.uploads.sendUploadPart,
      { params: { id }, query: { offset: received }, bytes: { media: "application/octet-stream", data } },
      30_000,
    );
    if (answer.ok) {
      received = answer.value.received;
      tries = 0;
      continue;
    }
    const { problem, status } = answer;
    const here = problem.code === "upload-offset" ? Number(problem.params.received) : Number.NaN;
    const wait = WAITS_MS[tries++];
    if (wait === undefined || (Number.isNaN(here) && status !== 0 && status < 500))
      throw failureOf(problem, status, connection.url);
    if (!Number.isNaN(here)) {
      received = here;
      continue;
    }
    out.status(`${problem.detail}; trying again ...`);
    await new Promise((done) => setTimeout(done, wait));
  }
  return id;
}

/** Has it made and waits, telling how far it is. @throws what the file is refused with */
export async function makeOfUpload(
  { out }: Context,
  connection: Connection,
  upload: string,
  begin: () => Promise<UploadReply>,
): Promise<{ readonly clip: string; readonly version: number }> {
  let told = await begin();
  while (told.state === "making") {
    out.status(`${told.step ?? "making"} ${Math.round(told.share * 100)} %`);
    await new Promise((done) => setTimeout(done, LOOK_MS));
    told = await connection.call(routes.uploads.showUpload, { params: { id: upload } });
  }
  if (told.clip !== null && told.version !== null) return { clip: told.clip, version: told.version };
  const { problem } = told;
  throw problem === null
    ? new CliFailure("upload-unknown", "the controller was started anew in the middle of it", {
        exit: 1,
        next: "Send it again; what is here already is not sent twice.",
      })
    : new CliFailure(problem.code, problem.detail, {
        exit: exitOfProblem(problem.code, problem.status),
        ...{ next: problem.next, params: problem.params },
      });
}

function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / Math.max(1, whole))} %`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
