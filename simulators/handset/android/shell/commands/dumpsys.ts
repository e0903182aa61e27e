import { launchComponent } from '../../device/packages.ts';
import { densityDpi, screenPixels } from '../../device/properties.ts';
import { type Command, type CommandCall, type CommandTable, unsupported } from '../command.ts';

/** `pkg/.Activity` of the app in front, with the activity relative and in full. */
function focus({ device }: CommandCall): { readonly short: string; readonly full: string } {
  const id = device.phone.foreground();
  const activity = device.packages.find(id)?.activity ?? '.Main';
  return { short: `${id}/${activity}`, full: `${id}/${activity.startsWith('.') ? id + activity : activity}` };
}

function windows(call: CommandCall): string {
  const { width, height } = screenPixels(call.device.phone);
  const { short, full } = focus(call);
  const size = `${width}x${height}`;
  return [
    'WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)',
    '  Display: mDisplayId=0 (organized)',
    `    init=${size} ${densityDpi(call.device.phone)}dpi cur=${size} app=${size} rng=${width}x${width}-${height}x${height}`,
    `  mCurrentFocus=Window{a1b2c3 u0 ${full}}`,
    `  mFocusedApp=ActivityRecord{d4e5f6 u0 ${short} t12}`,
    '',
  ].join('\n');
}

/** The policy part: awake, unlocked, no keyguard. */
const policy = [
  'WINDOW MANAGER POLICY STATE (dumpsys window policy)',
  '    mSystemReady=true mSystemBooted=true',
  '    mAwake=true mScreenOnEarly=true mScreenOnFully=true',
  '    KeyguardServiceDelegate',
  '      showing=false',
  '      inputRestricted=false',
  '      screenState=SCREEN_STATE_ON',
  '    mDreamingLockscreen=false mShowingLockscreen=false',
  '',
].join('\n');

const window: Command = (call) => {
  const [what] = call.args;
  if (what !== 'displays' && what !== 'windows') call.out(policy);
  call.out(windows(call));
  return 0;
};

const packageDump: Command = ({ args, device, out }) => {
  const id = args[0] ?? '';
  const found = device.packages.find(id);
  if (!found) {
    out(`Dexopt state:\n  Unable to find package: ${id}\n`);
    return 0;
  }
  const component = launchComponent(found);
  if (component) {
    out('Activity Resolver Table:\n  Non-Data Actions:\n      android.intent.action.MAIN:\n');
    out(`        1a2b3c ${component} filter 4d5e6f\n          Action: "android.intent.action.MAIN"\n`);
    out('          Category: "android.intent.category.LAUNCHER"\n\n');
  }
  out(`Packages:\n  Package [${id}] (f0e1d2):\n    userId=10123\n    pkg=Package{f0e1d2 ${id}}\n`);
  out(`    versionCode=${found.versionCode} minSdk=26 targetSdk=34\n    versionName=${found.versionName}\n`);
  out('    requested permissions:\n      android.permission.INTERNET\n');
  out('    install permissions:\n      android.permission.INTERNET: granted=true\n');
  out('    User 0: ceDataInode=0 installed=true hidden=false suspended=false stopped=false enabled=0\n');
  out('      runtime permissions:\n');
  return 0;
};

function services({ args, device, out }: CommandCall): number {
  out('ACTIVITY MANAGER SERVICES (dumpsys activity services)\n');
  const wanted = args[1] ?? '';
  const id = wanted.split('/')[0] ?? '';
  // a component's own service, `pkg/.recorder.RecorderService`, never runs here: only the app's own foreground one does
  if (wanted !== id || !device.processes.find(id) || device.packages.find(id)?.of !== 'device') {
    out('  (nothing)\n');
    return 0;
  }
  out(`  User 0 active services:\n  * ServiceRecord{abc123 u0 ${id}/.ForegroundService}\n`);
  out(`    intent={cmp=${id}/.ForegroundService}\n    packageName=${id}\n    isForeground=true foregroundId=1\n`);
  return 0;
}

const activity: Command = (call) => {
  const [what] = call.args;
  if (what === 'services') return services(call);
  if (what === 'processes') {
    call.out('ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)\n  All known processes:\n');
    for (const { pid, name, user } of call.device.processes.list()) {
      call.out(`  *APP* UID 10123 ProcessRecord{a1b2c3 ${pid}:${name}/${user.replace('_', '')}}\n`);
    }
    return 0;
  }
  if (what !== 'activities' && what !== 'top' && what !== 'recents') return unsupported(call);
  call.out(
    `ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)\n  mResumedActivity: ActivityRecord{d4e5f6 u0 ${focus(call).short} t12}\n`,
  );
  return 0;
};

const deviceidle: Command = (call) => {
  const [what, ...changes] = call.args;
  if (what !== 'whitelist') return unsupported(call);
  for (const change of changes)
    if (/^[+-]/.test(change)) call.out(`${change.startsWith('+') ? 'Added' : 'Removed'}: ${change.slice(1)}\n`);
  return 0;
};

const fixed =
  (text: string): Command =>
  ({ out }) => {
    out(text);
    return 0;
  };

const dumpedServices: CommandTable = {
  window,
  package: packageDump,
  activity,
  deviceidle,
  power: fixed(
    'POWER MANAGER (dumpsys power)\n\nPower Manager State:\n  mWakefulness=Awake\n  mWakefulnessChanging=false\n',
  ),
  battery: fixed(
    'Current Battery Service state:\n  AC powered: false\n  USB powered: true\n  status: 5\n  level: 100\n  scale: 100\n',
  ),
  // the screen keyboard is not modelled: text reaches fields without one
  input_method: fixed('Input method service state for user 0:\n  mInputShown=false\n  mIsInputViewShown=false\n'),
  SurfaceFlinger: fixed('Display 4619827259835644672 (HWC display 0): port=0 pnpId=GGL displayName="Common Panel"\n'),
};

/** `dumpsys SERVICE ..`: what scripts and the driver read out of Android's services. */
const dumpsys: Command = (call) => {
  const [service = '', ...args] = call.args;
  if (service === '-l') {
    call.out(
      `Currently running services:\n${Object.keys(dumpedServices)
        .map((name) => `  ${name}\n`)
        .join('')}`,
    );
    return 0;
  }
  const found = Object.hasOwn(dumpedServices, service) ? dumpedServices[service] : undefined;
  if (found) return found({ ...call, name: `dumpsys ${service}`, args });
  call.device.log('warn', `shell: dumpsys ${service.slice(0, 100)} is not part of this simulated phone`);
  call.err(`Can't find service: ${service.slice(0, 100)}\n`);
  return 0;
};

/** `dumpsys`. */
export const dumpsysCommands: CommandTable = { dumpsys };
