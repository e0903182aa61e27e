import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Imdn, imdnLimitBytes, parseImdn, serialiseImdn } from './imdn.ts';
import { clientFailureCodes, serverFailureCodes } from './imdn-failure.ts';
import { plain, runs, seed, text } from './property.test-support.ts';
import { ProtocolError } from './protocol-error.ts';

const imdn = (inside: string, ns = 'urn:ietf:params:xml:ns:imdn'): Uint8Array =>
  Buffer.from(`<imdn xmlns="${ns}"><message-id>M</message-id><datetime>T</datetime>${inside}</imdn>`);
const delivery = (status: string): Uint8Array =>
  imdn(`<delivery-notification><status>${status}</status></delivery-notification>`);

test('a failure to decrypt names its reason, in the nesting that clients use', () => {
  const failed = '<failed><mls-client-failure-reason><failed-to-decrypt/></mls-client-failure-reason></failed>';
  assert.deepEqual(parseImdn(delivery(failed)), {
    messageId: 'M',
    dateTime: 'T',
    status: 'failed',
    failure: { side: 'client', reason: 'failed-to-decrypt' },
  });
});

test('a bare failure, an error and a refusal are failures without a reason', () => {
  for (const status of ['<failed/>', '<error/>', '<forbidden/>']) {
    assert.deepEqual(parseImdn(delivery(status)), { messageId: 'M', dateTime: 'T', status: 'failed' });
  }
});

test('prefixed elements mean the same', () => {
  const bytes = Buffer.from(
    '<i:imdn xmlns:i="urn:ietf:params:xml:ns:imdn"><i:message-id> M </i:message-id><i:display-notification><i:status><i:displayed/></i:status></i:display-notification></i:imdn>',
  );
  assert.deepEqual(parseImdn(bytes), { messageId: 'M', dateTime: '', status: 'displayed' });
});

test('the codes of RCC.16 are 1 to 13 for clients and 1 to 16 for servers', () => {
  assert.deepEqual(
    Object.values(clientFailureCodes),
    Array.from({ length: 13 }, (_, i) => i + 1),
  );
  assert.deepEqual(
    Object.values(serverFailureCodes),
    Array.from({ length: 16 }, (_, i) => i + 1),
  );
});

const laughs = `<!DOCTYPE lolz [<!ENTITY a "${'ha'.repeat(100)}">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'b'.repeat(i + 1)} "${`&${i === 0 ? 'a' : 'b'.repeat(i)};`.repeat(10)}">`).join('')}]>`;
const both =
  '<failed><mls-client-failure-reason><failed-to-decrypt/></mls-client-failure-reason><mls-server-failure-reason><incorrect-era/></mls-server-failure-reason></failed>';
for (const [name, bad] of [
  ['a document that is not XML', Buffer.from('delivered')],
  ['nothing', new Uint8Array(0)],
  ['another root', Buffer.from('<a xmlns="urn:ietf:params:xml:ns:imdn"/>')],
  [
    'another namespace',
    imdn('<delivery-notification><status><delivered/></status></delivery-notification>', 'urn:other'),
  ],
  ['no message id', Buffer.from('<imdn xmlns="urn:ietf:params:xml:ns:imdn"/>')],
  ['no notification', imdn('')],
  ['an unknown status', delivery('<teleported/>')],
  ['an unknown reason', delivery('<failed><mls-client-failure-reason><boredom/></mls-client-failure-reason></failed>')],
  ['reasons of both sides', delivery(both)],
  ['expanding entities', Buffer.concat([Buffer.from(laughs), delivery('<delivered/>')])],
  ['an entity that nobody declared', delivery('<delivered>&x;</delivered>')],
  ['a processing instruction', Buffer.concat([Buffer.from('<?run this?>'), delivery('<delivered/>')])],
  ['deep nesting', delivery('<a>'.repeat(500) + '</a>'.repeat(500))],
  ['a document over the limit', Buffer.alloc(imdnLimitBytes + 1, ' ')],
] as const) {
  test(`refused: ${name}`, () => assert.throws(() => parseImdn(bad), ProtocolError));
}

const reasonNames = <T extends string>(codes: Record<T, number>): fc.Arbitrary<T> =>
  fc.constantFrom(...(Object.keys(codes) as T[]));
const about = { messageId: text.filter((value) => value !== ''), dateTime: text };
const anyImdn: fc.Arbitrary<Imdn> = fc.oneof(
  fc.record({ ...about, status: fc.constantFrom('delivered' as const, 'displayed' as const) }),
  fc.record(
    {
      ...about,
      status: fc.constant('failed' as const),
      failure: fc.oneof(
        fc.record({ side: fc.constant('client' as const), reason: reasonNames(clientFailureCodes) }),
        fc.record({ side: fc.constant('server' as const), reason: reasonNames(serverFailureCodes) }),
      ),
    },
    { requiredKeys: ['messageId', 'dateTime', 'status'] },
  ),
);

test(`IMDN: parsing what was written gives what was written, markup in ids too (seed ${seed})`, () => {
  fc.assert(
    fc.property(anyImdn, (value) => {
      assert.deepEqual(plain(parseImdn(serialiseImdn(value))), plain(value));
    }),
    runs,
  );
});
