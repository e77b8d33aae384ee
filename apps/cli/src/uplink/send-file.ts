import { createHash } from "node:crypto";
import { routes, sendUpload, type UploadReply } from "@dalaba/api";
import { CliFailure } from "../cli-failure";
import { type Connection, failureOf } from "../connection";
import type { Context } from "../context";
import { exitOfProblem } from "../exit-code";

/** What a part may take beyond what any answer may, ms. */
const PART_MS = 30_000;
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
  const upload = await connection.call(routes.uploads.addUpload, { body });
  const { id, received } = upload;
  if (received > 0 && received < bytes.length) out.say(`going on at ${percent(received, bytes.length)}`);
  const failure = await sendUpload({
    upload,
    part: (from, to) => new Uint8Array(bytes.subarray(from, to)),
    send(offset, data) {
      const input = { params: { id }, query: { offset }, bytes: { media: "application/octet-stream", data } };
      return connection.ask(routes.uploads.sendUploadPart, input, PART_MS);
    },
    tell: (received, waiting) =>
      out.status(
        waiting === null
          ? `sending ${percent(received, bytes.length)} of ${megabytes(bytes.length)}`
          : `${waiting.problem.detail}; trying again ...`,
      ),
  });
  if (failure !== undefined) throw failureOf(failure.problem, failure.status, connection.url);
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
