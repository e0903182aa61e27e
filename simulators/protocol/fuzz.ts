import { isDeepStrictEqual } from 'node:util';
import { parseCpim, serialiseCpim } from './cpim.ts';
import { parseDigestChallenge, parseDigestCredentials, serialiseDigestCredentials } from './digest.ts';
import { parseEpochIdentifier, serialiseEpochIdentifier } from './epoch-identifier.ts';
import { parseFeatureTags, serialiseFeatureTags } from './feature-tags.ts';
import { samples } from './fuzz-samples.ts';
import { parseGroupData, parseGroupRequest, serialiseGroupData, serialiseGroupRequest } from './group-data.ts';
import { headerValues, parseParameters } from './headers.ts';
import { parseImdn, serialiseImdn } from './imdn.ts';
import { parseMlsControl, parseServerBundle, serialiseMlsControl, serialiseServerBundle } from './mls-control.ts';
import { type MsrpRequest, parseMsrp, serialiseMsrp } from './msrp.ts';
import { msrpReassembly } from './msrp-message.ts';
import { draws, mutate } from './mutation.ts';
import { ProtocolError } from './protocol-error.ts';
import { parseProvisioningDocument, serialiseProvisioningDocument } from './provisioning-document.ts';
import { parseProvisioningRequest } from './provisioning-request.ts';
import { parseResourceLists, serialiseResourceLists } from './resource-lists.ts';
import { parseSdp, serialiseSdp } from './sdp.ts';
import { parseSip, serialiseSip, sipEnvelope } from './sip.ts';
import { reasonOf, serialiseReason } from './sip-response.ts';
import { parseNameAddress } from './uri.ts';

/** One seeded stream of malformed input: `run` feeds input number `index` and throws when a codec misbehaves. */
export interface Fuzzer {
  readonly name: string;
  run(seed: number, index: number): void;
}

/** Whatever comes in, only a ProtocolError may come out. */
function tolerating(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
}

/** What was read and can be written must read the same again. */
function stable<T>(value: T, serialise: (value: T) => Uint8Array, parse: (bytes: Uint8Array) => T): void {
  const again = parse(serialise(value)); // a refusal to write (line breaks in values) is a ProtocolError too
  if (!isDeepStrictEqual(structuredClone(again), structuredClone(value)))
    throw new Error('what was written does not read as what was to be written');
}

function fuzzer(name: keyof typeof samples, feed: (bytes: Uint8Array) => void): Fuzzer {
  return {
    name: `protocol ${name}`,
    run: (seed, index) => tolerating(() => feed(mutate(samples[name], draws(seed, name, index)))),
  };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

export const fuzzers: readonly Fuzzer[] = [
  fuzzer('sip', (bytes) => {
    const message = parseSip(bytes);
    tolerating(() => sipEnvelope(message));
    for (const name of ['From', 'To', 'Contact', 'Via']) {
      for (const value of headerValues(message.headers, name)) tolerating(() => parseNameAddress(value));
    }
    const reason = reasonOf(message);
    if (reason) serialiseReason(reason);
    stable(message, serialiseSip, parseSip);
  }),
  fuzzer('sdp', (bytes) => stable(parseSdp(bytes), serialiseSdp, parseSdp)),
  fuzzer('msrp', (bytes) => {
    const frame = parseMsrp(bytes);
    if (frame.kind === 'request') tolerating(() => msrpReassembly().accept(frame));
    stable(frame, serialiseMsrp, parseMsrp);
  }),
  {
    name: 'protocol msrp-message',
    run(seed, index) {
      const by = draws(seed, 'msrp-message', index);
      const reassembly = msrpReassembly(10_000);
      tolerating(() => {
        for (let times = 2 + by.below(6); times > 0; times--) reassembly.accept(oddChunk(by.below));
      });
    },
  },
  fuzzer('cpim', (bytes) => stable(parseCpim(bytes), serialiseCpim, parseCpim)),
  fuzzer('imdn', (bytes) => stable(parseImdn(bytes), serialiseImdn, parseImdn)),
  fuzzer('mls-control', (bytes) => stable(parseMlsControl(bytes), serialiseMlsControl, parseMlsControl)),
  fuzzer('server-bundle', (bytes) => stable(parseServerBundle(bytes), serialiseServerBundle, parseServerBundle)),
  fuzzer('epoch-identifier', (bytes) =>
    stable(parseEpochIdentifier(bytes), serialiseEpochIdentifier, parseEpochIdentifier),
  ),
  fuzzer('resource-lists', (bytes) => stable(parseResourceLists(bytes), serialiseResourceLists, parseResourceLists)),
  fuzzer('group-data', (bytes) => stable(parseGroupData(bytes), serialiseGroupData, parseGroupData)),
  fuzzer('group-request', (bytes) => stable(parseGroupRequest(bytes), serialiseGroupRequest, parseGroupRequest)),
  fuzzer('feature-tags', (bytes) => {
    parseParameters(text(bytes));
    stable(
      parseFeatureTags(text(bytes)),
      (tags) => Buffer.from(`<sip:a@b>${serialiseFeatureTags(tags)}`),
      (written) => parseFeatureTags(text(written)),
    );
  }),
  fuzzer('digest', (bytes) => {
    tolerating(() => parseDigestChallenge(text(bytes)));
    stable(
      parseDigestCredentials(text(bytes)),
      (credentials) => Buffer.from(serialiseDigestCredentials(credentials)),
      (written) => parseDigestCredentials(text(written)),
    );
  }),
  fuzzer('provisioning-document', (bytes) =>
    stable(parseProvisioningDocument(bytes), serialiseProvisioningDocument, parseProvisioningDocument),
  ),
  fuzzer('provisioning-request', (bytes) => void parseProvisioningRequest(text(bytes))),
];

function oddChunk(below: (limit: number) => number): MsrpRequest {
  const star = (value: number): number | '*' => (below(4) === 0 ? '*' : value);
  return {
    kind: 'request',
    transactionId: 'tran',
    method: 'SEND',
    toPath: 'a',
    fromPath: 'b',
    messageId: 'm',
    ...(below(8) === 0
      ? {}
      : { byteRange: { start: 1 + below(12_000), end: star(below(12_000)), total: star(below(12_000)) } }),
    headers: [],
    ...(below(8) === 0 ? {} : { content: { type: 'message/cpim', body: new Uint8Array(below(6000)) } }),
    continuation: below(10) === 0 ? '#' : below(3) === 0 ? '$' : '+',
  };
}
