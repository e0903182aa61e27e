import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysOf, screenOf, uiNode } from '../fixture-screen.ts';
import { findElements } from './find.ts';

const root = screenOf(
  uiNode(
    'Application',
    'app',
    { label: 'Messages' },
    uiNode(
      'Window',
      'window',
      { rect: { x: 0, y: 0, width: 390, height: 844 } },
      uiNode('Button', 'compose', { identifier: 'composeButton', label: 'Compose' }),
      uiNode(
        'Table',
        'table',
        {},
        uiNode('Cell', 'cell-1', { label: 'Zoë, hello' }, uiNode('StaticText', 'text-1', { label: 'hello' })),
        uiNode(
          'Cell',
          'cell-2',
          { label: 'Łukasz, Bye', visible: false },
          uiNode('StaticText', 'text-2', { text: 'Bye' }),
        ),
        uiNode(
          'Cell',
          'cell-3',
          { selected: true },
          uiNode('Switch', 'switch', {
            label: 'Airplane',
            checked: true,
            rect: { x: 300, y: 10, width: 50, height: 30 },
          }),
        ),
      ),
      uiNode('TextField', 'field', { label: 'To:', placeholder: 'Number', editable: true }),
      uiNode('Spaceship', 'odd', { label: '100% "quoted" \\ back' }),
    ),
  ),
);

const found = (using: string, value: string): string[] => keysOf(findElements(root, using, value));
const byPredicate = (value: string): string[] => found('predicate string', value);

for (const [predicate, keys] of Object.entries({
  'label == "Compose"': ['compose'],
  "name == 'composeButton'": ['compose'],
  'label CONTAINS[c] "HELLO"': ['cell-1', 'text-1'],
  'label CONTAINS "HELLO"': [],
  'label BEGINSWITH[cd] "zoe"': ['cell-1'],
  'label ENDSWITH "Bye" AND type == "XCUIElementTypeCell"': ['cell-2'],
  'label LIKE "*, ?ello"': ['cell-1'],
  'label LIKE[c] "COMP*"': ['compose'],
  'label MATCHES "[A-Z]\\\\w+, hel+o"': [],
  'label MATCHES "\\\\p{Lu}.*, hel+o"': ['cell-1'],
  'label MATCHES[c] "compo"': [],
  'label MATCHES "(?i)COMPOSE"': ['compose'],
  'type == "XCUIElementTypeSwitch" AND value == "1"': ['switch'],
  'value == 1': [],
  'visible == false': ['cell-2'],
  'visible == NO OR selected == 1': ['cell-2', 'cell-3'],
  'NOT (visible == YES)': ['cell-2'],
  '!(type IN {"XCUIElementTypeCell", "XCUIElementTypeStaticText"}) && label != nil': [
    'app',
    'compose',
    'switch',
    'field',
    'odd',
  ],
  '"ell" IN label': ['cell-1', 'text-1'],
  'rect.x BETWEEN {200, 350}': ['switch'],
  'rect.x > 299.5 AND rect.width <= 50': ['switch'],
  'index >= 2 AND type = "XCUIElementTypeCell"': ['cell-3'],
  'label == nil AND type == "XCUIElementTypeCell"': ['cell-3'],
  'wdLabel == "To:"': ['field'],
  'value == "Number"': ['field'],
  'placeholderValue == "Number"': ['field'],
  'type == "XCUIElementTypeOther"': ['odd'],
  'label == "100% \\"quoted\\" \\\\ back"': ['odd'],
  'label == "\\u0048ello" || label ==[c] "\\u0048ello"': ['text-1'],
  'TRUEPREDICATE AND label < "Ca" AND label >= "B"': [],
  'label contains "o" and not label endswith "o" and type <> "XCUIElementTypeOther"': ['compose', 'field'],
  'label == "a" OR label == "Compose" AND visible == 0': [],
  '#label == "Compose"': ['compose'],
})) {
  test(`predicate ${predicate}`, () => assert.deepEqual(byPredicate(predicate), keys));
}

for (const [using, value, error, message] of [
  ['predicate string', 'label CONTAINS (', 'invalid selector', /parentheses around a value/],
  [
    'predicate string',
    'label CONTAINS',
    'unknown error',
    /^Unable to parse the format string "label CONTAINS": .*the end/,
  ],
  ['predicate string', 'label = "a" garbage', 'unknown error', /Unable to parse the format string/],
  ['predicate string', 'label = "a', 'unknown error', /has no end/],
  ['predicate string', '', 'unknown error', /Unable to parse/],
  [
    'predicate string',
    'colour == "red"',
    'unknown error',
    /^The attribute 'colour' is unknown\. Valid attribute names are/,
  ],
  ['predicate string', 'index + 1 == 2', 'invalid selector', /does not support arithmetic/],
  ['predicate string', 'ANY children.label == "a"', 'invalid selector', /does not support ANY/],
  ['predicate string', 'FUNCTION(label, "length") > 3', 'invalid selector', /does not support FUNCTION/],
  ['predicate string', '$x == 1', 'invalid selector', /variables/],
  ['predicate string', `${'('.repeat(100)}label == 1`, 'invalid selector', /more than 64 levels/],
  ['predicate string', 'index BEGINSWITH "1"', 'unknown error', /substring operation/],
  ['predicate string', 'index CONTAINS 1', 'unknown error', /not a collection/],
  ['predicate string', 'label MATCHES "("', 'unknown error', /regex matching/],
  ['class name', 'Button', 'invalid argument', /Did you mean XCUIElementTypeButton\?/],
  ['magic', 'x', 'invalid argument', /^Invalid locator requested: magic$/],
  ['xpath', '//*[', 'invalid selector', /^Cannot evaluate results for XPath expression "\/\/\*\["$/],
  ['xpath', '//*[nope()]', 'invalid selector', /Cannot evaluate/],
  ['xpath', '//*[matches(@label, "(")]', 'invalid selector', /Cannot evaluate.*regex/],
  ['xpath', '//XCUIElementTypeCell/@label', 'unknown error', /Cannot evaluate/],
] as const) {
  test(`${using} ${value.slice(0, 60)} is answered with ${error}`, () => {
    assert.throws(() => findElements(root, using, value), { name: 'WdaError', error, message });
  });
}

