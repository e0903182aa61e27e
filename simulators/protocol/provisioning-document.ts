import type { Element } from '@xmldom/xmldom';
import {
  identityProofParameter,
  kdsUriParameter,
  mlsCharacteristic,
  trustAnchorParameter,
  trustAnchorsCharacteristic,
} from './assumptions.ts';
import { ProtocolError } from './protocol-error.ts';
import { childElements, escapeXml, parseXml } from './xml.ts';

/** Bytes of a wap-provisioningdoc: more is refused. */
export const provisioningLimitBytes = 64 * 1024;

/** What the ACS gives a phone (RCC.14 `wap-provisioningdoc`), as far as the simulated parties use it. */
export interface ProvisioningDocument {
  readonly version: number;
  /** Seconds the document is good for. */
  readonly validityS: number;
  /** To be sent with later requests. */
  readonly token: string;
  readonly homeDomain: string;
  /** `sip:+447700900001@north.test`, `tel:+447700900001` */
  readonly publicIdentities: readonly string[];
  /** The P-CSCF: the network node that takes the phone's signalling. */
  readonly pcscf: string;
  /** Credentials for SIP registration, the KDS and every other HTTP edge of the carrier (Digest). */
  readonly auth: { readonly realm: string; readonly userName: string; readonly userPwd: string };
  /** `http://kds.north.test`; absent while the carrier does not offer end-to-end encryption. */
  readonly kdsUrl?: string;
  /** What the configuration server signed about the identity key in the request: an ECDSA signature, DER. */
  readonly identityProof?: Uint8Array;
  /** Roots of certificates that the phone is to trust: DER. */
  readonly trustAnchors?: readonly Uint8Array[];
}

interface Characteristic {
  readonly type: string;
  readonly parms: Readonly<Record<string, string>>;
  readonly children?: readonly Characteristic[];
}

function write({ type, parms, children = [] }: Characteristic, indent: string): string {
  const safe = (text: string): string => escapeXml('provisioning', text);
  const inner = Object.entries(parms).map(
    ([name, value]) => `${indent}  <parm name="${safe(name)}" value="${safe(value)}"/>\n`,
  );
  inner.push(...children.map((child) => write(child, `${indent}  `)));
  return `${indent}<characteristic type="${safe(type)}">\n${inner.join('')}${indent}</characteristic>\n`;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const anchors = (roots: readonly Uint8Array[]): Characteristic => ({
  type: trustAnchorsCharacteristic,
  parms: Object.fromEntries(roots.map((root, index) => [trustAnchorParameter(index), base64(root)])),
});

export function serialiseProvisioningDocument(document: ProvisioningDocument): Uint8Array {
  const { auth } = document;
  const ims: Characteristic = {
    type: 'APPLICATION',
    parms: { AppID: 'ap2001', Home_network_domain_Name: document.homeDomain },
    children: [
      {
        type: 'Public_user_identity_List',
        parms: {},
        children: document.publicIdentities.map((identity) => ({
          type: 'Public_user_identity',
          parms: { Public_user_Identity: identity },
        })),
      },
      { type: 'LBO_P-CSCF_Address', parms: { Address: document.pcscf, AddressType: 'FQDN' } },
      {
        type: 'APPAUTH',
        parms: { AuthType: 'DIGEST', Realm: auth.realm, UserName: auth.userName, UserPwd: auth.userPwd },
      },
    ],
  };
  const roots: Characteristic[] = [
    { type: 'VERS', parms: { version: String(document.version), validity: String(document.validityS) } },
    { type: 'TOKEN', parms: { token: document.token } },
    ims,
  ];
  if (document.kdsUrl !== undefined)
    roots.push({
      type: mlsCharacteristic,
      parms: {
        [kdsUriParameter]: document.kdsUrl,
        ...(document.identityProof ? { [identityProofParameter]: base64(document.identityProof) } : {}),
      },
      children: document.trustAnchors ? [anchors(document.trustAnchors)] : [],
    });
  return Buffer.from(
    `<?xml version="1.0"?>\n<wap-provisioningdoc version="1.1">\n${roots.map((root) => write(root, '  ')).join('')}</wap-provisioningdoc>\n`,
  );
}

/**
 * Reads a configuration. Characteristics it does not know are passed over.
 * @throws ProtocolError naming what is missing
 */
export function parseProvisioningDocument(bytes: Uint8Array): ProvisioningDocument {
  const root = parseXml('provisioning', bytes, provisioningLimitBytes);
  if (root.localName !== 'wap-provisioningdoc') fail('the root is not <wap-provisioningdoc>');
  const all = [...descendants(root)];
  const one = (type: string): Element => all.find((element) => is(element, type)) ?? fail(`no characteristic ${type}`);
  const auth = one('APPAUTH');
  const ims =
    all.find((element) => parm(element, 'Home_network_domain_Name') !== undefined) ??
    fail('no Home_network_domain_Name');
  const kds = all.find((element) => is(element, mlsCharacteristic));
  const kdsUrl = kds && parm(kds, kdsUriParameter);
  const proof = kds && parm(kds, identityProofParameter);
  const trusted = all.find((element) => is(element, trustAnchorsCharacteristic));
  return {
    version: whole(need(one('VERS'), 'version')),
    validityS: whole(need(one('VERS'), 'validity')),
    token: need(one('TOKEN'), 'token'),
    homeDomain: need(ims, 'Home_network_domain_Name'),
    publicIdentities: all.flatMap((element) => parm(element, 'Public_user_Identity') ?? []),
    pcscf: need(one('LBO_P-CSCF_Address'), 'Address'),
    auth: { realm: need(auth, 'Realm'), userName: need(auth, 'UserName'), userPwd: need(auth, 'UserPwd') },
    ...(kdsUrl === undefined ? {} : { kdsUrl }),
    ...(proof === undefined ? {} : { identityProof: binary(proof) }),
    ...(trusted ? { trustAnchors: numbered(trusted).map(binary) } : {}),
  };
}

function fail(reason: string): never {
  throw new ProtocolError('provisioning', reason);
}

function* descendants(element: Element): Generator<Element> {
  for (const child of childElements(element, 'characteristic')) {
    yield child;
    yield* descendants(child);
  }
}

const is = (element: Element, type: string): boolean =>
  element.getAttribute('type')?.toLowerCase() === type.toLowerCase();

function parm(element: Element, name: string): string | undefined {
  const found = childElements(element, 'parm').find(
    (child) => child.getAttribute('name')?.toLowerCase() === name.toLowerCase(),
  );
  return found?.getAttribute('value') ?? undefined;
}

/** The numbered parameters, from the first to the last that is there. */
function numbered(element: Element): string[] {
  const values: string[] = [];
  for (let value = parm(element, trustAnchorParameter(0)); value !== undefined; ) {
    values.push(value);
    value = parm(element, trustAnchorParameter(values.length));
  }
  return values;
}

const binary = (text: string): Uint8Array =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text)
    ? Uint8Array.from(Buffer.from(text, 'base64'))
    : fail('a parm that is not base64');

const need = (element: Element, name: string): string => parm(element, name) ?? fail(`no parm ${name}`);

function whole(text: string): number {
  return /^-?[0-9]{1,10}$/.test(text) ? Number(text) : fail(`"${text.slice(0, 20)}" is not a whole number`);
}
