import { xmlText } from '../xml-text.ts';
import { attribute, type Element, rectOf } from './element.ts';
import { supportsInnerText } from './element-type.ts';

export interface XmlOptions {
  /** Adds `hittable`. */
  readonly hittable?: boolean;
  /** Adds `nativeFrame`. */
  readonly nativeFrame?: boolean;
  /** Attributes to leave out. */
  readonly excluded?: readonly string[];
}

/** What the page source says of an element, in its order. An attribute without a value is left out. */
export function xmlAttributes(element: Element, options: XmlOptions): [string, string][] {
  const rect = rectOf(element);
  const named = (name: string): [string, unknown] => [name, attribute(element, name)];
  const all: [string, unknown][] = [
    ...['type', 'value', 'name', 'label', 'enabled', 'visible', 'accessible'].map(named),
    ['x', rect.x],
    ['y', rect.y],
    ['width', rect.width],
    ['height', rect.height],
    named('index'),
    ...(options.hittable ? [named('hittable')] : []),
    ...(supportsInnerText(element.type) ? [named('placeholderValue')] : []),
    named('traits'),
    ...(options.nativeFrame ? [named('nativeFrame')] : []),
  ];
  const excluded = new Set(options.excluded?.map((name) => name.trim().toLowerCase()));
  return all.flatMap(([name, value]): [string, string][] =>
    value === null || excluded.has(name.toLowerCase()) ? [] : [[name, xmlText(String(value))]],
  );
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};
const escaped = (text: string): string => text.replace(/[&<>"\n\r\t]/g, (character) => entities[character] ?? '');

/** The process behind the application element. */
export interface SourceApplication {
  readonly pid: number;
  readonly bundleId: string;
}

/** The page source, indented, in an element named `scope` when there is one. */
export function xmlSource(root: Element, scope: string, application: SourceApplication, options: XmlOptions): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  const write = (element: Element, indent: string): void => {
    const attributes = xmlAttributes(element, options);
    if (element.type === 'XCUIElementTypeApplication') {
      attributes.push(['processId', String(application.pid)], ['bundleId', application.bundleId]);
    }
    const open = `${indent}<${element.type}${attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')}`;
    if (element.children.length === 0) {
      lines.push(`${open}/>`);
      return;
    }
    lines.push(`${open}>`);
    for (const child of element.children) write(child, `${indent}  `);
    lines.push(`${indent}</${element.type}>`);
  };
  const tag = /^[A-Za-z_][\w.-]*$/.test(scope) ? scope : undefined;
  if (tag !== undefined) lines.push(`<${tag}>`);
  write(root, tag === undefined ? '' : '  ');
  if (tag !== undefined) lines.push(`</${tag}>`);
  return `${lines.join('\n')}\n`;
}
