export * from "./camera-event";
export * from "./event-gate";
export * from "./frigate-event";
export * from "./isapi-event";
export * from "./onvif-event";
export { BELIEVED_MS, type EventRefusal, MOST_EVENT_CHARACTERS } from "./reading";
export * from "./webhook-event";
