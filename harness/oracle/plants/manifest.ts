import type { Plant } from '../plant.ts';

const checks = 'simulators/enterprise/manifests/check-manifest.ts';

/** Defects in what devices sign of their records, and in what the archive keeps of it. */
export const manifestPlants: readonly Plant[] = [
  {
    id: 'chain-leaves-out-a-link',
    title: "the archive leaves the second manifest out of a device's chain",
    file: 'simulators/enterprise/manifests/app.ts',
    find: '      manifests: shown,',
    replace: '      manifests: shown.filter(({ sequence }) => sequence !== 2),',
    invariant: 'manifest-signed',
  },
  {
    id: 'manifest-lost-with-received',
    title: 'the archive keeps no manifest of what was received',
    file: 'simulators/enterprise/archive/records.ts',
    find: '    manifest: row.manifest === null ? null : JSON.parse(row.manifest),',
    replace: "    manifest: row.manifest === null || row.direction === 'in' ? null : JSON.parse(row.manifest),",
    invariant: 'manifest-signed',
  },
  {
    id: 'manifest-without-its-copy',
    title: 'the archival agent signs a manifest that says nothing of the sealed copy, and the archive takes it',
    file: 'simulators/handset/agent/agent.ts',
    find: 'sealed_sha256: sealedSha256(sealed)',
    replace: 'sealed_sha256: null',
    also: [{ file: checks, find: 'if (manifest.sealed_sha256 !== sealed) {', replace: 'if (manifest.v !== 1) {' }],
    invariant: 'manifest-signed',
  },
  {
    id: 'manifest-in-another-hand',
    title: 'the archival agent signs with a key that it never registered, and the archive takes it',
    file: 'simulators/handset/agent/manifest.ts',
    find: 'ed25519Sign(key.privateKey, ',
    replace: 'ed25519Sign(key.privateKey.map((byte) => byte ^ 1), ',
    also: [{ file: checks, find: '  if (!ed25519Verify(', replace: '  if (manifest.v !== 1 && !ed25519Verify(' }],
    invariant: 'manifest-signed',
  },
  {
    id: 'chain-in-two-strands',
    title: 'the archival agent signs every manifest as the first of its chain, and the archive counts them itself',
    file: 'simulators/handset/agent/manifest.ts',
    find: 'previous: after.sha256, ',
    replace: 'previous: null, ',
    also: [
      {
        file: 'simulators/enterprise/manifests/chains.ts',
        find: '  if (previous !== head.sha256) {',
        replace: '  if (previous !== head.sha256 && previous !== null) {',
      },
    ],
    invariant: 'manifest-signed',
  },
];
