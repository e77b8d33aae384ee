import type { Settings } from "./settings";

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** The warning for who listens beyond this machine; null when nobody else can connect. */
export function exposureWarning({
  host,
  tls,
  mqttUrl,
  mqttsPort,
}: Pick<Settings, "host" | "tls" | "mqttUrl" | "mqttsPort">): string | null {
  if (isLoopback(host)) return null;
  if (!tls)
    return (
      `DALABA_HOST=${host}: passwords, sessions and voices cross the network unencrypted, and browsers elsewhere give ` +
      "no microphone. Set DALABA_TLS=on, unless a TLS proxy stands in front."
    );
  // What speakers with older credentials say and hear in clear is known to who set it.
  if (mqttUrl !== null || typeof mqttsPort === "number") return null;
  return (
    `DALABA_HOST=${host}: speakers' MQTT is not encrypted yet: orders and audio are signed, but whoever sits on the ` +
    "line can listen to what is said. Set DALABA_MQTTS_PORT=8883 and issue new credentials, or keep speakers in a " +
    "network of their own."
  );
}
