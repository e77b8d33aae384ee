/** A plain Uint8Array of its own: a Buffer may share its memory with strangers, and does not compare equal to one. */
export function plainBytes(bytes: Uint8Array | ArrayBuffer): Uint8Array {
  return new Uint8Array(bytes instanceof ArrayBuffer ? bytes.slice(0) : bytes);
}
