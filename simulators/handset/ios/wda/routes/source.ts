import { attribute, type Element } from '../element.ts';
import { shortType } from '../element-type.ts';
import { WdaError } from '../error.ts';
import { type Call, get, type Route } from '../route.ts';
import { activeApplication } from '../screen.ts';
import { defaultSettings } from '../settings.ts';
import { jsonSource } from '../source-json.ts';
import { xmlSource } from '../source-xml.ts';

const formats = ['xml', 'json', 'description'];

function source({ device, session, query }: Call): unknown {
  const application = activeApplication(device, session);
  const settings = session?.settings ?? defaultSettings;
  const format = query.get('format') ?? 'xml';
  const excluded = query.get('excluded_attributes')?.split(',') ?? [];
  switch (format.toLowerCase()) {
    case 'xml':
      return xmlSource(application.root, query.get('scope') ?? '', application, {
        excluded,
        hittable: settings.includeHittableInPageSource,
        nativeFrame: settings.includeNativeFrameInPageSource,
      });
    case 'json':
      return jsonSource(application.root, new Set(excluded));
    case 'description':
      return description(application.root, '');
  }
  throw new WdaError(
    'invalid argument',
    `Unknown source format '${format}'. Only (${formats.join(', ')}) source formats are supported.`,
  );
}

function description(element: Element, indent: string): string {
  const { node } = element;
  const quoted = (name: string, value: string | undefined): string => (value ? `, ${name}: '${value}'` : '');
  const line = `${indent}${shortType(element.type)}, ${attribute(element, 'frame')}${quoted('identifier', node.identifier)}${quoted('label', node.label)}${quoted('value', node.text)}`;
  return [line, ...element.children.map((child) => description(child, `${indent}  `))].join('\n');
}

function accessible(element: Element): object | undefined {
  const own = attribute(element, 'accessible');
  const visible = own && attribute(element, 'visible');
  const children = own ? [] : element.children.flatMap((child) => accessible(child) ?? []);
  if (!visible && children.length === 0) return undefined;
  return {
    type: shortType(element.type),
    rawIdentifier: element.node.identifier ?? null,
    name: attribute(element, 'name'),
    ...(visible ? { value: attribute(element, 'value'), label: attribute(element, 'label') } : { children }),
  };
}

export const sourceRoutes: readonly Route[] = [
  get('/source', (call) => source(call) as string | object, 'either'),
  get(
    '/wda/accessibleSource',
    ({ device, session }) => accessible(activeApplication(device, session).root) ?? {},
    'either',
  ),
];
