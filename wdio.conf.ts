import { sessionRequests } from './harness/farm/target.ts';
import { launcherLeases } from './harness/rehearsal/launcher-leases.ts';
import { tell } from './harness/rehearsal/progress-events.ts';
import { currentRun, runVariable } from './harness/rehearsal/run-description.ts';
import { specsBySession } from './harness/rehearsal/session-specs.ts';
import {
  hookFails,
  pairCapability,
  scenarioEnds,
  scenarioStarts,
  sessionsStarted,
  workerStarts,
} from './harness/rehearsal/spec-hooks.ts';

// This file is read again in every worker: nothing may happen at its top level. `greenroom rehearse` starts phones,
// Appium and the runner, and says in GREENROOM_RUN what is where; without it there is nothing to run.
const run = process.env[runVariable] === undefined ? undefined : currentRun();

type Phones = Record<'android' | 'ios', { capabilities: WebdriverIO.Capabilities }>;

/** Nobody listens there: a worker whose lease failed must not find a phone by chance. */
const unleased = { hostname: '127.0.0.1', port: 2, path: '/' } as const;

export const config: WebdriverIO.MultiremoteConfig = {
  runner: 'local',
  specs: run === undefined ? [] : specsBySession(run),
  maxInstances: run?.pairs.length ?? 1,
  // One template; each worker's copy is filled in by its lease.
  capabilities: {
    android: { ...unleased, capabilities: { platformName: 'Android', 'appium:udid': 'unleased' } },
    ios: { ...unleased, capabilities: { platformName: 'iOS', 'appium:udid': 'unleased' } },
  },
  logLevel: 'warn',
  ...(run === undefined ? {} : { outputDir: run.logs }),
  autoXvfb: false,
  // A repeated command types and sends twice; a repeated spec hides what the first try showed.
  connectionRetryCount: 0,
  specFileRetries: 0,
  connectionRetryTimeout: 120_000,
  waitforTimeout: 5_000,
  framework: 'mocha',
  // Beside somebody else's subject nothing makes time pass.
  mochaOpts: { ui: 'bdd', timeout: run?.subject === undefined ? 300_000 : 900_000, retries: 0 },
  reporters:
    run === undefined
      ? []
      : [
          [
            'allure',
            { outputDir: run.allureResults, disableWebdriverScreenshotsReporting: true, disableMochaHooks: true },
          ],
        ],

  onPrepare() {
    process.env['NODE_OPTIONS'] = ''; // the runner puts a loader there; Node 24 strips the types itself
  },

  async onWorkerStart(worker, capabilities) {
    const { pairs, progress } = currentRun();
    try {
      const pair = await launcherLeases(pairs).take(worker);
      const phones = capabilities as unknown as Phones; // this worker's own copy
      for (const [os, request] of Object.entries(sessionRequests(pair)))
        Object.assign(phones[os as keyof Phones], request, {
          capabilities: { ...request.capabilities, [pairCapability]: pair.name },
        });
      tell(progress, { event: 'pair-leased', worker, pair: pair.name });
    } catch (error) {
      // What is thrown here is only logged, and the run would pass: it is recorded, and the capabilities lead nowhere.
      tell(progress, { event: 'lease-failed', worker, reason: error instanceof Error ? error.message : String(error) });
    }
  },
  async onWorkerEnd(worker) {
    await launcherLeases(currentRun().pairs).release(worker);
  },

  beforeSession: (_config, _capabilities, specs, worker) => workerStarts(specs, worker),
  before: () => sessionsStarted(),
  beforeTest: (test) => scenarioStarts(test.title, test.file),
  afterTest: (test, _context, { error, duration }) => scenarioEnds(test.title, error, duration),
  afterHook(test, _context, { error }) {
    if (error !== undefined && error !== null) hookFails(test.title, error);
  },
};
