import { readFrigateEvent, readFrigateReview, readOnvifMqtt } from "@dalaba/core/camera-event";
import mqtt from "mqtt";
import { FIRST_RETRY_MS, type Listen, nextRetryMs, type SourceSink } from "./source-listener";
import { loginOf } from "./source-login";

const CONNECT_MS = 10_000;
const KEEPALIVE_S = 30;
/** An MQTT 3.1.1 CONNACK or mqtt.js's word for it: who we are is not known there. */
const DENIED = /Not authorized|Bad username or password|Identifier rejected/i;

type Hear = (topic: string, payload: string, retained: boolean, sink: SourceSink) => void;

/** `frigate/reviews` where Frigate sends them (it needs recording for them), else `frigate/events`. */
export const listenToFrigate: Listen = (source, secret, sink) => {
  const prefix = source.prefix ?? "frigate";
  let reviews = false;
  return listen(
    source.url,
    secret,
    [`${prefix}/events`, `${prefix}/reviews`],
    sink,
    (topic, payload, retained) => {
      // What was retained happened before we came.
      if (retained) return;
      if (topic === `${prefix}/reviews`) {
        reviews = true;
        sink.heard(readFrigateReview(payload, sink.nowUtcMs()));
        // The objects of a review are reported as events, too: they would be counted twice.
      } else if (!reviews) sink.heard(readFrigateEvent(payload, sink.nowUtcMs()));
    },
  );
};

/** ONVIF Profile M: `<prefix>/onvif-ej/...`. */
export const listenToOnvifMqtt: Listen = (source, secret, sink) =>
  listen(source.url, secret, [`${source.prefix}/onvif-ej/#`], sink, (topic, payload, retained) =>
    sink.heard(readOnvifMqtt(topic, payload, retained, sink.nowUtcMs())),
  );

function listen(
  url: string | null,
  secret: Uint8Array | undefined,
  topics: readonly string[],
  sink: SourceSink,
  hear: Hear,
) {
  if (url === null) throw new Error("a source over MQTT has a url");
  const login = loginOf(secret);
  let retryMs = FIRST_RETRY_MS;
  const client = mqtt.connect(url, {
    ...(login === undefined ? {} : { username: login.user, password: login.password }),
    ...{ protocolVersion: 4, clean: true, resubscribe: false, queueQoSZero: false },
    ...{ connectTimeout: CONNECT_MS, keepalive: KEEPALIVE_S, reconnectPeriod: FIRST_RETRY_MS },
  });
  client.on("connect", () => {
    retryMs = FIRST_RETRY_MS;
    client.options.reconnectPeriod = FIRST_RETRY_MS;
    client.subscribe([...topics], { qos: 1 }, (error, granted) => {
      // 0x80: the broker does not let us hear it (MQTT 3.1.1 3.9.3).
      const denied = error != null || (granted ?? []).some(({ qos }) => (qos as number) >= 128);
      sink.trouble(denied ? "source-denied" : null);
    });
  });
  client.on("error", (error) =>
    sink.trouble(DENIED.test(error.message) ? "source-denied" : "source-unreachable"),
  );
  client.on("close", () => {
    retryMs = nextRetryMs(retryMs);
    client.options.reconnectPeriod = retryMs;
  });
  client.on("offline", () => sink.trouble("source-unreachable"));
  client.on("message", (topic, payload, packet) =>
    hear(topic, payload.toString("utf8"), packet.retain, sink),
  );
  return { stop: () => client.endAsync(true) };
}
