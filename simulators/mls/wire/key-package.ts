import { concatBytes } from '../../crypto/bytes.ts';
import { sha256, sha256Hex } from '../../crypto/sha256.ts';
import { type CertificateReader, viewCredential } from './credential.ts';
import { type Extension, findExtension, readExtensions } from './extension.ts';
import { type LeafNode, type Lifetime, readLeafNode } from './leaf-node.ts';
import { limits } from './limits.ts';
import { readMessageHeader } from './message-header.ts';
import { type Reader, reader } from './reader.ts';
import { extensionTypes, protocolVersionMls10, wireFormats } from './registry.ts';
import { Malformed, parsed, type WireResult } from './result.ts';
import { opaque } from './writer.ts';

/** RFC 9420 section 10. */
export interface KeyPackage {
  readonly cipherSuite: number;
  readonly initKey: Uint8Array;
  readonly leafNode: LeafNode;
  readonly extensions: readonly Extension[];
  readonly signature: Uint8Array;
  /** The KeyPackage itself, without the MLSMessage around it, and all of it but its signature. */
  readonly encoded: Uint8Array;
  readonly unsigned: Uint8Array;
}

/** What a key distribution server goes by. Nothing in it was verified but the shape. */
export interface KeyPackageView {
  /** E.164. */
  readonly msisdn: string;
  /** By its certificate: the device, and until when, in milliseconds since the Unix epoch. */
  readonly device?: string;
  readonly notAfterMs?: number;
  readonly cipherSuite: number;
  /** Hex SHA-256 of the init key: names the KeyPackage in the journal. */
  readonly initKeyHash: string;
  /** Hex SHA-256 of the signature key: names the client in the journal. */
  readonly identity: string;
  /** KeyPackageRef (RFC 9420 section 5.2), hex: what a Welcome addresses it by. */
  readonly ref: string;
  readonly lifetime: Lifetime;
  readonly lastResort: boolean;
}

export function readKeyPackage(from: Reader): KeyPackage {
  const start = from.offset();
  const version = from.uint16('key_package.version');
  if (version !== protocolVersionMls10) throw new Malformed('unknown-value', `key_package.version: ${version}`);
  const contents = {
    cipherSuite: from.uint16('key_package.cipher_suite'),
    initKey: from.opaque('key_package.init_key'),
    leafNode: readLeafNode(from),
    extensions: readExtensions(from, 'key_package.extensions'),
  };
  const unsigned = from.between(start, from.offset());
  const signature = from.opaque('key_package.signature');
  return { ...contents, signature, unsigned, encoded: from.between(start, from.offset()) };
}

const refLabel = opaque(Buffer.from('MLS 1.0 KeyPackage Reference'));

/** KeyPackageRef of suites whose hash is SHA-256: RefHash of RFC 9420 section 5.2, hex. */
export function keyPackageRef(keyPackage: KeyPackage): string {
  return Buffer.from(sha256(concatBytes(refLabel, opaque(keyPackage.encoded)))).toString('hex');
}

export function isLastResort(keyPackage: KeyPackage): boolean {
  return findExtension(keyPackage.extensions, extensionTypes.lastResort) !== undefined;
}

export function viewKeyPackage(keyPackage: KeyPackage, readCertificate?: CertificateReader): KeyPackageView {
  const { leafNode } = keyPackage;
  const owner = viewCredential(leafNode.credential, readCertificate);
  if (!owner) throw new Malformed('unexpected', 'credential.identity: not a URI tel:+E.164');
  const { msisdn, device, notAfterMs } = owner;
  if (leafNode.source.type !== 'key-package') {
    throw new Malformed('unexpected', `leaf_node.leaf_node_source: ${leafNode.source.type} in a KeyPackage`);
  }
  return {
    msisdn,
    ...(device !== undefined && { device }),
    ...(notAfterMs !== undefined && { notAfterMs }),
    cipherSuite: keyPackage.cipherSuite,
    initKeyHash: sha256Hex(keyPackage.initKey),
    identity: sha256Hex(leafNode.signatureKey),
    ref: keyPackageRef(keyPackage),
    lifetime: leafNode.source.lifetime,
    lastResort: isLastResort(keyPackage),
  };
}

/**
 * Reads an MLSMessage that holds a KeyPackage. The signature is not checked: that takes the group's members.
 * @param readCertificate what certificates say, if not what they say by RCC.16's profile
 */
export function parseKeyPackage(bytes: Uint8Array, readCertificate?: CertificateReader): WireResult<KeyPackageView> {
  return parsed(() => viewKeyPackage(readWhole(bytes), readCertificate));
}

/** The KeyPackage alone, whomever it names. */
export function parseAnyKeyPackage(bytes: Uint8Array): WireResult<KeyPackage> {
  return parsed(() => readWhole(bytes));
}

function readWhole(bytes: Uint8Array): KeyPackage {
  if (bytes.length > limits.keyPackage) throw new Malformed('too-long', `a KeyPackage of ${bytes.length} bytes`);
  const from = reader(bytes);
  const wireFormat = readMessageHeader(from);
  if (wireFormat !== wireFormats.keyPackage) throw new Malformed('unexpected', `wire_format: ${wireFormat}, not 5`);
  const keyPackage = readKeyPackage(from);
  from.end('MLSMessage');
  return keyPackage;
}
