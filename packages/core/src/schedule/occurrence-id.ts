const DOMAIN = "pa-occ-v1\0";

/**
 * The id of an occurrence (wire.md 7): SHA-256("pa-occ-v1\0" ‖ schedule id, 8 bytes ‖ UTC ms, u64 big-endian)[0..8], as 16
 * lower-case hex digits. The revision is not in it: a speaker that has begun an id never begins it again, whatever was
 * changed about its schedule since.
 * @param schedule 16 hex digits
 */
export function occurrenceId(
  sha256: (bytes: Uint8Array) => Uint8Array,
  schedule: string,
  occurrenceUtcMs: number,
): string {
  const bytes = new Uint8Array(DOMAIN.length + 16);
  for (let i = 0; i < DOMAIN.length; i++) bytes[i] = DOMAIN.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(DOMAIN.length, BigInt(`0x${schedule}`));
  view.setBigUint64(DOMAIN.length + 8, BigInt(occurrenceUtcMs));
  return [...sha256(bytes).subarray(0, 8)].map((each) => each.toString(16).padStart(2, "0")).join("");
}
