const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** The warning for who listens beyond this machine; null when nobody else can connect. */
export function exposureWarning(host: string): string | null {
  if (isLoopback(host)) return null;
  return (
    `DALABA_HOST=${host}: passwords, sessions and voices cross the network unencrypted. ` +
    "HTTPS and TLS come with a later version; until then use this on a network you trust, " +
    "or set DALABA_HOST=127.0.0.1 and put a TLS proxy in front."
  );
}
