import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import xpath from 'xpath';

/** The tree of a screen as the driver gives it, asked by XPath: one call, one moment, however much is read from it. */
export interface Page {
  /** Elements in the order of the page. */
  all(expression: string, from?: Element): readonly Element[];
  first(expression: string, from?: Element): Element | undefined;
}

/** @throws Error when the source is not XML */
export function page(source: string): Page {
  const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(source, 'text/xml');
  const all = (expression: string, from?: Element): readonly Element[] =>
    // xpath knows the DOM of browsers only; xmldom's nodes have what it uses.
    xpath.select(expression, (from ?? document) as unknown as Node) as unknown as readonly Element[];
  return { all, first: (expression, from) => all(expression, from)[0] };
}

/** An attribute's text, empty where there is none. */
export const attribute = (element: Element | undefined, name: string): string => element?.getAttribute(name) ?? '';
