import { createHash, createPublicKey, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  NameConstraints,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
} from "@peculiar/asn1-x509";
import { inNetwork, type Permitted } from "./permitted-names";

/** RFC 5758, 3.2. */
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const COMMON_NAME = "2.5.4.3";
const ORGANISATION = "2.5.4.10";
/** RFC 5280, 4.1.2.2: positive, at most 20 bytes. */
const SERIAL_BYTES = 16;

export interface Life {
  /** UTC ms, written as whole seconds. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** A self-signed authority that can vouch for servers alone, of `permitted` names alone (RFC 5280, 4.2.1.10). */
export function issueAuthority(
  commonName: string,
  key: KeyObject,
  life: Life,
  permitted: Permitted,
): X509Certificate {
  const subject = nameOf(commonName);
  const subtree = (base: GeneralName) => new GeneralSubtree({ base });
  const constraints = new NameConstraints({
    permittedSubtrees: new GeneralSubtrees([
      ...permitted.domains.map((dNSName) => subtree(new GeneralName({ dNSName }))),
      ...permitted.networks.map((iPAddress) => subtree(new GeneralName({ iPAddress }))),
    ]),
  });
  const publicKey = createPublicKey(key);
  return signed({ ...life, subject, publicKey, issuer: subject, key }, [
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: true, pathLenConstraint: 0 })),
    extension(id_ce_keyUsage, true, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)),
    // Whoever trusts it for pages does not thereby trust it for programs or mail.
    extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage([id_kp_serverAuth])),
    extension(id_ce_nameConstraints, true, constraints),
    extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdentifier(publicKey))),
  ]);
}

/** A server's certificate for `names`: DNS names and addresses. */
export function issueServer(
  publicKey: KeyObject,
  names: readonly string[],
  life: Life,
  authority: { readonly certificate: X509Certificate; readonly key: KeyObject },
): X509Certificate {
  const issuer = AsnConvert.parse(authority.certificate.raw, Certificate).tbsCertificate.subject;
  const alternatives = names.map(
    (name) => new GeneralName(isIP(name) === 0 ? { dNSName: name } : { iPAddress: name }),
  );
  const identifier = keyIdentifier(authority.certificate.publicKey);
  const subject = nameOf("Dalaba controller");
  return signed({ ...life, subject, publicKey, issuer, key: authority.key }, [
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: false })),
    extension(id_ce_keyUsage, true, new KeyUsage(KeyUsageFlags.digitalSignature)),
    extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage([id_kp_serverAuth])),
    extension(id_ce_subjectAltName, false, new SubjectAlternativeName(alternatives)),
    extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdentifier(publicKey))),
    extension(
      id_ce_authorityKeyIdentifier,
      false,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(identifier) }),
    ),
  ]);
}

/** Which of the names the authority may vouch for. */
export function permittedOf(authority: X509Certificate, names: readonly string[]): readonly string[] {
  const { extensions = [] } = AsnConvert.parse(authority.raw, Certificate).tbsCertificate;
  const found = [...extensions].find(({ extnID }) => extnID === id_ce_nameConstraints);
  if (found === undefined) return names;
  const { permittedSubtrees = [] } = AsnConvert.parse(found.extnValue.buffer, NameConstraints);
  const bases = [...permittedSubtrees].map(({ base }) => base);
  return names.filter((name) =>
    bases.some(({ dNSName, iPAddress }) =>
      isIP(name) === 0
        ? dNSName !== undefined && (name === dNSName || name.endsWith(`.${dNSName}`))
        : iPAddress !== undefined && inNetwork(name, iPAddress),
    ),
  );
}

interface Signing extends Life {
  readonly subject: Name;
  readonly publicKey: KeyObject;
  readonly issuer: Name;
  readonly key: KeyObject;
}

function signed(parts: Signing, extensions: readonly Extension[]): X509Certificate {
  const algorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = ((serial[0] as number) & 0x7f) | 0x40;
  const body = new TBSCertificate({
    version: 2,
    serialNumber: bufferOf(serial),
    signature: algorithm,
    issuer: parts.issuer,
    validity: new Validity({
      notBefore: wholeSecond(parts.notBeforeMs),
      notAfter: wholeSecond(parts.notAfterMs),
    }),
    subject: parts.subject,
    subjectPublicKeyInfo: AsnConvert.parse(spki(parts.publicKey), SubjectPublicKeyInfo),
    extensions: new Extensions([...extensions]),
  });
  const signature = sign("sha256", Buffer.from(AsnConvert.serialize(body)), parts.key);
  const certificate = new Certificate({
    tbsCertificate: body,
    signatureAlgorithm: algorithm,
    signatureValue: bufferOf(signature),
  });
  return new X509Certificate(Buffer.from(AsnConvert.serialize(certificate)));
}

function extension(extnID: string, critical: boolean, value: object): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function nameOf(commonName: string): Name {
  const part = (type: string, utf8String: string) =>
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String }) }),
    ]);
  return new Name([part(ORGANISATION, "Dalaba"), part(COMMON_NAME, commonName)]);
}

/** RFC 7093, 2, method 4: 160 bits of the SHA-256 of the whole SubjectPublicKeyInfo. */
function keyIdentifier(key: KeyObject): ArrayBuffer {
  return bufferOf(createHash("sha256").update(spki(key)).digest().subarray(0, 20));
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function wholeSecond(utcMs: number): Date {
  return new Date(Math.floor(utcMs / 1000) * 1000);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
