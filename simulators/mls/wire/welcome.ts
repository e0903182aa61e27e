import type { Reader } from './reader.ts';

/** What a Welcome shows to those it is not for (RFC 9420 section 12.4.3.1): neither the group nor the sender. */
export interface Welcome {
  readonly wireFormat: 'welcome';
  readonly cipherSuite: number;
  /** KeyPackageRefs in hex: for whom it is. */
  readonly newMembers: readonly string[];
  /** Bytes. */
  readonly encryptedGroupInfo: number;
}

export function readWelcome(from: Reader): Welcome {
  return {
    wireFormat: 'welcome',
    cipherSuite: from.uint16('welcome.cipher_suite'),
    newMembers: from.vector('welcome.secrets', (secret) => {
      const ref = Buffer.from(secret.opaque('secrets[].new_member')).toString('hex');
      secret.opaque('secrets[].encrypted_group_secrets.kem_output');
      secret.opaque('secrets[].encrypted_group_secrets.ciphertext');
      return ref;
    }),
    encryptedGroupInfo: from.opaque('welcome.encrypted_group_info').length,
  };
}
