import { splitOutsideQuotes } from './headers.ts';
import { ProtocolError } from './protocol-error.ts';

const icsi = {
  chat: 'urn%3Aurn-7%3A3gpp-service.ims.icsi.oma.cpm.session',
  pager: 'urn%3Aurn-7%3A3gpp-service.ims.icsi.oma.cpm.msg',
} as const;
const fileTransferIari = 'urn%3Aurn-7%3A3gpp-application.ims.iari.rcs.fthttp';
const mlsVersionTag = '+g.gsma.rcs.mls.mls-version';
const mlsKdsTag = '+g.gsma.rcs.mls.mls-kds';

/** What a Contact (or Feature-Caps) says that a client can do. */
export interface Capabilities {
  /** Sessions: `oma.cpm.session`. */
  readonly chat: boolean;
  /** Pager mode: `oma.cpm.msg`. */
  readonly pager: boolean;
  /** `rcs.fthttp`. */
  readonly fileTransfer: boolean;
  /** `mls-version`, e.g. `v1`. Says nothing by itself: un-flagged lines advertise it too. */
  readonly mlsVersion?: string;
  /** `mls-kds`, e.g. `2`: the hard gate. Without it there is no MLS with this client. */
  readonly mlsKds?: string;
}

/** A client that can do everything, MLS too. */
export const fullCapabilities: Capabilities = {
  chat: true,
  pager: true,
  fileTransfer: true,
  mlsVersion: 'v1',
  mlsKds: '2',
};

export const supportsMls = (capabilities: Capabilities): boolean => capabilities.mlsKds !== undefined;

/** The same capabilities without MLS: what a carrier lets through while its E2EE switch is off. */
export function withoutMls({ chat, pager, fileTransfer }: Capabilities): Capabilities {
  return { chat, pager, fileTransfer };
}

/**
 * The Contact parameters, each with its `;` in front, to append to `<uri>` (or to `*` in Feature-Caps). All ICSIs go
 * into one `+g.3gpp.icsi-ref`: of a repeated parameter receivers may keep only the last.
 */
export function serialiseFeatureTags(capabilities: Capabilities): string {
  const services = [capabilities.chat ? icsi.chat : '', capabilities.pager ? icsi.pager : ''].filter(Boolean);
  let text = services.length > 0 ? `;+g.3gpp.icsi-ref="${services.join(',')}"` : '';
  if (capabilities.fileTransfer) text += `;+g.3gpp.iari-ref="${fileTransferIari}"`;
  for (const [tag, value] of [
    [mlsVersionTag, capabilities.mlsVersion],
    [mlsKdsTag, capabilities.mlsKds],
  ] as const) {
    if (value === undefined) continue;
    if (!/^[A-Za-z0-9._-]+$/.test(value)) throw new ProtocolError('feature-tags', `${tag} "${value.slice(0, 40)}"`);
    text += `;${tag}="${value}"`;
  }
  return text;
}

/**
 * Reads the feature tags of a Contact or Feature-Caps value. Unknown tags are passed over; an ICSI spelled with `:`
 * counts as one with `%3A`.
 * @throws ProtocolError when it is longer than 4096 characters
 */
export function parseFeatureTags(contact: string): Capabilities {
  if (contact.length > 4096) throw new ProtocolError('feature-tags', `${contact.length} characters, more than 4096`);
  const values = new Map<string, string>();
  for (const piece of splitOutsideQuotes(contact, ';').slice(1)) {
    const equals = piece.indexOf('=');
    const name = (equals < 0 ? piece : piece.slice(0, equals)).trim().toLowerCase();
    const value =
      equals < 0
        ? ''
        : piece
            .slice(equals + 1)
            .trim()
            .replace(/^"(.*)"$/, '$1');
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  const listed = (tag: string, urn: string): boolean =>
    (values.get(tag) ?? '')
      .split(',')
      .some((item) => item.trim().replaceAll(':', '%3A').toLowerCase() === urn.toLowerCase());
  const version = values.get(mlsVersionTag);
  const kds = values.get(mlsKdsTag);
  return {
    chat: listed('+g.3gpp.icsi-ref', icsi.chat),
    pager: listed('+g.3gpp.icsi-ref', icsi.pager),
    fileTransfer: listed('+g.3gpp.iari-ref', fileTransferIari),
    ...(version ? { mlsVersion: version } : {}),
    ...(kds ? { mlsKds: kds } : {}),
  };
}
