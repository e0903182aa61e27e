import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversationFixture, handsetFixture } from './handset-fixture.ts';
import { headlessUser } from './headless-user.ts';
import { walk } from './node.ts';
import { createPhone } from './phone.ts';
import type { Setting } from './routes.ts';

for (const os of ['android', 'ios'] as const) {
  test(`${os}: a user sends to somebody never written to, and sees the bubble`, () => {
    const handset = handsetFixture(os);
    const user = headlessUser(createPhone(handset));
    user.send('+447700900002', 'hello 👋 <b>');
    assert.deepEqual(handset.sent, [{ conversationId: 'c1', body: 'hello 👋 <b>' }]);
    assert.deepEqual(user.look('+447700900002'), {
      peer: '+447700900002',
      encrypted: true,
      notEncrypted: false,
      bubbles: [{ direction: 'out', body: 'hello 👋 <b>', status: 'sending' }],
      notices: [],
      closed: false,
    });
  });

  test(`${os}: two people of one name are two conversations`, () => {
    const names = { '+447700900002': 'Alice', '+447700900003': 'Alice' };
    const handset = handsetFixture(os, { names });
    const user = headlessUser(createPhone(handset));
    user.send('+447700900002', 'one');
    user.send('+447700900003', 'two');
    user.send('+447700900003', 'three');
    user.send('+447700900002', 'four');
    assert.deepEqual(
      handset.conversation('c1')?.messages.map(({ body }) => body),
      ['one', 'four'],
    );
    assert.deepEqual(
      handset.conversation('c2')?.messages.map(({ body }) => body),
      ['two', 'three'],
    );
  });

  test(`${os}: a draft that was left behind is not sent with the next message`, () => {
    const handset = handsetFixture(os);
    const phone = createPhone(handset);
    phone.openUrl('sms:+447700900002?body=half%20a%20thou');
    headlessUser(phone).send('+447700900002', 'whole');
    assert.deepEqual(
      handset.sent.map(({ body }) => body),
      ['whole'],
    );
  });

  test(`${os}: an empty message cannot be sent, and the error says what is on the screen`, () => {
    const user = headlessUser(createPhone(handsetFixture(os)));
    assert.throws(() => user.send('+447700900002', '   '), /ana \((android|ios)\): no send-button .*compose-field/u);
  });

  test(`${os}: somebody who is not a number cannot be written to`, () => {
    const user = headlessUser(createPhone(handsetFixture(os)));
    assert.throws(() => user.openConversation('nobody'), /no conversation called nobody/u);
  });

  const settings: readonly Setting[] = ['airplane', 'rcs', 'e2ee'];
  test(`${os}: every switch is reached from every screen, and turned once`, () => {
    const starts: ((phone: ReturnType<typeof createPhone>) => void)[] = [
      () => {},
      (phone) => phone.launch(phone.apps()[1]?.id ?? ''),
      (phone) => phone.openUrl('sms:+447700900002'),
      (phone) => phone.launch(phone.apps()[2]?.id ?? ''),
    ];
    for (const start of starts) {
      for (const setting of settings) {
        const handset = handsetFixture(os);
        const phone = createPhone(handset);
        start(phone);
        const user = headlessUser(phone);
        const state = (): boolean =>
          ({ airplane: handset.airplaneMode, rcs: handset.rcs.enabled, e2ee: handset.e2ee })[setting];
        const to = !state();
        user.switch(setting, to);
        assert.equal(state(), to);
        user.switch(setting, to);
        assert.equal(state(), to);
        user.send('+447700900002', 'on with it');
        user.switch(setting, !to);
        assert.equal(state(), !to);
      }
    }
  });

  test(`${os}: what the list says of the conversations`, () => {
    const conversations = [
      conversationFixture({ id: 'a', unread: 2, messages: [{ body: 'old' }, { body: 'two\nlines' }] }),
      conversationFixture({
        id: 'b',
        peer: { msisdn: '+447700900003', name: '' },
        messages: [{ status: 'undecryptable', body: '' }],
      }),
    ];
    const user = headlessUser(createPhone(handsetFixture(os, { conversations })));
    const undecryptable =
      os === 'android' ? 'This message could not be decrypted' : 'This message could not be decrypted.';
    assert.deepEqual(user.lookAtList(), [
      { name: 'Alice', snippet: 'two lines', unread: true },
      { name: '+44 7700 900003', snippet: undecryptable, unread: false },
    ]);
  });

  test(`${os}: looking at a conversation reads it to its beginning and leaves it at its end`, () => {
    const messages = Array.from({ length: 60 }, (_, i) => ({ body: `number ${i}` }));
    const phone = createPhone(handsetFixture(os, { conversations: [conversationFixture({ messages })] }));
    const user = headlessUser(phone);
    const { bubbles } = user.look('+447700900002');
    assert.deepEqual(
      bubbles.map(({ body }) => body),
      messages.map(({ body }) => body),
    );
    const last = [...walk(phone.tree())].find(({ text, label }) => text === 'number 59' || label === 'number 59');
    assert.equal(last?.visible, true);
  });
}

for (const os of ['android', 'ios'] as const) {
  test(`${os}: a long press on a bubble offers to delete it; what is on its way or was never opened it does not`, () => {
    const messages = [
      { body: 'first', status: 'received', direction: 'in' },
      { body: 'second', status: 'delivered', direction: 'out' },
      { body: '', status: 'undecryptable', direction: 'in' },
      { body: 'leaving', status: 'sending', direction: 'out' },
    ] as const;
    const user = headlessUser(createPhone(handsetFixture(os, { conversations: [conversationFixture({ messages })] })));
    const peer = '+447700900002';
    assert.equal(user.deleteMessage(peer), undefined);
    assert.equal(user.deleteMessage(peer, 1), undefined);
    assert.equal(user.deleteMessage(peer, 9), undefined);
    assert.equal(user.deleteMessage(peer, 2)?.body, 'second');
    assert.deepEqual(
      user.look(peer).bubbles.map(({ body }) => body),
      ['first', '', 'leaving'],
    );
  });
}
