import { textBlock } from '../../rendering/lines.ts';
import { element } from '../element.ts';
import type { Paint, Part, UiAction, UiNode } from '../node.ts';
import { hairline, staticText } from './controls.ts';
import { colours, face, screenSize } from './theme.ts';

/** One cell of a settings screen. */
export interface Setting {
  readonly name: string;
  readonly title: string;
  /** What stands at the right end, in grey. */
  readonly value?: string;
  readonly valuePart?: Part;
  readonly identifier?: string;
  readonly icon?: { readonly name: NonNullable<Paint['icon']>; readonly fill: string };
  readonly toggle?: { readonly part: Part; readonly on: boolean; readonly setting: 'airplane' | 'rcs' | 'e2ee' };
  readonly action?: UiAction;
}

export interface Group {
  readonly settings: readonly Setting[];
  readonly footer?: string;
}

const margin = 16;
const rowHeight = 46;
const groupGap = 30;
const width = screenSize.width - 2 * margin;

/** Groups of cells on rounded white cards, from `top` downwards. */
export function settingsTable(screen: string, top: number, groups: readonly Group[]): UiNode {
  const children: UiNode[] = [];
  let y = top;
  for (const [index, group] of groups.entries()) {
    const height = group.settings.length * rowHeight;
    const last = group.settings.length - 1;
    children.push(
      element(
        `${screen}/group/${index}`,
        'XCUIElementTypeOther',
        { x: margin, y, width, height },
        {
          paint: { fill: '#ffffff', radius: 10 },
          children: group.settings.map((setting, i) => cell(screen, setting, y + i * rowHeight, i === last)),
        },
      ),
    );
    y += height;
    if (group.footer !== undefined) {
      const footer = footnote(`${screen}/footer/${index}`, y + 7, group.footer);
      children.push(footer);
      y = footer.rect.y + footer.rect.height;
    }
    y += groupGap;
  }
  const rect = { x: 0, y: top, width: screenSize.width, height: y - groupGap - top };
  return element(`${screen}/table`, 'XCUIElementTypeCollectionView', rect, { children });
}

function footnote(key: string, y: number, text: string): UiNode {
  const room = width - 2 * margin;
  const block = textBlock(text, face(), 13, room);
  const rect = { x: 2 * margin, y, width: room, height: block.lines.length * 17 };
  return staticText(
    key,
    rect,
    text,
    { size: 13, colour: '#6d6d72' },
    { paint: { text: block.text, wrap: true, lineHeight: 17 } },
  );
}

function cell(screen: string, setting: Setting, y: number, last: boolean): UiNode {
  const key = `${screen}/${setting.name}`;
  const left = margin + (setting.icon === undefined ? 16 : 58);
  const right = margin + width;
  const end = setting.toggle !== undefined ? 76 : setting.action !== undefined ? 36 : 16;
  const valueWidth = setting.value === undefined ? 0 : 160;
  const action = setting.toggle === undefined ? setting.action : undefined;
  const value = { x: right - end - valueWidth, y: y + 8, width: valueWidth, height: 30 };
  const line = { x: left, y: y + rowHeight - 1, width: right - left, height: 0.5 };
  return element(
    key,
    'XCUIElementTypeCell',
    { x: margin, y, width, height: rowHeight },
    {
      part: 'setting-row',
      label: [setting.title, ...(setting.value === undefined ? [] : [setting.value])].join(', '),
      ...(action === undefined ? {} : { action }),
      children: [
        ...(setting.icon === undefined ? [] : [symbol(key, setting.icon, y)]),
        staticText(
          `${key}/title`,
          { x: left, y: y + 8, width: right - end - valueWidth - left - 4, height: 30 },
          setting.title,
          {},
        ),
        ...(setting.value === undefined
          ? []
          : [
              staticText(
                `${key}/value`,
                value,
                setting.value,
                { colour: colours.quiet, align: 'right' },
                {
                  ...(setting.valuePart === undefined ? {} : { part: setting.valuePart }),
                  ...(setting.identifier === undefined ? {} : { identifier: setting.identifier }),
                },
              ),
            ]),
        ...(setting.toggle === undefined ? [] : [toggle(key, setting, setting.toggle, right - 66, y)]),
        ...(action === undefined
          ? []
          : [
              element(
                `${key}/chevron`,
                'XCUIElementTypeImage',
                { x: right - 30, y: y + 15, width: 16, height: 16 },
                {
                  part: 'decoration',
                  paint: { icon: 'chevron', iconColor: '#c4c4c7' },
                },
              ),
            ]),
        ...(last ? [] : [hairline(`${key}/line`, line)]),
      ],
    },
  );
}

function symbol(key: string, icon: NonNullable<Setting['icon']>, y: number): UiNode {
  return element(
    `${key}/icon`,
    'XCUIElementTypeImage',
    { x: margin + 14, y: y + 8, width: 30, height: 30 },
    {
      part: 'decoration',
      paint: { fill: icon.fill, radius: 7, icon: icon.name, iconSize: 19, iconColor: '#ffffff' },
    },
  );
}

function toggle(
  key: string,
  setting: Setting,
  { part, on, setting: what }: NonNullable<Setting['toggle']>,
  x: number,
  y: number,
): UiNode {
  return element(
    `${key}/switch`,
    'XCUIElementTypeSwitch',
    { x, y: y + 6, width: 54, height: 34 },
    {
      part,
      label: setting.title,
      text: on ? '1' : '0',
      checked: on,
      ...(setting.identifier === undefined ? {} : { identifier: setting.identifier }),
      action: { do: 'toggle', setting: what },
      paint: { switch: true },
    },
  );
}
