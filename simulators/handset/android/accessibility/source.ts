import type { Phone } from '../../phone.ts';
import { screenPixels } from '../device/properties.ts';
import { attributes } from './attributes.ts';
import { type AxNode, visibleChildren } from './node.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** What XML 1.0 cannot hold, lone surrogates included; the server writes `?` in its place. */
const notXml = /\p{Cs}|[\ufffe\uffff]|(?![\t\n\r\u007f-\u009f])\p{Cc}/gu;

/** A value without what XML cannot hold. */
export const xmlSafe = (value: string): string => value.replace(notXml, '?');

const escaped = (value: string): string => xmlSafe(value).replace(/[&<>"\n\r\t]/g, (char) => escapes[char] ?? char);

/** A class as an element name: `a.B$C` is no XML name, `a.B.C` is. */
export function tagOf(className: string): string {
  const name = className
    .replace(/[$@#&]/g, '.')
    .replace(/\.+/g, '.')
    .replace(/^\.|\.$/g, '')
    .replace(/[^\p{L}\p{N}._-]/gu, '_');
  return /^[\p{L}_]/u.test(name) ? name : 'android.view.View';
}

function element(node: AxNode, indent: string, allowInvisible: boolean): string {
  const tag = tagOf(node.ui.type);
  const written = attributes.flatMap(({ names, inSource, value }) => {
    const held = inSource ? value(node) : null;
    return held === null ? [] : [` ${names[0]}="${escaped(held)}"`];
  });
  const children = allowInvisible ? node.children : visibleChildren(node);
  const open = `${indent}<${tag}${written.join('')}`;
  if (children.length === 0) return `${open} />`;
  const inside = children.map((child) => element(child, `${indent}  `, allowInvisible));
  return [`${open}>`, ...inside, `${indent}</${tag}>`].join('\n');
}

/** The page source of the UiAutomator2 server: a `hierarchy` of one element a node, named by its class. */
export function pageSource(root: AxNode, phone: Phone, allowInvisible = false): string {
  const { width, height } = screenPixels(phone);
  return [
    "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>",
    `<hierarchy index="0" class="hierarchy" rotation="0" width="${width}" height="${height}">`,
    element(root, '  ', allowInvisible),
    '</hierarchy>',
  ].join('\n');
}
