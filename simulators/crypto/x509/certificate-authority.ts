import { ecdsaWithSHA256, id_ecPublicKey } from '@peculiar/asn1-ecc';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CertificatePolicies,
  Certificate as CertificateSchema,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  PolicyInformation,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import { type KeyPair, p256Generate } from '../p256/key.ts';
import type { CryptoProvider } from '../provider.ts';
import { sha256 } from '../sha256.ts';
import { rcsOid, simulatedVendorId } from './profile.ts';

/** Whom a leaf certificate is for. */
export interface LeafRequest {
  /** `+447700900001` */
  readonly msisdn: string;
  /** The device id, its IMEI. */
  readonly device: string;
  /** The uncompressed point of the device's identity key, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** Milliseconds since the Unix epoch; certificates know whole seconds. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** What the configuration server signed about the key. */
  readonly proof: Uint8Array;
}

/** A root, one intermediate under it, and leaves that the intermediate signs. */
export interface CertificateAuthority {
  /** DER. */
  readonly root: Uint8Array;
  readonly intermediate: Uint8Array;
  /** A new leaf certificate and the intermediate: what goes into a leaf's X.509 credential. DER, leaf first. */
  issue(request: LeafRequest): readonly Uint8Array[];
}

export interface CertificateAuthorityOptions {
  /** Its name in issuer and subject, e.g. the carrier's. */
  readonly name: string;
  /** Keys, serial numbers and signatures come from it. */
  readonly crypto: CryptoProvider;
  /** Of the root and the intermediate, milliseconds since the Unix epoch. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

interface Content {
  readonly issuer: Name;
  readonly issuerKey: KeyPair;
  readonly subject: Name;
  readonly publicKey: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly extensions: readonly Extension[];
}

const commonName = '2.5.4.3';
const serialNumber = '2.5.4.5';

function name(...attributes: readonly (readonly [type: string, value: AttributeValue])[]): Name {
  return new Name(
    attributes.map(([type, value]) => new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value })])),
  );
}

/** A buffer of its own, as the schemas want it. */
const own = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

const extension = (extnID: string, value: object | Uint8Array, critical = false): Extension =>
  new Extension({
    extnID,
    critical,
    extnValue: new OctetString(value instanceof Uint8Array ? own(value) : AsnConvert.serialize(value)),
  });

const keyId = (publicKey: Uint8Array): ArrayBuffer => own(sha256(publicKey).subarray(0, 20));
const vendor = extension(rcsOid.vendorId, Uint8Array.of(2, 1, simulatedVendorId));
const policies = extension(
  id_ce_certificatePolicies,
  new CertificatePolicies([new PolicyInformation({ policyIdentifier: rcsOid.policy })]),
);
const issues = (pathLenConstraint?: number): readonly Extension[] => [
  extension(
    id_ce_basicConstraints,
    new BasicConstraints({ cA: true, ...(pathLenConstraint !== undefined && { pathLenConstraint }) }),
    true,
  ),
  extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign), true),
];

/** Sets up an authority: root and intermediate with keys of their own. */
export function certificateAuthority(options: CertificateAuthorityOptions): CertificateAuthority {
  const { crypto, notBeforeMs, notAfterMs } = options;

  /** 16 bytes, positive and never with a leading zero, so that the integer is DER as it is (RFC 5280 section 4.1.2.2). */
  function serial(): ArrayBuffer {
    const bytes = Uint8Array.from(crypto.random.bytes(16));
    bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
    return bytes.buffer;
  }

  function sign(content: Content): Uint8Array {
    const algorithm = new AlgorithmIdentifier({ algorithm: ecdsaWithSHA256.algorithm });
    const tbsCertificate = new TBSCertificate({
      version: Version.v3,
      serialNumber: serial(),
      signature: algorithm,
      issuer: content.issuer,
      subject: content.subject,
      validity: new Validity({ notBefore: seconds(content.notBeforeMs), notAfter: seconds(content.notAfterMs) }),
      subjectPublicKeyInfo: new SubjectPublicKeyInfo({
        algorithm: new AlgorithmIdentifier({ algorithm: id_ecPublicKey, parameters: namedCurve }),
        subjectPublicKey: own(content.publicKey),
      }),
      extensions: new Extensions([
        ...content.extensions,
        extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyId(content.publicKey))),
        extension(
          id_ce_authorityKeyIdentifier,
          new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyId(content.issuerKey.publicKey)) }),
        ),
      ]),
    });
    const signatureValue = own(
      crypto.signP256(content.issuerKey.privateKey, new Uint8Array(AsnConvert.serialize(tbsCertificate))),
    );
    return new Uint8Array(
      AsnConvert.serialize(new CertificateSchema({ tbsCertificate, signatureAlgorithm: algorithm, signatureValue })),
    );
  }

  const [rootKey, intermediateKey] = [p256Generate(crypto.random), p256Generate(crypto.random)];
  const [rootName, intermediateName] = ['root', 'intermediate'].map((role) =>
    name([commonName, new AttributeValue({ utf8String: `${options.name} RCS E2EE ${role}` })]),
  ) as [Name, Name];
  const validity = { notBeforeMs, notAfterMs };
  const root = sign({
    issuer: rootName,
    issuerKey: rootKey,
    subject: rootName,
    publicKey: rootKey.publicKey,
    ...validity,
    extensions: [...issues(), vendor],
  });
  const intermediate = sign({
    issuer: rootName,
    issuerKey: rootKey,
    subject: intermediateName,
    publicKey: intermediateKey.publicKey,
    ...validity,
    extensions: [...issues(0), policies],
  });

  function issue(request: LeafRequest): readonly Uint8Array[] {
    const uri = new GeneralName({ uniformResourceIdentifier: `tel:${request.msisdn}` });
    const leaf = sign({
      issuer: intermediateName,
      issuerKey: intermediateKey,
      subject: name([serialNumber, new AttributeValue({ printableString: request.device })]),
      publicKey: request.publicKey,
      notBeforeMs: request.notBeforeMs,
      notAfterMs: request.notAfterMs,
      extensions: [
        extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), true),
        extension(id_ce_extKeyUsage, new ExtendedKeyUsage([rcsOid.mlsClient])),
        extension(id_ce_subjectAltName, new SubjectAlternativeName([uri])),
        policies,
        vendor,
        extension(rcsOid.configurationServerProof, new OctetString(own(request.proof))),
      ],
    });
    return [leaf, intermediate];
  }
  return { root, intermediate, issue };
}

const namedCurve = own(Buffer.from('06082a8648ce3d030107', 'hex'));
const seconds = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000);
