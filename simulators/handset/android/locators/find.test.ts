import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { screenReader } from '../accessibility/reader.ts';
import { fixturePhone, messagesId } from '../fixture-phone.ts';
import { AutomationError } from '../uiautomator2/error.ts';
import { findElements, locatorOf } from './find.ts';
import type { LocatorSettings } from './locator.ts';

const defaults: LocatorSettings = {
  appPackage: messagesId,
  allowInvisibleElements: false,
  disableIdLocatorAutocompletion: false,
  mapTestTagToResourceId: false,
  enforceXPath1: false,
  limitXPathContextScope: true,
};

interface Finder {
  readonly phone: ReturnType<typeof fixturePhone>;
  /** Keys of what is found, many or one, below the node of key `below`. */
  all(strategy: string, selector: string, settings?: Partial<LocatorSettings>, below?: string): string[];
  one(strategy: string, selector: string, settings?: Partial<LocatorSettings>, below?: string): string | undefined;
}

function finder(conversations = 30): Finder {
  const phone = fixturePhone(conversations);
  phone.launch(messagesId);
  const screen = screenReader(phone);
  const find = (
    strategy: string,
    selector: string,
    settings: Partial<LocatorSettings>,
    below: string | undefined,
    many: boolean,
  ) => {
    const context = below === undefined ? undefined : screen.read().byKey.get(below);
    return findElements(
      locatorOf(strategy, selector),
      { phone, screen },
      { ...defaults, ...settings },
      context,
      many,
    ).map(({ node }) => node.ui.key);
  };
  return {
    phone,
    all: (strategy, selector, settings = {}, below) => find(strategy, selector, settings, below, true),
    one: (strategy, selector, settings = {}, below) => find(strategy, selector, settings, below, false)[0],
  };
}

const uia = '-android uiautomator';
const invalid = (pattern: RegExp) => (error: unknown) =>
  error instanceof AutomationError && error.code === 'invalid selector' && pattern.test(error.message);

