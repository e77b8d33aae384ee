/** What is published: 92 bytes at QoS 0, 50 times a second (targets.md). A standing topic that every broker can have. */
export const TOPIC = "pa/g/all/a";
export const PAYLOAD_BYTES = 92;
export const PER_SECOND = 50;

/** Fixed header 2, topic length 2, topic, payload; MQTT 3.1.1 clause 3.3. */
export const PACKET_BYTES = 2 + 2 + TOPIC.length + PAYLOAD_BYTES;

export const payload = (): Buffer => Buffer.alloc(PAYLOAD_BYTES, 0xa1);

/** One receiver's name and password; brokers that ask for neither ignore them. */
export interface ReceiverName {
  readonly id: string;
  readonly password: string;
}

export function receiverNames(count: number): ReceiverName[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `bench-${String(i + 1).padStart(5, "0")}`;
    return { id, password: `password-of-${id}` };
  });
}
