import { sleep } from '../../../../kernel/clock.ts';
import { springboard } from '../../processes.ts';
import { WdaError } from '../error.ts';
import { numberOf, textOf } from '../json.ts';
import { type Call, get, post, type Route, sessionOf } from '../route.ts';
import { activeApplication } from '../screen.ts';

function bundleOf({ arguments: { bundleId } }: Call): string {
  const bundle = textOf(bundleId);
  if (bundle === undefined) throw new WdaError('invalid argument', "'bundleId' is mandatory");
  return bundle;
}

/** Brings an app to the front. A launched tested app is expected to go on running. */
function bringUp(call: Call, verb: 'launch' | 'activate'): null {
  const bundleId = bundleOf(call);
  const session = sessionOf(call);
  if (bundleId === springboard) call.device.phone.home();
  else if (!call.device.phone.launch(bundleId)) {
    throw new WdaError('unknown error', `Failed to ${verb} ${bundleId}: the application is not installed`);
  }
  if (verb === 'launch' && bundleId === session.testedApp) session.expectedToRun = true;
  return null;
}

function terminate(call: Call): boolean {
  const bundleId = bundleOf(call);
  const session = sessionOf(call);
  if (bundleId === session.testedApp) session.expectedToRun = false;
  call.device.processes.restarted(bundleId);
  return call.device.phone.terminate(bundleId);
}

/** The longest that an app is kept in the background, ms. */
const longestMs = 600_000;

/** Home screen, a while, and the app again. */
async function deactivate(call: Call): Promise<null> {
  const { phone, clock } = call.device;
  const { bundleId } = activeApplication(call.device, call.session);
  const durationMs = (numberOf(call.arguments['duration']) ?? 3) * 1000;
  phone.home();
  await sleep(clock, Math.min(longestMs, Math.max(0, durationMs)), 'app in the background');
  if (!call.device.running) throw new WdaError('unknown error', 'WebDriverAgent has ended');
  if (bundleId !== springboard) phone.launch(bundleId);
  return null;
}

function openUrl(call: Call): null {
  const url = textOf(call.arguments['url']);
  if (url === undefined) throw new WdaError('invalid argument', 'URL is required');
  if (!call.device.phone.openUrl(url)) throw new WdaError('unknown error', `No application opens the URL ${url}`);
  return null;
}

export const appRoutes: readonly Route[] = [
  post('/url', openUrl),
  post('/wda/apps/launch', (call) => bringUp(call, 'launch')),
  post('/wda/apps/activate', (call) => bringUp(call, 'activate')),
  post('/wda/apps/terminate', terminate),
  post('/wda/apps/state', (call) => {
    const bundleId = bundleOf(call);
    if (bundleId !== springboard) return call.device.phone.appState(bundleId);
    return call.device.phone.foreground() === springboard ? 4 : 3;
  }),
  get('/wda/apps/list', ({ device }) => {
    const bundleId = device.phone.foreground();
    return [{ pid: device.processes.pid(bundleId), bundleId }];
  }),
  post(
    '/wda/homescreen',
    ({ device }) => {
      device.phone.home();
      return null;
    },
    'either',
  ),
  post('/wda/deactivateApp', deactivate),
  get(
    '/wda/activeAppInfo',
    ({ device, session }) => {
      const { pid, bundleId, name } = activeApplication(device, session);
      return { pid, bundleId, name, processArguments: { args: [], env: {} } };
    },
    'either',
  ),
];