describe('locators', () => {
  it('by id complete a bare name with the package of the app under test', () => {
    const { all, phone } = finder();
    assert.deepEqual(all('id', 'start_chat_fab'), ['fab']);
    assert.deepEqual(all('id', 'android:id/list'), ['list']);
    assert.deepEqual(all('id', 'start_chat_fab', { appPackage: 'com.other' }), []);
    phone.openUrl('sms:1');
    const tag = 'Compose:Draft:Send';
    assert.deepEqual(all('id', tag), [], 'a test tag is no resource id');
    assert.deepEqual(all('id', tag, { disableIdLocatorAutocompletion: true }), ['send']);
    assert.deepEqual(all('id', tag, { mapTestTagToResourceId: true }), ['send']);
    assert.deepEqual(all('id', 'compose_message_text', { mapTestTagToResourceId: true }), ['compose']);
  });

  it('by class take a leading period for android.widget, and look at nothing out of sight', () => {
    const { all } = finder();
    assert.equal(all('class name', '.TextView').length, 21);
    assert.deepEqual(all('class name', '.TextView'), all('class name', 'android.widget.TextView'));
  });

  it('below an element find only what is in it', () => {
    const { all, one } = finder();
    assert.deepEqual(all('class name', '.TextView', {}, 'row:Contact 2'), ['name:Contact 2', 'snippet:Contact 2']);
    assert.deepEqual(all('xpath', '//android.widget.TextView', {}, 'row:Contact 2'), [
      'name:Contact 2',
      'snippet:Contact 2',
    ]);
    assert.equal(
      all('xpath', '//android.widget.TextView', { limitXPathContextScope: false }, 'row:Contact 2').length,
      21,
    );
    assert.equal(one(uia, 'new UiSelector().textContains("contact")', {}, 'row:Contact 2'), 'name:Contact 2');
  });

  it('by XPath use attributes, positions, axes and the functions of XPath 2', () => {
    const { all, one } = finder();
    assert.equal(one('xpath', '//*[@text="Contact 3"]/..'), 'row:Contact 3');
    assert.deepEqual(all('xpath', '/hierarchy/android.widget.FrameLayout'), ['root']);
    assert.equal(one('xpath', '(//android.widget.TextView)[last()]'), 'snippet:Contact 10');
    assert.deepEqual(all('xpath', '//*[matches(@text, "^Contact [12]$")]'), ['name:Contact 1', 'name:Contact 2']);
    assert.deepEqual(all('xpath', '//*[matches(@text, "t 1")]'), ['name:Contact 1', 'name:Contact 10']);
    assert.equal(
      one('xpath', '//*[ends-with(lower-case(@content-desc), "CHAT") or upper-case(@content-desc)="START CHAT"]'),
      'fab',
    );
    assert.deepEqual(all('xpath', 'count(//*)'), [], 'a number is no element');
    assert.deepEqual(all('xpath', '//*[@text="Contact 20"]'), []);
    assert.deepEqual(all('xpath', '//*[@text="Contact 20"]', { allowInvisibleElements: true }), ['name:Contact 20']);
  });

  it('refuse an XPath that cannot be read, and those of XPath 2 that are not known here', () => {
    const { all } = finder();
    for (const expression of [
      '//*[',
      '//*[@a=]',
      'for $x in //* return $x',
      '//*[tokenize(@text)]',
      '',
      '//*[matches(@text, "(")]',
    ]) {
      assert.throws(() => all('xpath', expression), invalid(/./), expression);
    }
    assert.throws(() => all('xpath', '//*[matches(@text, "a")]', { enforceXPath1: true }), invalid(/matches/));
  });

  it('give up on a search that would take for ever', () => {
    const { all, phone } = finder();
    assert.throws(() => all('xpath', '//*[//*[//*[//*[//*[@text = //*/@text]]]]]'), /given up after/);
    phone.receive('x'.repeat(60));
    assert.throws(() => all(uia, 'new UiSelector().textMatches("(([A-Za-z]+ ?)+)+!")'), /given up after/);
  });

  it('by UiSelector look at case only where UiAutomator does', () => {
    const { one } = finder();
    assert.equal(one(uia, 'new UiSelector().text("Contact 3")'), 'name:Contact 3');
    assert.equal(one(uia, 'new UiSelector().text("contact 3")'), undefined);
    assert.equal(one(uia, 'new UiSelector().textContains("CONTACT 3")'), 'name:Contact 3');
    assert.equal(one(uia, 'new UiSelector().descriptionStartsWith("start")'), 'fab');
    assert.equal(one(uia, 'new UiSelector().textMatches("(?i)contact \\d")'), 'name:Contact 1');
    assert.equal(one(uia, 'new UiSelector().textMatches("Contact")'), undefined, 'the whole text must match');
    assert.equal(one(uia, 'text("Contact 4")'), 'name:Contact 4');
    assert.equal(one(uia, '  UiSelector( ) . text( "Contact 4" ) ;'), 'name:Contact 4');
    assert.equal(
      one(uia, 'new UiSelector().resourceIdMatches(".*:id/(start|stop)_chat_fab").enabled(true).checkable(false)'),
      'fab',
    );
  });

  it('by UiSelector count instances, and go below and beside a match', () => {
    const { one, all } = finder();
    const row = 'new UiSelector().className("android.view.ViewGroup")';
    const name = `new UiSelector().resourceId("${messagesId}:id/conversation_name")`;
    assert.equal(one(uia, `${row}.instance(2)`), 'row:Contact 3');
    assert.equal(one(uia, `${row}.instance(99)`), undefined);
    assert.equal(one(uia, `${row}.instance(1).childSelector(new UiSelector().index(1))`), 'snippet:Contact 2');
    assert.equal(one(uia, `${row}.childSelector(${name}.text("Contact 5"))`), 'name:Contact 5');
    assert.equal(
      one(uia, 'new UiSelector().text("Contact 6").fromParent(new UiSelector().index(1))'),
      'snippet:Contact 6',
    );
    assert.equal(all(uia, name).length, 10);
    assert.equal(
      all(uia, `${row}.childSelector(new UiSelector().className("android.widget.TextView"))`).length,
      10,
      'one child a match',
    );
    assert.deepEqual(all(uia, `${name}.instance(3)`), ['name:Contact 4']);
    assert.deepEqual(
      all(uia, `${name}.text("Contact 1"); new UiSelector().description("Start chat"); text("Contact 1")`),
      ['name:Contact 1', 'fab'],
    );
  });

  it('by classNameMatches find one for each index, as the server counts them', () => {
    const { all } = finder();
    // the title has index 0, every name too; the first of index 1 is a snippet; index 2 is the button, no TextView
    assert.deepEqual(all(uia, 'new UiSelector().classNameMatches(".*TextView")'), ['title', 'snippet:Contact 1']);
  });

  it('by UiScrollable scroll on the way', () => {
    const { one, phone } = finder();
    const list = 'new UiScrollable(new UiSelector().scrollable(true))';
    assert.equal(one(uia, `${list}.scrollIntoView(new UiSelector().text("Contact 25"))`), 'name:Contact 25');
    assert.equal(one(uia, 'new UiSelector().text("Contact 1")'), undefined, 'it has scrolled');
    assert.equal(one(uia, `${list}.scrollTextIntoView("Contact 2")`), 'name:Contact 2');
    assert.equal(one(uia, `${list}.scrollIntoView(text("nobody"))`), undefined);
    assert.equal(one(uia, `${list}.scrollToEnd(20)`), 'list');
    assert.equal(one(uia, 'new UiSelector().text("Contact 30")'), 'name:Contact 30');
    const row = 'new UiSelector().className("android.view.ViewGroup")';
    assert.equal(one(uia, `${list}.getChildByText(${row}, "Contact 7")`), 'row:Contact 7');
    assert.equal(one(uia, `${list}.setAsVerticalList().flingToBeginning(9)`), 'list');
    assert.equal(one(uia, `${list}.getChildByInstance(${row}, 1)`), 'row:Contact 2');
    assert.equal(
      one(uia, `${list}.setMaxSearchSwipes(5).scrollIntoView(text("Contact 30"))`),
      'list',
      "the server's own quirk",
    );
    assert.throws(() => one(uia, 'new UiScrollable(text("none")).scrollForward()'), /no such element|UiSelector\[/);
    assert.throws(() => one(uia, `${list}.setAsHorizontalList()`), invalid(/horizontal/));
    phone.back();
  });

  it('refuse expressions that UiAutomator would not take, and say why', () => {
    const { all } = finder();
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['', /empty/],
      [';', /empty/],
      ['new UiSelector().colour("red")', /no `colour` method/],
      ['new UiSelector().text(red)', /not a string/],
      ['new UiSelector().text("a", "b")', /2 arguments/],
      ['new UiSelector().text()', /0 arguments/],
      ['new UiSelector().clickable("true")', /not a boolean/],
      ['new UiSelector().instance(1.5)', /not a integer/],
      ['new UiSelector().text("open)', /not closed/],
      ['new UiSelector().text("a"', /Unclosed/],
      ['new UiSelector())', /never opened/],
      ['new UiSelector().text("a") nonsense', /Expected "\."/],
      ['new UiSelector().textMatches("(")', /regular expression/],
      ['new UiSelector().textMatches("a++")', /regular expression/],
      ['new UiSelector().constructor("x")', /no `constructor`/],
      [`${'new UiSelector().childSelector('.repeat(40)}text("a")${')'.repeat(40)}`, /nested/],
    ];
    for (const [expression, reason] of wrong) assert.throws(() => all(uia, expression), invalid(reason), expression);
    assert.throws(() => locatorOf('css selector', 'a'), invalid(/Only the following selector strategies/));
  });
});
