import type { Plant } from '../plant.ts';

/** Defects that let somebody read who must not. */
export const secrecyPlants: readonly Plant[] = [
  {
    id: 'used-key-kept',
    title: 'the key of a generation is kept after its message was read',
    file: 'simulators/mls/engine/ratchet.ts',
    find: 'skipped: skipped.slice(-ratchetLimits.skippedKeys)',
    replace: 'skipped: [...skipped, at.key].slice(-ratchetLimits.skippedKeys)',
    invariant: 'mls-forward-secrecy',
  },
  {
    id: 'receiving-ratchet-stands-still',
    title: 'the secret that a read message came from is kept, and gives its key again',
    file: 'simulators/mls/engine/ratchet.ts',
    find: 'ratchet: { ...at.ratchet, skipped:',
    replace: 'ratchet: { ...ratchet, skipped:',
    invariant: 'mls-forward-secrecy',
  },
  {
    id: 'sender-keeps-keys',
    title: 'the sender keeps the keys of what it sent',
    file: 'simulators/mls/engine/application-message.ts',
    find: 'epoch: withRatchet(epoch, epoch.ownLeaf, leaf, ratchet),',
    replace: 'epoch: withRatchet(epoch, epoch.ownLeaf, leaf, { ...ratchet, skipped: [...ratchet.skipped, key] }),',
    invariant: 'mls-forward-secrecy',
  },
  {
    id: 'secret-tree-kept',
    title: "the library's secret tree is kept beside the ratchets that were taken out of it",
    file: 'simulators/mls/engine/group.ts',
    find: '{ ...state, secretTree: [], historicalReceiverData: new Map() },',
    replace: '{ ...state, historicalReceiverData: new Map() },',
    invariant: 'mls-forward-secrecy',
  },
  {
    id: 'past-epochs-kept',
    title: 'secrets of past epochs are never forgotten',
    file: 'simulators/mls/client/retained-epochs.ts',
    find: 'return epochs.every(({ untilMs }) => untilMs > nowMs) ? epochs : epochs.filter(({ untilMs }) => untilMs > nowMs);',
    replace: 'return epochs;',
    invariant: 'mls-forward-secrecy',
    plan: 'days',
  },
  {
    id: 'commit-secret-ignored',
    title: 'the commit secret is left out of the next epoch, on both sides',
    file: 'simulators/mls/engine/cipher-suite.ts',
    find: 'expand: async (pseudorandomKey, info, length) => hkdfExpand(pseudorandomKey, info, length),',
    replace: `expand: async (pseudorandomKey, info, length) =>
        Buffer.from(info).includes('MLS 1.0 path') ? new Uint8Array(length) : hkdfExpand(pseudorandomKey, info, length),`,
    invariant: 'mls-post-compromise',
  },
  {
    id: 'path-without-randomness',
    title: 'a rotation begins its path with zeros instead of randomness',
    file: 'simulators/mls/engine/cipher-suite.ts',
    find: 'rng.randomBytes = (length) => random.bytes(length);',
    replace: 'rng.randomBytes = (length) => new Uint8Array(length);',
    invariant: 'mls-post-compromise',
  },
  {
    id: 'reinstalled-with-old-keys',
    title: 'a reinstalled phone draws the keys of the installation that it replaces',
    file: 'simulators/handset/handset.ts',
    find: "options.createMls(incarnation, random.split('mls')",
    replace: "options.createMls(1, options.random.split('mls')",
    invariant: 'mls-removed-cannot-read',
  },
  {
    id: 'key-packages-from-number',
    title: "the private keys of KeyPackages are made from the phone's number",
    file: 'simulators/mls/engine/key-package.ts',
    find: `    suite,
  );
  return { keyPackage: publicPackage`,
    replace: `    { ...suite, hpke: { ...suite.hpke, generateKeyPair: keysOf(identity.uri, suite) } },
  );
  function keysOf(uri: string, { hpke }: CiphersuiteImpl): () => ReturnType<typeof hpke.deriveKeyPair> {
    let made = 0;
    return () => hpke.deriveKeyPair(Buffer.from(\`\${uri} \${made++}, and thirty-two bytes\`));
  }
  return { keyPackage: publicPackage`,
    invariant: 'mls-removed-cannot-read',
  },
  {
    id: 'path-omitted-on-remove',
    title: 'a commit that removes somebody renews no secret',
    file: 'simulators/mls/engine/effective-proposals.ts',
    find: 'needsPath: applied.needsUpdatePath || changes };',
    replace: 'needsPath: (applied.needsUpdatePath && removed.length === 0) || changes };',
    invariant: 'mls-removed-cannot-read',
    plan: 'crew',
  },
  {
    id: 'epochs-kept-for-a-month',
    title: 'secrets of past epochs are kept for a month',
    file: 'simulators/mls/client/group-holdings.ts',
    find: 'clock.now() + retentionMs',
    replace: 'clock.now() + 10 * retentionMs',
    invariant: 'mls-forward-secrecy',
    plan: 'days',
  },
  {
    id: 'group-keys-kept-when-read',
    title: 'what a member of a group has read it can read again',
    file: 'simulators/mls/client/open-message.ts',
    find: 'const put = (messages: Epoch): HeldGroup => ({ ...held, group: { ...group, messages } });',
    replace: 'const put = (): HeldGroup => held;',
    invariant: 'mls-forward-secrecy',
    plan: 'crew',
  },
];
