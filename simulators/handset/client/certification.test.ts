import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualClock } from '../../kernel/virtual-clock.ts';
import type { MlsClient } from '../../mls/client/client.ts';
import type { ProvisioningDocument } from '../../protocol/provisioning-document.ts';
import { certification } from './certification.ts';
import type { KeyDirectory } from './key-directory.ts';

const dayMs = 86_400_000;
const document = { identityProof: new Uint8Array(1), trustAnchors: [] } as unknown as ProvisioningDocument;

/** A phone whose directory answers with certificates of so many days, after what happens while it waits. */
function asking(answers: readonly { readonly days: number; readonly meanwhile?: () => void }[]) {
  const clock = virtualClock(0);
  let notAfterMs = 100 * dayMs;
  const waiting = [...answers];
  const mls = {
    identityKey: new Uint8Array(32),
    certificate: () => ({ notAfterMs }),
    prove: () => new Uint8Array(64),
    certify: ([leaf]: readonly Uint8Array[]) => {
      notAfterMs = clock.now() + (leaf?.[0] ?? 0) * dayMs;
    },
  } as unknown as MlsClient;
  const directory = {
    async certify() {
      const answer = waiting.shift();
      answer?.meanwhile?.();
      if (!answer || answer.days === 0) throw new Error('nobody answers');
      return [Uint8Array.of(answer.days)];
    },
  } as unknown as KeyDirectory;
  const certificates = certification({ clock, msisdn: '+447700900001', imei: '1', mls, onProblem: () => {} });
  return {
    certificates,
    renew: () => certificates.renew(document, directory),
    leftDays: () => Math.round((notAfterMs - clock.now()) / dayMs),
    unasked: () => waiting.length,
  };
}

test('who insists while a request is on its way gets what is issued after that', async () => {
  const phone = asking([{ days: 8, meanwhile: () => phone.certificates.insist() }, { days: 76 }]);
  phone.certificates.insist();
  assert.equal(await phone.renew(), true);
  assert.deepEqual([phone.leftDays(), phone.unasked()], [76, 0]);
  assert.equal(await phone.renew(), false, 'nobody insists any more');
});

test('an answer that never came is asked for again, and a certificate that still holds stays', async () => {
  const phone = asking([{ days: 0 }, { days: 76 }]);
  phone.certificates.insist();
  assert.equal(await phone.renew(), false);
  assert.equal(phone.leftDays(), 100);
  assert.equal(await phone.renew(), true);
  assert.equal(phone.leftDays(), 76);
});
