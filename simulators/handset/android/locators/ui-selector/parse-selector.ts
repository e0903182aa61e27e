import { booleanArgument, intArgument, noSuchMethod, parseExpression, stringArgument } from './expression.ts';
import { emptySelector, selectorMethods, type UiSelector } from './selector.ts';

/** Makes a selector of `new UiSelector().className("..").instance(1)`. Throws `invalid selector` with the reason. */
export function parseSelector(expression: string): UiSelector {
  const { constructorArgs, methods } = parseExpression(expression, 'UiSelector');
  if (constructorArgs.length > 0)
    throw noSuchMethod(expression, 'UiSelector', { name: 'UiSelector', args: constructorArgs });
  let selector = emptySelector;
  for (const call of methods) {
    const method = Object.hasOwn(selectorMethods, call.name) ? selectorMethods[call.name] : undefined;
    const [argument] = call.args;
    if (!method || argument === undefined || call.args.length !== 1) throw noSuchMethod(expression, 'UiSelector', call);
    if (method.takes === 'string') selector = method.apply(selector, stringArgument(expression, argument));
    else if (method.takes === 'boolean') selector = method.apply(selector, booleanArgument(expression, argument));
    else if (method.takes === 'int') selector = method.apply(selector, intArgument(expression, argument));
    else selector = method.apply(selector, parseSelector(argument));
  }
  return selector;
}
