import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DOMParser } from '@xmldom/xmldom';
import { fixturePhone, messagesId } from '../fixture-phone.ts';
import { attributeNamed } from './attributes.ts';
import { intersect } from './bounds.ts';
import { elementId } from './node.ts';
import { screenReader } from './reader.ts';
import { pageSource, tagOf, xmlSafe } from './source.ts';

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

function messages() {
  const phone = fixturePhone();
  phone.launch(messagesId);
  const screen = screenReader(phone);
  const node = (key: string) => {
    const found = screen.read().byKey.get(key);
    assert.ok(found, `${key} is not on the screen`);
    return found;
  };
  const value = (key: string, name: string) => attributeNamed(name)?.value(node(key));
  return { phone, screen, node, value };
}

describe('rectangles', () => {
  it('are cut as android.graphics.Rect cuts: those that do not meet stay as they are', () => {
    assert.deepEqual(intersect(box(0, 0, 10, 10), box(5, 5, 20, 20)), box(5, 5, 10, 10));
    assert.deepEqual(intersect(box(0, 0, 10, 10), box(10, 0, 20, 20)), box(0, 0, 10, 10));
  });

  it('of nodes are cut by the list they scroll in', () => {
    const { phone, node } = messages();
    phone.scroll(150);
    assert.deepEqual(node('row:Contact 1').bounds, box(0, 263, 1080, 313));
  });
});

describe('attributes', () => {
  it('answer to all their names in any case', () => {
    const { value } = messages();
    for (const name of ['content-desc', 'contentDescription', 'CONTENTDESCRIPTION'])
      assert.equal(value('fab', name), 'Start chat');
    assert.equal(value('name:Contact 1', 'name'), 'Contact 1');
    assert.equal(value('name:Contact 1', 'className'), 'android.widget.TextView');
    assert.equal(value('name:Contact 1', 'package'), messagesId);
    assert.equal(value('fab', 'bounds'), '[800,2180][1040,2327]');
    assert.equal(attributeNamed('colour'), undefined);
  });

  it('show the hint of an empty field as its text', () => {
    const { phone, value } = messages();
    phone.openUrl('sms:1');
    assert.deepEqual([value('compose', 'text'), value('compose', 'showing-hint')], ['RCS message', 'true']);
    phone.type('compose', 'x');
    assert.deepEqual([value('compose', 'text'), value('compose', 'showing-hint')], ['x', 'false']);
  });
});

describe('element ids', () => {
  it('name the view: the same while it is there, another when it came back', () => {
    const { phone, node, screen } = messages();
    const before = elementId(node('fab'));
    phone.receive('Newcomer');
    assert.equal(elementId(node('fab')), before);
    phone.openUrl('sms:1');
    screen.read();
    phone.back();
    assert.notEqual(elementId(node('fab')), before);
    assert.match(before, /^00000000-0000-0014-ffff-ffff[0-9a-f]{8}$/);
  });

  it('are read anew only when the screen changed', () => {
    const { phone, screen } = messages();
    const before = screen.read();
    assert.equal(screen.read(), before);
    phone.receive('Newcomer');
    assert.notEqual(screen.read(), before);
  });
});

describe('the page source', () => {
  it('is well-formed XML of what can be seen, with the classes as tags', () => {
    const { phone, screen } = messages();
    phone.receive('<&">\n\u0000');
    const source = pageSource(screen.read().root, phone);
    const document = new DOMParser().parseFromString(source, 'text/xml');
    const root = document.documentElement;
    assert.deepEqual([root?.tagName, root?.getAttribute('width')], ['hierarchy', '1080']);
    const texts = Array.from(document.getElementsByTagName('android.widget.TextView'), (found) =>
      found.getAttribute('text'),
    );
    assert.ok(texts.includes('<&">\n?'));
    assert.ok(texts.includes('Contact 1') && !texts.includes('Contact 20'));
    assert.match(pageSource(screen.read().root, phone, true), /Contact 20/);
  });

  it('makes names and values that XML can hold', () => {
    assert.equal(tagOf('a.b.C$D'), 'a.b.C.D');
    assert.equal(tagOf('123'), 'android.view.View');
    assert.equal(tagOf(''), 'android.view.View');
    assert.equal(xmlSafe('a\u0001b\ud800c😀\n'), 'a?b?c😀\n');
  });
});
