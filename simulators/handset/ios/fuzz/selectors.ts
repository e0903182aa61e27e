import type { Random } from '../../../kernel/random.ts';
import { fixturePhone } from '../fixture-phone.ts';
import { findElements } from '../locators/find.ts';
import { type Element, elementTree } from '../wda/element.ts';
import { WdaError } from '../wda/error.ts';
import { type Fuzzer, fuzzer, mutatedText, pick, refusing } from './mutate.ts';

const phone = fixturePhone('fuzzed');
phone.launch('com.apple.MobileSMS');
const root: Element = elementTree(phone.tree(), 50, ({ key }) => key);

const attributes: readonly [string, ...string[]] = [
  'label',
  'name',
  'value',
  'type',
  'visible',
  'rect.x',
  'index',
  'wdName',
  'nope',
];
const operands: readonly [string, ...string[]] = [
  '"hello"',
  "'x'",
  '1',
  '-2.5',
  'YES',
  'nil',
  '{1, 2}',
  '{"a", "b"}',
  '"*e?l*"',
  '"(a+)+$"',
];
const operators: readonly [string, ...string[]] = [
  '==',
  '!=',
  '<',
  '>=',
  'CONTAINS[c]',
  'BEGINSWITH',
  'ENDSWITH[cd]',
  'LIKE',
  'MATCHES[c]',
  'IN',
  'BETWEEN',
];
const fragments: readonly [string, ...string[]] = [
  ...attributes,
  ...operands,
  ...operators,
  ' AND ',
  ' OR ',
  'NOT ',
  '(',
  ')',
  '{',
  '"',
  '[c]',
  '.',
  '\\',
  '#',
  '$',
  '`',
  '@',
];

function predicate(random: Random, depth = 0): string {
  const term = (): string => predicate(random, depth + 1);
  switch (random.below(depth > 3 ? 1 : 4)) {
    case 1:
      return `${term()} ${pick(random, ['AND', 'OR', '&&', '||'])} ${term()}`;
    case 2:
      return `NOT ${term()}`;
    case 3:
      return `(${term()})`;
    default:
      return `${pick(random, attributes)} ${pick(random, operators)} ${pick(random, operands)}`;
  }
}

const types: readonly [string, ...string[]] = [
  '*',
  'XCUIElementTypeCell',
  'XCUIElementTypeAny',
  'XCUIElementTypeWindow',
  'Nope',
];

function chain(random: Random): string {
  const link = (): string => {
    const filter = pick(random, ['', `[\`${predicate(random)}\`]`, `[$${predicate(random)}$]`, '[1]', '[-1]', '[99]']);
    return `${pick(random, ['', '**/'])}${pick(random, types)}${filter}`;
  };
  return Array.from({ length: 1 + random.below(4) }, link).join('/');
}

const paths: readonly [string, ...string[]] = [
  '//XCUIElementTypeCell[contains(@label,"hello")]',
  '//*[@visible="true" and position() < 3]/..',
  '(//XCUIElementTypeCell)[last()]/XCUIElementTypeStaticText',
  'count(//*) > 3',
  '//*[matches(@label, "h.l+o", "i")]',
  '//XCUIElementTypeStaticText[ends-with(lower-case(@label), "older 3")]',
];
const pathFragments: readonly [string, ...string[]] = [
  '//',
  '*',
  '[',
  ']',
  '@label',
  '"',
  '(',
  ')',
  '..',
  '=',
  ' and ',
  '::',
  '|',
  'last()',
  'not(',
];

export const selectorFuzzers: readonly Fuzzer[] = [
  fuzzer('predicate', (random) => {
    const text = random.chance(0.4) ? predicate(random) : mutatedText(random, predicate(random), fragments);
    refusing(() => void findElements(root, 'predicate string', text), WdaError);
  }),
  fuzzer('class chain', (random) => {
    const text = random.chance(0.4) ? chain(random) : mutatedText(random, chain(random), [...fragments, '/', '**/']);
    refusing(() => void findElements(root, 'class chain', text), WdaError);
  }),
  fuzzer('xpath', (random) => {
    const text = mutatedText(random, pick(random, paths), pathFragments);
    refusing(() => void findElements(root, 'xpath', text), WdaError);
  }),
];
