import { fromHex } from "@dalaba/protocol";

/** Of a credentials line, which was read before it got here. */
export function secretBytes(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (!bytes) throw new Error("credentials are read before they get here");
  return bytes;
}
