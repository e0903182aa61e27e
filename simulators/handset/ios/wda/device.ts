import type { Clock } from '../../../kernel/clock.ts';
import type { Phone } from '../../phone.ts';
import type { DeviceIdentity } from '../device-values.ts';
import type { ProcessTable } from '../processes.ts';
import type { ElementIds } from './element-cache.ts';
import type { Session } from './session.ts';

/** What every command works on: the phone, and what WebDriverAgent itself remembers. */
export interface Device {
  readonly phone: Phone;
  readonly identity: DeviceIdentity;
  readonly processes: ProcessTable;
  readonly clock: Clock;
  readonly elementIds: ElementIds;
  /** False once the process has ended: what it was waiting to do it does not do. */
  running: boolean;
  session: Session | undefined;
  /** How many there have been. */
  sessions: number;
  /** The side button was pressed. The screen stays as it is. */
  locked: boolean;
  /** By pasteboard type: `plaintext`, `image`, `url`. */
  readonly pasteboard: Map<string, Buffer>;
}
