import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import { groupIcons } from '../model.ts';
import { anyText } from '../ui/arbitraries-fixture.ts';
import { crawl } from '../ui/crawl-fixture.ts';
import { ben, conversationFixture, cy, groupFixture, handsetFixture } from '../ui/handset-fixture.ts';
import type { UiNode } from '../ui/node.ts';
import { createPhone } from '../ui/phone.ts';
import { nodeWith } from '../ui/reading.ts';
import { renderPng } from './png.ts';
import { colours, decodePng } from './png-fixture.ts';
import { renderSvg } from './svg.ts';

const seed = testSeed();

const sizes = { android: [540, 1200], ios: [585, 1266] } as const;

for (const os of ['android', 'ios'] as const) {
  const conversations = [
    conversationFixture({
      unread: 1,
      messages: [{ body: 'hello' }, { direction: 'out', body: 'hi', status: 'failed' }],
    }),
    groupFixture({ encryption: { era: 1, epoch: '7', epochAuthenticator: 'A'.repeat(43), health: 'Healthy' } }),
  ];

  test(`${os}: no screen is blank, and each has its size`, () => {
    for (const { phone, root } of crawl(() => handsetFixture(os, { conversations }))) {
      const pixels = decodePng(phone.screenshot());
      assert.deepEqual([pixels.width, pixels.height], sizes[os]);
      assert.ok(colours(pixels) > 40, `${root.key} has ${colours(pixels)} colours`);
      const clock = { x: 20, y: os === 'android' ? 4 : 20, width: 100, height: os === 'android' ? 24 : 36 };
      assert.ok(colours(pixels, clock) > 5, `${root.key} shows the time`);
    }
  });

  test(`${os}: the same tree gives the same bytes, and the phone keeps them until something changes`, () => {
    const handset = handsetFixture(os, { conversations });
    const phone = createPhone(handset);
    phone.openUrl('sms:+447700900002');
    const picture = phone.screenshot();
    assert.equal(phone.screenshot(), picture);
    const again = createPhone(handsetFixture(os, { conversations }));
    again.openUrl('sms:+447700900002');
    assert.deepEqual(again.screenshot(), picture);
    handset.advance(59_000);
    assert.equal(phone.screenshot(), picture, 'seconds are not shown');
    handset.advance(1000);
    assert.notDeepEqual(phone.screenshot(), picture);
  });

  test(`${os}: what a person must see changes the picture`, () => {
    const pictures = new Set<string>();
    const states = [
      {},
      { airplaneMode: true },
      { conversations: [conversationFixture({ transport: 'rcs', messages: [{ body: 'hello' }] })] },
      { conversations: [conversationFixture({ transport: 'sms', messages: [{ body: 'hello' }] })] },
      { conversations: [conversationFixture({ messages: [{ body: '', status: 'undecryptable' }] })] },
      { conversations: [conversationFixture({ messages: [{ body: '👋' }] })] },
      { conversations: [conversationFixture({ messages: [{ body: 'שלום' }] })] },
    ];
    for (const state of states) {
      const phone = createPhone(handsetFixture(os, { conversations, ...state }));
      phone.openUrl('sms:+447700900002');
      pictures.add(Buffer.from(phone.screenshot()).toString('base64'));
    }
    assert.equal(pictures.size, states.length);
  });

  test(`${os}: what a person must see of a group changes the picture, every icon by itself`, () => {
    const notice = { atMs: 0, by: ben, whom: [cy], afterMessages: 1 };
    const said = { body: 'hello', sender: ben };
    const groups = [
      { messages: [said] },
      { messages: [{ ...said, sender: cy }] },
      { messages: [said], transport: 'rcs' as const },
      { messages: [said], facts: { left: true } },
      { messages: [said], facts: { notices: [{ ...notice, what: 'added' as const }] } },
      { messages: [said], facts: { notices: [{ ...notice, what: 'removed' as const }] } },
      { messages: [{ direction: 'out' as const, body: 'hello', status: 'failed' as const }] },
      { messages: [{ direction: 'out' as const, body: 'hello', status: 'failed' as const, failedFor: [cy] }] },
      ...groupIcons.map((icon) => ({ messages: [said], facts: { icon } })),
    ];
    const pictures = groups.map((group) => {
      const phone = createPhone(handsetFixture(os, { conversations: [groupFixture(group)] }));
      phone.launch(phone.apps()[1]?.id ?? '');
      phone.tap(nodeWith(phone.tree(), 'conversation-row')?.key ?? '');
      assert.ok(nodeWith(phone.tree(), 'bubble-list'));
      return Buffer.from(phone.screenshot()).toString('base64');
    });
    assert.equal(new Set(pictures).size, groups.length);
  });

  test(`${os}: any text whatever can be drawn, and none of it gets into the markup`, () => {
    fc.assert(
      fc.property(anyText, anyText, (body, name) => {
        const peer = { msisdn: '+447700900002', name };
        const state = { conversations: [conversationFixture({ peer, messages: [{ body }] })] };
        const phone = createPhone(handsetFixture(os, state));
        phone.openUrl('sms:+447700900002');
        const { screen } = phone;
        const svg = renderSvg(phone.tree(), { os, screen });
        assert.match(svg, /^[\x20-\x7e]*$/u);
        assert.doesNotMatch(svg, /<text|NaN|undefined|Infinity/u);
        assert.ok(renderPng(phone.tree(), { os, screen }).length > 1000);
      }),
      { seed, numRuns: 20 },
    );
  });

  test(`${os}: emoji and scripts without a font are drawn as stand-ins, not left out`, () => {
    const blank = conversationFixture({ messages: [{ body: '   ' }] });
    for (const body of ['👩‍👩‍👧', '你好', 'مرحبا']) {
      const [with_, without] = [conversationFixture({ messages: [{ body }] }), blank].map((conversation) => {
        const phone = createPhone(handsetFixture(os, { conversations: [conversation] }));
        phone.openUrl('sms:+447700900002');
        const text = nodeWith(phone.tree(), 'bubble-text');
        assert.ok(text !== undefined);
        const shrink = os === 'android' ? 0.5 : 1.5;
        const part = {
          x: Math.round((text.rect.x + 20) * shrink),
          y: Math.round((text.rect.y + 8) * shrink),
          width: Math.round((text.rect.width - 40) * shrink) - 2,
          height: Math.round((text.rect.height - 16) * shrink),
        };
        return colours(decodePng(phone.screenshot()), { ...part, width: Math.max(4, part.width) });
      });
      assert.ok((with_ ?? 0) > (without ?? 0), `${body}: ${with_} colours, blank ${without}`);
    }
  });
}

test('ios: what is in the tree but out of sight is not painted', () => {
  const messages = Array.from({ length: 40 }, (_, i) => ({ body: `number ${i}` }));
  const phone = createPhone(handsetFixture('ios', { conversations: [conversationFixture({ messages })] }));
  phone.openUrl('sms:+447700900002');
  const seen = (node: UiNode): UiNode => ({
    ...node,
    children: node.children.filter(({ visible }) => visible).map(seen),
  });
  const tree = phone.tree();
  assert.notDeepEqual(seen(tree), tree);
  const picture = { os: 'ios', screen: phone.screen } as const;
  assert.equal(renderSvg(tree, picture), renderSvg(seen(tree), picture));
});
