import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { screenReader } from '../accessibility/reader.ts';
import { fixturePhone, messagesId } from '../fixture-phone.ts';
import { AutomationError } from './error.ts';
import { session } from './session.ts';

function running() {
  const phone = fixturePhone();
  phone.launch(messagesId);
  const device = { phone, screen: screenReader(phone) };
  return { phone, made: session('s', { appPackage: messagesId }, device) };
}

const fails = (code: string, pattern: RegExp) => (error: unknown) =>
  error instanceof AutomationError && error.code === code && pattern.test(error.message);

describe('elements of a session', () => {
  it('stay the same while their view does, wherever it moves', () => {
    const { phone, made } = running();
    const id = made.findOne('xpath', '//*[@text="Contact 2"]', '');
    phone.receive('Newcomer');
    assert.equal(made.elements.get(id).node.ui.text, 'Contact 2');
    assert.equal(made.elements.get(id).node.bounds.top, 263 + 2 * 200 + 20);
  });

  it('are stale when their locator finds another view', () => {
    const { phone, made } = running();
    const id = made.findOne('id', 'start_chat_fab', undefined);
    phone.openUrl('sms:1');
    assert.throws(() => made.elements.get(id), fails('stale element reference', /does not exist in DOM anymore/));
    phone.back();
    assert.throws(() => made.elements.get(id), fails('stale element reference', /not linked to the same object/));
    assert.notEqual(made.findOne('id', 'start_chat_fab', undefined), id);
  });

  it('found as many are not found again', () => {
    const { phone, made } = running();
    const [first = ''] = made.findMany('id', 'conversation_name', undefined);
    phone.openUrl('sms:1');
    assert.throws(() => made.elements.get(first), fails('stale element reference', /Cached elements .* do not exist/));
  });

  it('found by UiSelector are searched for at each use, and may become another view', () => {
    const { phone, made } = running();
    const id = made.findOne('-android uiautomator', 'new UiSelector().textStartsWith("Contact")', undefined);
    phone.receive('Contact 0');
    assert.equal(made.elements.get(id).node.ui.text, 'Contact 0');
    phone.openUrl('sms:1');
    assert.throws(() => made.elements.get(id), fails('stale element reference', /does not exist/));
  });

  it('below another one are stale with it', () => {
    const { phone, made } = running();
    const list = made.findOne('id', 'android:id/list', undefined);
    const name = made.findOne('-android uiautomator', 'new UiSelector().text("Contact 1")', list);
    assert.equal(made.elements.get(name).node.ui.key, 'name:Contact 1');
    phone.openUrl('sms:1');
    assert.throws(() => made.elements.get(name), fails('stale element reference', /./));
  });

  it('are unknown when they never were, or 500 others came after', () => {
    const { made, phone } = running();
    assert.throws(() => made.elements.get('nobody'), fails('no such element', /not present in the cache/));
    const first = made.findOne('id', 'start_chat_fab', undefined);
    for (let turn = 0; turn < 60; turn++) {
      phone.openUrl('sms:1');
      made.findMany('class name', 'android.widget.TextView', undefined);
      phone.back();
      made.findMany('id', 'conversation_name', undefined);
    }
    assert.throws(() => made.elements.get(first), fails('no such element', /expired/));
  });

  it('take their settings from the capabilities', () => {
    const phone = fixturePhone();
    const device = { phone, screen: screenReader(phone) };
    assert.equal(session('s', { enforcexpath1: true }, device).settings.enforceXPath1, true);
    assert.throws(() => session('s', { enforceXPath1: 'yes' }, device), fails('invalid argument', /boolean/));
  });
});
