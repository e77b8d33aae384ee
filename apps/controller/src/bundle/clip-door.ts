import { timingSafeEqual } from "node:crypto";
import { type Refusal, refuse } from "@dalaba/core";
import { CLIP_PATH, CLIP_RANGE_BYTES, clipMac, fromHex } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import type { Store } from "@dalaba/store";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Clock } from "../clock";
import type { AppEnv } from "../http/env";
import { problemResponse } from "../http/problem-response";
import { fileResponse } from "../maps/file-response";
import type { StoredFiles } from "./stored-files";

/** All speakers together, bytes a second: a town of 270 that comes at once never fills a village's link. */
const BYTES_PER_SECOND = 2 * 1024 * 1024;
const BURST_BYTES = 4 * 1024 * 1024;
/** Speakers are told to come back within so long, s. */
const RETRY_S = { least: 5, more: 25 };

const HEADER = /^PA ([A-Za-z0-9_-]{1,32}):([0-9a-f]{32})$/;

export interface ClipDoorParts {
  readonly store: Pick<Store, "speakers">;
  readonly clock: Clock;
  readonly files: StoredFiles;
  readonly random: () => number;
}

/** `GET /pa/clips/{sha256}`: what speakers fetch (SPEC 13.2). It is the speakers' contract, not the people's. */
export function clipDoor(parts: ClipDoorParts): (app: OpenAPIHono<AppEnv>) => void {
  const { files, clock, random } = parts;
  let budget = BURST_BYTES;
  let filledMs = clock.nowMs();
  /** False when too many come at once. */
  const take = (bytes: number): boolean => {
    const nowMs = clock.nowMs();
    // A clock that was set back fills nothing, and costs nothing either.
    budget = Math.min(BURST_BYTES, budget + (Math.max(0, nowMs - filledMs) / 1000) * BYTES_PER_SECOND);
    filledMs = nowMs;
    if (budget < bytes) return false;
    budget -= bytes;
    return true;
  };
  return (app) => {
    app.get(`${CLIP_PATH}:sha256`, async (c) => {
      const sha256 = c.req.param("sha256");
      const say = (refusal: Refusal): Response => problemResponse(refusal, c.var.visitor.requestId);
      if (!isSpeaker(parts.store, c.req.header("authorization"), sha256))
        return say(refuse("not-signed-in", "a speaker of this town proves itself with its key (SPEC 13.2)"));
      const file = await files.file(sha256);
      if (file === undefined) return say(refuse("not-found", "no such clip"));
      if (!take(Math.min(file.bytes, CLIP_RANGE_BYTES))) {
        const busy = say(refuse("too-busy", "other speakers are fetching"));
        busy.headers.set("retry-after", String(Math.ceil(RETRY_S.least + random() * RETRY_S.more)));
        return busy;
      }
      const range = c.req.header("range");
      return fileResponse(file, "application/octet-stream", {
        range,
        ifRange: undefined,
        ifNoneMatch: undefined,
      });
    });
  };
}

function isSpeaker(store: Pick<Store, "speakers">, header: string | undefined, sha256: string): boolean {
  const [, speaker = "", mac = ""] = HEADER.exec(header ?? "") ?? [];
  const hash = fromHex(sha256);
  const known = speaker === "" ? undefined : store.speakers.credentials(speaker);
  if (known === undefined || known.disabled || hash?.length !== 32) return false;
  const right = Buffer.from(clipMac(nodeCrypto, known.pairwiseKey, hash));
  return timingSafeEqual(right, Buffer.from(mac));
}
