/** The arrows of the house: who may import whom. `npm run verify` proves that these rules bite. */
const room = (name) => `^simulators/${name}/`;
const rooms = 'kernel|crypto|protocol|mls|carrier|handset|enterprise|adversary';
const test = '\\.(test|property|test-support)\\.ts$|[/-]fixture[^/]*\\.ts$|/fuzz\\.ts$|/fuzz/';

/** `from` may import, of the simulators' rooms, only these. */
const only = (from, allowed, comment) => ({
  name: `${from.replaceAll('/', '-')}-imports`,
  comment,
  severity: 'error',
  from: { path: room(from), pathNot: test },
  to: { path: `^simulators/(${rooms})/`, pathNot: [room(from), ...allowed.map(room)] },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'a cycle has no plan',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'simulators-never-import-harness',
      severity: 'error',
      from: { path: '^simulators/' },
      to: { path: '^(harness|scenarios)/' },
    },
    {
      name: 'harness-never-imports-scenarios',
      severity: 'error',
      from: { path: '^harness/' },
      to: { path: '^scenarios/' },
    },
    only('kernel', [], 'the kernel stands alone'),
    only('crypto', [], 'crypto takes randomness structurally'),
    only('protocol', [], 'codecs are pure'),
    only('mls/wire', ['kernel', 'crypto', 'protocol'], 'what a carrier may read of MLS'),
    only('mls/engine', ['kernel', 'crypto', 'protocol', 'mls/wire'], 'the engine knows no client'),
    only('mls/client', ['kernel', 'crypto', 'protocol', 'mls/wire', 'mls/engine'], 'RCC.16 on top of the engine'),
    only('carrier', ['kernel', 'crypto', 'protocol', 'mls/wire'], 'a carrier cannot open a ciphertext'),
    only('handset', ['kernel', 'crypto', 'protocol', 'mls/client'], 'a phone knows its client, not its carrier'),
    only('enterprise', ['kernel', 'crypto', 'protocol'], 'the subject sees what phones and platforms send it'),
    only(
      'adversary',
      ['kernel', 'crypto', 'protocol', 'mls/wire', 'mls/engine'],
      'the adversary tries with the real engine',
    ),
    {
      name: 'oracle-judges-from-outside',
      comment:
        "the oracle reads the journal and the subject's contract, so that it can judge anybody's archive and real phones",
      severity: 'error',
      from: { path: '^harness/oracle/', pathNot: test },
      to: { path: '^(simulators|harness)/', pathNot: ['^simulators/kernel/', '^harness/(oracle|subject)/'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^appium$' } },
    {
      name: 'declared',
      comment: 'a package that is not in package.json is there by luck',
      severity: 'error',
      from: { pathNot: test },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-tools-in-the-product',
      severity: 'error',
      from: { path: '^(harness|simulators|scenarios|wdio)', pathNot: `${test}|^harness/gate/` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|reports/out)/' },
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default'],
    },
  },
};
