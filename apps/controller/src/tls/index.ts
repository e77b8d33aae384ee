export { CertificateFile, type CertificateFiles, type ServerCertificate } from "./certificate-file";
export { authorityCopy, certificateFiles } from "./certificate-files";
export { type OpenTownTls, openTownTls } from "./open-town-tls";
export type { TownTls, TrustedAuthority } from "./town-tls";
