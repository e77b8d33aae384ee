/** Who we are at a source that we go to. */
export interface SourceLogin {
  readonly user: string;
  readonly password: string;
}

/** As the store keeps it sealed. */
export function keptLogin(login: SourceLogin): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(login));
}

/** undefined: the source asks for none. */
export function loginOf(secret: Uint8Array | undefined): SourceLogin | undefined {
  return secret === undefined ? undefined : (JSON.parse(new TextDecoder().decode(secret)) as SourceLogin);
}
