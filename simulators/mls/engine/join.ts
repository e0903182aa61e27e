import { joinGroup } from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { parseMlsMessage } from '../wire/mls-message.ts';
import { groupOf } from './group.ts';
import { decodeKeyPackageMessage } from './key-package.ts';
import { refusal } from './library-error.ts';
import type { EngineProblem, EngineResult, Group, KeyPackageBundle } from './port.ts';
import { clientConfig } from './profile.ts';

const failed = (problem: EngineProblem, detail: string) => ({ ok: false, problem, detail }) as const;

/** Opens a Welcome (RFC 9420 section 12.4.3.1) with whichever of the KeyPackages it was made for. */
export async function joinByWelcome(
  bytes: Uint8Array,
  bundles: readonly KeyPackageBundle[],
  suite: CiphersuiteImpl,
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
    const state = await joinGroup(
      message.welcome,
      keyPackage,
      { initPrivateKey, hpkePrivateKey: leafPrivateKey, signaturePrivateKey },
      emptyPskIndex,
      suite,
      undefined,
      undefined,
      clientConfig,
    );
    const group = groupOf(state);
    if (state.groupContext.extensions.some(({ extensionType }) => extensionType === 'external_senders')) {
      return failed('invalid', 'the group has external senders, which this engine does not do');
    }
    return { ok: true, group, used };
  } catch (error) {
    return refusal(error);
  }
}