test('a regular expression that would never end is stopped', () => {
  const long = screenOf(uiNode('Application', 'app', { label: `${'a'.repeat(60)}!` }));
  const evil = { using: 'predicate string', value: 'label MATCHES "(a+)+b"' };
  assert.throws(() => findElements(long, evil.using, evil.value), {
    error: 'invalid selector',
    message: /takes longer/,
  });
});

test('other strategies', () => {
  assert.deepEqual(found('accessibility id', 'composeButton'), ['compose']);
  assert.deepEqual(found('id', 'Airplane'), ['switch']);
  assert.deepEqual(found('name', 'Messages'), ['app']);
  assert.deepEqual(found('class name', 'XCUIElementTypeCell'), ['cell-1', 'cell-2', 'cell-3']);
  assert.equal(found('class name', 'XCUIElementTypeAny').length, 12);
  assert.deepEqual(found('class name', 'XCUIElementTypeNewInIos99'), ['odd']);
  assert.deepEqual(found('link text', 'label=Compose'), ['compose']);
  assert.deepEqual(found('partial link text', 'pose'), ['compose']);
});

for (const [chain, keys] of Object.entries({
  'XCUIElementTypeWindow/XCUIElementTypeTable/*': ['cell-1', 'cell-2', 'cell-3'],
  '**/XCUIElementTypeCell': ['cell-1', 'cell-2', 'cell-3'],
  '**/XCUIElementTypeCell[2]': ['cell-2'],
  '**/XCUIElementTypeCell[-1]': ['cell-3'],
  '**/XCUIElementTypeCell[4]': [],
  '**/XCUIElementTypeCell[`label CONTAINS "hello"`]/XCUIElementTypeStaticText': ['text-1'],
  '**/XCUIElementTypeCell[$type == "XCUIElementTypeSwitch"$]': ['cell-3'],
  '**/XCUIElementTypeCell[$visible == 1$][`selected == 0`][-1]': ['cell-2'],
  '**/XCUIElementTypeCell/*[2]': ['text-2'],
  '*[1]/*[1]': ['compose'],
  '**/*[`label == "a``b"`]': [],
  XCUIElementTypeCell: [],
  '**/XCUIElementTypeApplication': [],
  '**/XCUIElementTypeTable/**/XCUIElementTypeStaticText': ['text-1', 'text-2'],
})) {
  test(`class chain ${chain}`, () => assert.deepEqual(found('class chain', chain), keys));
}

for (const [chain, reason] of Object.entries({
  '/XCUIElementTypeCell': 'Unexpected character detected at position 1:\n/ <----',
  '**/': "Descendants lookup modifier '**/' should be followed with the actual element type",
  '**/Cell': "'Cell' class name is unknown to WDA",
  '*[0]': "Position value '0' is expected to be a valid integer number not equal to zero.",
  '*[1][2]': "Position value '2' is expected to be set only once.",
  '*[1][`label == 1`]': "Predicate value 'label == 1' must be set before position value.",
  '*[`label == 1': "Cannot find the end of 'label == 1' predicate value.",
  '*[x]': 'Unexpected character detected at position 3:\n*[x <----',
  XCUIElementTypeCell2: 'Unexpected character detected at position 20:\nXCUIElementTypeCell2 <----',
})) {
  test(`class chain ${chain} is an invalid selector`, () => {
    const message = `Cannot parse class chain query '${chain}'. ${reason}`;
    assert.throws(() => findElements(root, 'class chain', chain), { error: 'invalid selector', message });
  });
}

for (const [path, keys] of Object.entries({
  '//XCUIElementTypeCell[contains(@label,"hello")]': ['cell-1'],
  '//XCUIElementTypeCell[2]/..': ['table'],
  '(//XCUIElementTypeStaticText)[last()]': ['text-2'],
  '//*[@visible="false"]': ['cell-2'],
  '//XCUIElementTypeSwitch[@value="1" and @x > 200]': ['switch'],
  '//*[matches(@label, "^comp", "i")]': ['compose'],
  '//*[ends-with(lower-case(@label), "bye")]': ['cell-2'],
  '//XCUIElementTypeAny[@name="composeButton"]': ['compose'],
  '/XCUIElementTypeApplication/XCUIElementTypeWindow': ['window'],
  '//XCUIElementTypeStaticText | //XCUIElementTypeButton': ['compose', 'text-1', 'text-2'],
  'count(//*)': [],
  '//Nope': [],
})) {
  test(`xpath ${path}`, () => assert.deepEqual(found('xpath', path), keys));
}

test('a search below an element starts there', () => {
  const [cell] = findElements(root, 'class chain', '**/XCUIElementTypeCell[1]');
  assert.ok(cell);
  assert.deepEqual(keysOf(findElements(cell, 'xpath', '//XCUIElementTypeStaticText')), ['text-1']);
  assert.deepEqual(keysOf(findElements(cell, 'predicate string', 'label CONTAINS "hello"')), ['cell-1', 'text-1']);
  assert.deepEqual(keysOf(findElements(cell, 'class chain', '*')), ['text-1']);
});
