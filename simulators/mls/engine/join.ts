import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { parseMlsMessage } from '../wire/mls-message.ts';
import { groupOf } from './group.ts';
import { decodeKeyPackageMessage } from './key-package.ts';
import { refusal } from './library-error.ts';
import { openWelcome } from './open-welcome.ts';
import type { EngineProblem, EngineResult, Group, KeyPackageBundle } from './port.ts';

const failed = (problem: EngineProblem, detail: string) => ({ ok: false, problem, detail }) as const;

/** Opens a Welcome (RFC 9420 section 12.4.3.1) with whichever of the KeyPackages it was made for. */
export async function joinByWelcome(
  bytes: Uint8Array,
  bundles: readonly KeyPackageBundle[],
  suite: CiphersuiteImpl,
  config: ClientConfig,
): Promise<EngineResult<{ readonly group: Group; readonly used: KeyPackageBundle }>> {
  const view = parseMlsMessage(bytes);
  if (!view.ok) return failed('malformed', view.error.detail);
  if (view.value.wireFormat !== 'welcome') return failed('wrong-kind', `a ${view.value.wireFormat}, not a Welcome`);
  const { newMembers } = view.value;
  const used = bundles.find(({ ref }) => newMembers.includes(ref));
  if (!used) return failed('not-for-us', 'the Welcome is for none of the KeyPackages held');
  try {
    const keyPackage = decodeKeyPackageMessage(used.message);
    const message = decodeMlsMessage(bytes, 0)?.[0];
    if (!keyPackage || message?.wireformat !== 'mls_welcome') return failed('malformed', 'the Welcome does not decode');
    const { initPrivateKey, leafPrivateKey, signaturePrivateKey } = used.secrets;
    const secrets = { initPrivateKey, hpkePrivateKey: leafPrivateKey, signaturePrivateKey };
    const state = await openWelcome(message.welcome, keyPackage, secrets, suite, { config });
    return { ok: true, group: groupOf(state), used };
  } catch (error) {
    return refusal(error);
  }
}
