import { setTimeout as pause } from "node:timers/promises";
import { readIsapiAlert } from "@dalaba/core/camera-event";
import { askCamera, type CameraNetworks } from "../pictures";
import { AlertScanner } from "./alert-scanner";
import { FIRST_RETRY_MS, type Listen, nextRetryMs } from "./source-listener";
import { loginOf } from "./source-login";

/** Cameras say at least every few seconds that nothing happened; longer silence is a line that is dead. */
const SILENT_MS = 30_000;

const TROUBLES = {
  "camera-not-allowed": "camera-not-allowed",
  "picture-denied": "source-denied",
  "picture-unreachable": "source-unreachable",
} as const;

interface IsapiOptions {
  readonly networks: CameraNetworks;
  /** Tests: shorter. */
  readonly silentMs?: number;
  readonly firstRetryMs?: number;
}

/** Hikvision's `GET /ISAPI/Event/notification/alertStream`: one connection that never ends by itself. */
export function listenToIsapi(options: IsapiOptions): Listen {
  const { networks, silentMs = SILENT_MS, firstRetryMs = FIRST_RETRY_MS } = options;
  return (source, secret, sink) => {
    if (source.url === null) throw new Error("an ISAPI source has a url");
    const url = new URL(source.url);
    const login = loginOf(secret);
    const stopped = new AbortController();
    let retryMs = firstRetryMs;
    const listenOnce = async (): Promise<void> => {
      const silent = new AbortController();
      const timer = setTimeout(() => silent.abort(), silentMs);
      const signal = AbortSignal.any([stopped.signal, silent.signal]);
      try {
        const response = await askCamera({
          url,
          login,
          networks,
          accept: "multipart/x-mixed-replace",
          signal,
        });
        if (!response.ok) {
          sink.trouble(TROUBLES[response.code]);
          return;
        }
        const scanner = new AlertScanner();
        const decoder = new TextDecoder();
        for await (const part of response.value as AsyncIterable<Buffer>) {
          timer.refresh();
          retryMs = firstRetryMs;
          sink.trouble(null);
          for (const alert of scanner.push(decoder.decode(part, { stream: true })))
            sink.heard(readIsapiAlert(alert, sink.nowUtcMs()));
        }
      } catch {
        // The camera went away, was silent for too long, or nobody listens any more.
      } finally {
        clearTimeout(timer);
      }
      if (!stopped.signal.aborted) sink.trouble("source-unreachable");
    };
    const over = (async () => {
      while (!stopped.signal.aborted) {
        await listenOnce();
        // Ends early when nobody listens any more.
        await pause(retryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
        retryMs = nextRetryMs(retryMs);
      }
    })();
    return {
      async stop() {
        stopped.abort();
        await over;
      },
    };
  };
}
