import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSeed } from '../../kernel/test-seed.ts';
import { textWidth } from '../rendering/text.ts';
import { typeface } from '../rendering/typeface.ts';
import { android } from './android/system.ts';
import { anyText, anyTransport, conversationsOf, groupOf } from './arbitraries-fixture.ts';
import { crawl } from './crawl-fixture.ts';
import { groupFixture, type HandsetFixture, handsetFixture } from './handset-fixture.ts';
import { ios } from './ios/system.ts';
import { type Rect, type UiNode, walk } from './node.ts';
import { createPhone } from './phone.ts';
import type { System } from './screen.ts';

const seed = testSeed();

for (const system of [android, ios]) {
  const { os } = system;
  const whole = {
    x: 0,
    y: 0,
    width: Math.round(system.screen.width * system.unit),
    height: Math.round(system.screen.height * system.unit),
  };

  test(`${os}: on every screen, elements lie inside their parents, beside their siblings, and hold their text`, () => {
    const models = fc.record({
      conversations: conversationsOf(anyText, 11, 3),
      airplaneMode: fc.boolean(),
      rcs: fc.record({
        enabled: fc.boolean(),
        state: fc.constantFrom('connected' as const, 'setting-up' as const, 'disconnected' as const),
      }),
      e2ee: fc.boolean(),
    });
    fc.assert(
      fc.property(models, (state) => {
        const screens = crawl(() => handsetFixture(os, state));
        for (const { root } of screens) assertSound(root, whole, system);
      }),
      { seed, numRuns: 12 },
    );
  });

  test(`${os}: details are sound wherever they are scrolled to, however many people there are`, () => {
    const plan = fc.record({
      group: groupOf(anyText, 40),
      health: fc.constantFrom('Healthy', 'SelfHealFailed', 'CannotHealDuringEndMls', 'NeverHeardOf'),
      transport: anyTransport,
      scrolls: fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 1, maxLength: 5, size: 'max' }),
    });
    fc.assert(
      fc.property(plan, ({ group, health, transport, scrolls }) => {
        const devices = group.members.map(({ msisdn }, i) => ({ msisdn, count: 1 + (i % 3) }));
        const encryption = { era: 1, epoch: '7', epochAuthenticator: 'A'.repeat(43), health, devices };
        const conversation = groupFixture({ facts: group, encryption, transport });
        const phone = createPhone(handsetFixture(os, { conversations: [conversation] }));
        phone.launch(system.messages);
        for (const part of ['conversation-row', 'open-details'] as const) {
          const node = [...walk(phone.tree())].find((each) => each.part === part);
          assert.ok(node !== undefined && phone.tap(node.key), part);
        }
        for (const dy of scrolls) {
          phone.scroll(dy);
          assertSound(phone.tree(), whole, system);
        }
      }),
      { seed, numRuns: 25 },
    );
  });

  test(`${os}: a transcript is sound wherever it is scrolled to and whatever is typed`, () => {
    const plan = fc.record({
      conversations: conversationsOf(anyText, 1, 40),
      draft: anyText,
      scrolls: fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 1, maxLength: 5, size: 'max' }),
    });
    fc.assert(
      fc.property(plan, ({ conversations, draft, scrolls }) => {
        const phone = createPhone(handsetFixture(os, { conversations }));
        phone.openUrl('sms:+447700900000');
        const field = [...walk(phone.tree())].find(({ part }) => part === 'compose-field');
        if (conversations[0]?.group?.left === true) assert.equal(field, undefined);
        else assert.ok(field !== undefined && phone.type(field.key, draft));
        for (const dy of scrolls) {
          phone.scroll(dy);
          assertSound(phone.tree(), whole, system);
        }
      }),
      { seed, numRuns: 40 },
    );
  });

  test(`${os}: a crawl comes by every screen that there is`, () => {
    const handset = (): HandsetFixture => {
      const encryption = { era: 1, epoch: '7', epochAuthenticator: 'A'.repeat(43) };
      const fixture = handsetFixture(os, {
        conversations: [groupFixture({ encryption, messages: [{ body: 'Aye', status: 'received' }] })],
      });
      fixture.open('+447700900002');
      return fixture;
    };
    const names = crawl(handset).map(({ root }) => root.key.split('/')[0]);
    assert.deepEqual([...new Set(names)].toSorted(), Object.keys(system.screens).toSorted());
  });
}

function assertSound(root: UiNode, whole: Rect, system: System): void {
  assert.deepEqual(root.rect, whole);
  const keys = [...walk(root)].map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length, 'keys are unique');
  for (const node of walk(root)) {
    if (!node.visible) {
      assert.ok(system.os === 'ios', `${node.key} is not in sight, so it is not in Android's tree`);
      continue;
    }
    assert.ok(node.rect.width > 0 && node.rect.height > 0, `${node.key} has an area`);
    const children = node.children.filter(({ visible }) => visible);
    for (const [i, child] of children.entries()) {
      assert.ok(contains(node.rect, child.rect), `${child.key} lies inside ${node.key}`);
      for (const other of children.slice(i + 1)) {
        assert.ok(!overlap(child.rect, other.rect), `${child.key} does not overlap ${other.key}`);
      }
    }
    assertTextFits(node, system);
  }
}

function assertTextFits(node: UiNode, { os, unit }: System): void {
  const paint = node.paint;
  if (paint?.wrap !== true || paint.text === undefined) return;
  const box = paint.box ?? node.rect;
  const [sideways, upright] = paint.inset ?? [0, 0];
  const face = typeface(os === 'android' ? 'roboto' : 'inter', paint.fontWeight ?? 400);
  const lines = paint.text.split('\n');
  const slack = 1.5 * unit; // rounding to whole pixels, and to the width of the widest line
  for (const line of lines) {
    const width = textWidth(line, face, paint.fontSize ?? 0);
    assert.ok(width <= box.width - 2 * sideways + slack, `${node.key}: "${line}" is ${width} wide`);
  }
  assert.ok(lines.length * (paint.lineHeight ?? 0) <= box.height - 2 * upright + slack, `${node.key} is high enough`);
}

function contains(outer: Rect, inner: Rect): boolean {
  const within = (a: number, b: number): boolean => a <= b + 1e-6;
  return (
    within(outer.x, inner.x) &&
    within(outer.y, inner.y) &&
    within(inner.x + inner.width, outer.x + outer.width) &&
    within(inner.y + inner.height, outer.y + outer.height)
  );
}

function overlap(a: Rect, b: Rect): boolean {
  const apart = 1e-6;
  return (
    a.x + apart < b.x + b.width &&
    b.x + apart < a.x + a.width &&
    a.y + apart < b.y + b.height &&
    b.y + apart < a.y + a.height
  );
}
