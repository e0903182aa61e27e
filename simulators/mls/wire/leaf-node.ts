import { type Credential, readCredential } from './credential.ts';
import { type Extension, readExtensions } from './extension.ts';
import type { Reader } from './reader.ts';
import { Malformed } from './result.ts';

/** Seconds since the Unix epoch, both inclusive (RFC 9420 section 7.2). */
export interface Lifetime {
  readonly notBefore: bigint;
  readonly notAfter: bigint;
}

export interface Capabilities {
  readonly versions: readonly number[];
  readonly cipherSuites: readonly number[];
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
}

/** RFC 9420 section 7.2. */
export interface LeafNode {
  readonly encryptionKey: Uint8Array;
  readonly signatureKey: Uint8Array;
  readonly credential: Credential;
  readonly capabilities: Capabilities;
  readonly source:
    | { readonly type: 'key-package'; readonly lifetime: Lifetime }
    | { readonly type: 'update' }
    | { readonly type: 'commit'; readonly parentHash: Uint8Array };
  readonly extensions: readonly Extension[];
  readonly signature: Uint8Array;
  /** The leaf node itself, and all of it but its signature. */
  readonly encoded: Uint8Array;
  readonly unsigned: Uint8Array;
}

function readCapabilities(from: Reader): Capabilities {
  const numbers = (field: string): readonly number[] => from.vector(field, (item) => item.uint16(`${field}[]`));
  return {
    versions: numbers('capabilities.versions'),
    cipherSuites: numbers('capabilities.cipher_suites'),
    extensions: numbers('capabilities.extensions'),
    proposals: numbers('capabilities.proposals'),
    credentials: numbers('capabilities.credentials'),
  };
}

function readSource(from: Reader): LeafNode['source'] {
  const source = from.uint8('leaf_node.leaf_node_source');
  if (source === 1) {
    const notBefore = from.uint64('lifetime.not_before');
    return { type: 'key-package', lifetime: { notBefore, notAfter: from.uint64('lifetime.not_after') } };
  }
  if (source === 2) return { type: 'update' };
  if (source === 3) return { type: 'commit', parentHash: from.opaque('leaf_node.parent_hash') };
  throw new Malformed('unknown-value', `leaf_node.leaf_node_source: ${source}`);
}

export function readLeafNode(from: Reader): LeafNode {
  const start = from.offset();
  const contents = {
    encryptionKey: from.opaque('leaf_node.encryption_key'),
    signatureKey: from.opaque('leaf_node.signature_key'),
    credential: readCredential(from),
    capabilities: readCapabilities(from),
    source: readSource(from),
    extensions: readExtensions(from, 'leaf_node.extensions'),
  };
  const unsigned = from.between(start, from.offset());
  const signature = from.opaque('leaf_node.signature');
  return { ...contents, signature, unsigned, encoded: from.between(start, from.offset()) };
}
