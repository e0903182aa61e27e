import { ProtocolError } from './protocol-error.ts';

/** What an MSRP session's SDP offer or answer says (RFC 4975 section 8; RCC.07 for the accepted types). */
export interface MsrpSdp {
  /** Numeric session id of the `o=` line. */
  readonly sessionId: string;
  /** Host of the `o=` and `c=` lines. */
  readonly host: string;
  /** `msrps://north/9f86d081;tcp` */
  readonly path: string;
  readonly setup: 'actpass' | 'active' | 'passive';
  readonly acceptTypes: readonly string[];
  readonly acceptWrappedTypes: readonly string[];
}

/** The types an RCS client offers inside `message/cpim`. */
export const wrappedTypes: readonly string[] = [
  'text/plain',
  'message/mls',
  'message/mls-rcs-client',
  'message/mls-rcs-server',
  'message/imdn+xml',
];

function fail(reason: string): never {
  throw new ProtocolError('sdp', reason);
}

export function serialiseSdp(sdp: MsrpSdp): Uint8Array {
  const fields = [sdp.sessionId, sdp.host, sdp.path, ...sdp.acceptTypes, ...sdp.acceptWrappedTypes];
  if (fields.some((field) => field === '' || /\s/.test(field))) fail('a field is empty or holds white space');
  if (!/^[0-9]+$/.test(sdp.sessionId)) fail('the session id is not numeric');
  const lines = [
    'v=0',
    `o=- ${sdp.sessionId} ${sdp.sessionId} IN IP4 ${sdp.host}`,
    's=-',
    `c=IN IP4 ${sdp.host}`,
    't=0 0',
    'm=message 9 TCP/TLS/MSRP *',
    `a=path:${sdp.path}`,
    `a=setup:${sdp.setup}`,
    'a=connection:new',
    'a=msrp-cema',
    `a=accept-types:${sdp.acceptTypes.join(' ')}`,
    `a=accept-wrapped-types:${sdp.acceptWrappedTypes.join(' ')}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

/** @throws ProtocolError when it is no SDP with one MSRP stream */
export function parseSdp(bytes: Uint8Array): MsrpSdp {
  if (bytes.length > 8192) fail(`${bytes.length} bytes, more than 8192`);
  const lines = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
  if (lines[0] !== 'v=0') fail('does not start with v=0');
  const line = (prefix: string): string =>
    lines.find((candidate) => candidate.startsWith(prefix))?.slice(prefix.length) ?? fail(`no ${prefix} line`);
  const [, sessionId = '', , , , host = ''] = line('o=').split(' ');
  if (!/^[0-9]+$/.test(sessionId) || host === '') fail('o= has no numeric session id and host');
  if (!/^message [0-9]+ TCP(\/TLS)?\/MSRP /.test(line('m='))) fail('m= is no MSRP stream');
  const setup = line('a=setup:');
  if (setup !== 'actpass' && setup !== 'active' && setup !== 'passive') fail(`a=setup:${setup.slice(0, 20)}`);
  const types = (text: string): string[] => text.split(' ').filter((type) => type !== '');
  return {
    sessionId,
    host,
    path: line('a=path:'),
    setup,
    acceptTypes: types(line('a=accept-types:')),
    acceptWrappedTypes: types(line('a=accept-wrapped-types:')),
  };
}
