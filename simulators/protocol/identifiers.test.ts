import assert from 'node:assert/strict';
import test from 'node:test';
import { checkMessageId, isMessageId, isUuid, newBranch, newMessageId, newToken, newUuid } from './message-id.ts';
import { ProtocolError } from './protocol-error.ts';
import { isMsisdn, msisdnOf, parseNameAddress, parseSipUri } from './uri.ts';

const source = (fill: number) => ({ bytes: (length: number) => new Uint8Array(length).fill(fill) });

test('drawn identifiers have the forms that the other side takes', () => {
  for (const fill of [0, 127, 255]) {
    assert.equal(isMessageId(newMessageId(source(fill))), true);
    assert.match(newMessageId(source(fill)), /^Mx[A-Za-z0-9_-]{22}$/);
    assert.equal(isUuid(newUuid(source(fill))), true);
    assert.match(newUuid(source(fill)), /^.{14}4.{4}[89ab]/);
    assert.match(newBranch(source(fill)), /^z9hG4bK[A-Za-z0-9_-]{12}$/);
    assert.match(newToken(source(fill)), /^[0-9a-f]{16}$/);
  }
});

test('a message id is Mx and 22 to 26 characters', () => {
  for (const length of [21, 27]) assert.throws(() => checkMessageId(`Mx${'a'.repeat(length)}`), ProtocolError);
  for (const length of [22, 26]) assert.equal(checkMessageId(`Mx${'a'.repeat(length)}`).length, length + 2);
  assert.throws(() => checkMessageId(`My${'a'.repeat(22)}`), ProtocolError);
});

test('a number is found in tel: and sip: URIs, and nowhere else', () => {
  assert.equal(msisdnOf('tel:+447700900001'), '+447700900001');
  assert.equal(msisdnOf('tel:+447700900001;phone-context=x'), '+447700900001');
  assert.equal(msisdnOf('sip:+447700900001@north.test;user=phone'), '+447700900001');
  assert.equal(msisdnOf('SIP:+447700900001@north.test'), '+447700900001');
  for (const other of ['tel:12345', 'sip:ana@north.test', 'mailto:+447700900001', 'tel:+04477009000', '']) {
    assert.equal(msisdnOf(other), undefined, other);
  }
  assert.equal(isMsisdn('+447700900001 '), false);
});

test('addresses are read with and without angle brackets', () => {
  assert.deepEqual(parseNameAddress('"A; <b>" <sip:a@b;x=y>;tag=1'), {
    uri: 'sip:a@b;x=y',
    parameters: [{ name: 'tag', value: '1' }],
  });
  assert.deepEqual(parseNameAddress('tel:+1;tag=2'), { uri: 'tel:+1', parameters: [{ name: 'tag', value: '2' }] });
  for (const bad of ['', 'ana', '<ana>', '<sip:a@b']) assert.throws(() => parseNameAddress(bad), ProtocolError);
});

test('the host of a SIP URI is found behind user, port and parameters', () => {
  assert.deepEqual(parseSipUri('sip:+1@Ana:5060;transport=tcp?x=y'), { user: '+1', host: 'ana' });
  assert.deepEqual(parseSipUri('sips:north'), { user: '', host: 'north' });
  for (const bad of ['tel:+1', 'sip:', 'sip:a b@c', 'sip:a@']) assert.throws(() => parseSipUri(bad), ProtocolError);
});
