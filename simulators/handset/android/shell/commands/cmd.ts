import { type Command, type CommandCall, type CommandTable, unsupported } from '../command.ts';
import { activityManager } from './activity.ts';
import { packageManager } from './package.ts';

const onOff = (word: string | undefined): boolean | undefined =>
  word === 'enable' || word === 'enabled' ? true : word === 'disable' || word === 'disabled' ? false : undefined;

/** Wi-Fi and mobile data are flags only: the simulated network is cut by airplane mode. */
function setRadio(call: CommandCall, key: 'wifi_on' | 'mobile_data', on: boolean | undefined): number {
  if (on === undefined) return unsupported(call);
  const { settings, log } = call.device;
  settings.put('global', key, on ? '1' : '0');
  const dark = settings.get('global', 'wifi_on') === '0' && settings.get('global', 'mobile_data') === '0';
  if (dark) log('warn', 'Wi-Fi and mobile data are both off, but only airplane mode cuts this phone from its network');
  return 0;
}

const connectivity: Command = (call) => {
  const [what, value] = call.args;
  const { phone } = call.device;
  if (what !== 'airplane-mode') return unsupported(call);
  const on = onOff(value);
  if (value === undefined) call.out(`${phone.airplaneMode ? 'enabled' : 'disabled'}\n`);
  else if (on === undefined) return unsupported(call);
  else {
    phone.setAirplaneMode(on);
    call.device.logcat.add('I', 'ConnectivityService', `airplane mode ${on ? 'enabled' : 'disabled'}`);
  }
  return 0;
};

const wifi: Command = (call) => {
  const [verb, value] = call.args;
  if (verb === 'set-wifi-enabled') return setRadio(call, 'wifi_on', onOff(value));
  if (verb !== 'status') return unsupported(call);
  call.out(`Wifi is ${call.device.settings.get('global', 'wifi_on') === '1' ? 'enabled' : 'disabled'}\n`);
  return 0;
};

const telephony: Command = (call) =>
  call.args[0] === 'data' ? setRadio(call, 'mobile_data', onOff(call.args[1])) : unsupported(call);

const accepted: Command = () => 0;

/** Services behind `cmd NAME`. Permissions and listeners are granted: nothing here is withheld from anybody. */
const services: CommandTable = {
  package: packageManager,
  activity: activityManager,
  connectivity,
  wifi,
  phone: telephony,
  appops: accepted,
  notification: (call) => (call.args[0] === 'allow_listener' ? 0 : unsupported(call)),
};

const cmd: Command = (call) => {
  const [service = '', ...args] = call.args[0] === '-w' ? call.args.slice(1) : call.args;
  const found = Object.hasOwn(services, service) ? services[service] : undefined;
  if (found) return found({ ...call, name: `cmd ${service}`, args });
  call.device.log('warn', `shell: no service "${service.slice(0, 100)}" behind cmd on this simulated phone`);
  call.err(`cmd: Can't find service: ${service.slice(0, 100)}\n`);
  return 20;
};

const svc: Command = (call) => {
  const [what, value] = call.args;
  if (what === 'wifi') return setRadio(call, 'wifi_on', onOff(value));
  return what === 'data' ? setRadio(call, 'mobile_data', onOff(value)) : unsupported(call);
};

/** `cmd` and the older names of what is behind it. */
export const cmdCommands: CommandTable = { cmd, svc, appops: accepted };
