import { inputText } from '../../device/input-method.ts';
import { keyCode, pressKey } from '../../device/keyboard.ts';
import { strokeFinger } from '../../device/touch.ts';
import { type Command, type CommandTable, unsupported } from '../command.ts';

const sources = new Set(['touchscreen', 'keyboard', 'mouse', 'dpad', 'touchpad', 'stylus']);

/** Names that `input keyevent` takes besides numbers. */
const keyNames: Readonly<Record<string, number>> = {
  HOME: keyCode.home,
  BACK: keyCode.back,
  ENTER: keyCode.enter,
  DEL: keyCode.delete,
  SPACE: 62,
  TAB: 61,
  WAKEUP: 224,
  MENU: 82,
  ESCAPE: 111,
};

function keyCodeOf(name: string): number | undefined {
  if (/^\d{1,4}$/.test(name)) return Number(name);
  return keyNames[name.replace(/^KEYCODE_/, '')];
}

/** `input [SOURCE] keyevent|text|tap|swipe|draganddrop ..`. */
const input: Command = (call) => {
  const { device, err } = call;
  const words = sources.has(call.args[0] ?? '') ? call.args.slice(1) : call.args;
  const [what, ...rest] = words;
  const numbers = rest.map(Number);
  const [x1, y1, x2, y2] = numbers;
  if (what === 'keyevent') {
    const codes = rest.filter((word) => word !== '--longpress').map(keyCodeOf);
    for (const code of codes) {
      if (code === undefined) return unsupported(call);
      pressKey(device.phone, code, 0, device.log);
    }
    return 0;
  }
  if (what === 'text') {
    inputText(device.phone, device.settings, rest.join(' ').replace(/%s/g, ' '), device.log);
    return 0;
  }
  if (numbers.some((number) => !Number.isFinite(number))) {
    err('Error: Invalid arguments for command\n');
    return 255;
  }
  if (what === 'tap' && x1 !== undefined && y1 !== undefined) {
    device.phone.tapAt(x1, y1);
    return 0;
  }
  const isSwipe = what === 'swipe' || what === 'draganddrop';
  if (isSwipe && x1 !== undefined && y1 !== undefined && x2 !== undefined && y2 !== undefined) {
    strokeFinger(device.phone, { x: x1, y: y1 }, { x: x2, y: y2 });
    return 0;
  }
  return unsupported(call);
};

/** Fingers and keys. */
export const inputCommands: CommandTable = { input };
