import type { AndroidDevice } from '../device/device.ts';
import { openService } from '../services/open.ts';
import { deviceBanner } from './banner.ts';
import type { AdbEndpoint } from './connection.ts';

/** A device as its ADB connections see it. */
export function adbEndpoint(device: AndroidDevice, authorized: () => boolean): AdbEndpoint {
  const { phone, properties, random, log } = device;
  return {
    banner: () =>
      deviceBanner({
        name: properties.get('ro.product.name') ?? '',
        model: phone.model.replace(/[;=]/g, ' '),
        device: properties.get('ro.product.device') ?? '',
      }),
    authorized,
    authToken: () => random.bytes(20),
    open: (name) => openService(name, device),
    log,
  };
}
