import { textBlock } from '../../rendering/lines.ts';
import type { Paint, Part, UiAction, UiNode } from '../node.ts';
import { identifiers } from './locators.ts';
import { colours, face, screenSize } from './theme.ts';
import { label, widget } from './widgets.ts';

/** One row of a settings screen. */
export interface Preference {
  readonly name: string;
  readonly title: string;
  readonly summary?: string;
  readonly summaryPart?: Part;
  readonly icon?: NonNullable<Paint['icon']>;
  /** A switch at the right end; tapping the row flips it too. */
  readonly toggle?: { readonly part: Part; readonly on: boolean; readonly setting: 'airplane' | 'rcs' | 'e2ee' };
  readonly action?: UiAction;
}

const rowHeight = 72;

/** The rows of a settings screen from `top` dp downwards. */
export function preferences(screen: string, top: number, rows: readonly Preference[]): UiNode {
  const rect = { x: 0, y: top, width: screenSize.width, height: rows.length * rowHeight };
  return widget(`${screen}/list`, 'androidx.recyclerview.widget.RecyclerView', rect, {
    children: rows.map((row, i) => preference(screen, row, top + i * rowHeight)),
  });
}

function preference(screen: string, row: Preference, y: number): UiNode {
  const key = `${screen}/${row.name}`;
  const x = row.icon === undefined ? 24 : 72;
  const width = screenSize.width - x - (row.toggle === undefined ? 24 : 100);
  const alone = row.summary === undefined;
  const action = row.toggle === undefined ? row.action : { do: 'toggle' as const, setting: row.toggle.setting };
  return widget(
    key,
    'android.widget.LinearLayout',
    { x: 0, y, width: screenSize.width, height: rowHeight },
    {
      part: 'setting-row',
      ...(action === undefined ? {} : { action }),
      children: [
        ...(row.icon === undefined ? [] : [symbol(key, row.icon, y)]),
        label(
          `${key}/title`,
          { x, y: y + (alone ? 23 : 13), width, height: 26 },
          row.title,
          { size: 17 },
          {
            identifier: identifiers.title,
          },
        ),
        ...(row.summary === undefined
          ? []
          : [
              label(
                `${key}/summary`,
                { x, y: y + 39, width, height: 20 },
                row.summary,
                { size: 14, colour: colours.quiet },
                {
                  identifier: identifiers.summary,
                  ...(row.summaryPart === undefined ? {} : { part: row.summaryPart }),
                },
              ),
            ]),
        ...(row.toggle === undefined ? [] : [toggle(key, row.toggle, y)]),
      ],
    },
  );
}

function symbol(key: string, icon: NonNullable<Paint['icon']>, y: number): UiNode {
  return widget(
    `${key}/icon`,
    'android.widget.ImageView',
    { x: 24, y: y + 24, width: 24, height: 24 },
    {
      part: 'decoration',
      paint: { icon, iconColor: colours.quiet },
    },
  );
}

function toggle(key: string, { part, on, setting }: NonNullable<Preference['toggle']>, y: number): UiNode {
  return widget(
    `${key}/switch`,
    'android.widget.Switch',
    { x: screenSize.width - 80, y: y + 12, width: 56, height: 48 },
    {
      part,
      identifier: identifiers.switchWidget,
      checked: on,
      action: { do: 'toggle', setting },
      paint: { switch: true },
    },
  );
}

/** Small print below a list. */
export function footnote(key: string, top: number, text: string): UiNode {
  const width = screenSize.width - 48;
  const block = textBlock(text, face(), 14, width);
  const rect = { x: 24, y: top, width, height: block.lines.length * 20 };
  return widget(key, 'android.widget.TextView', rect, {
    text,
    paint: { text: block.text, wrap: true, fontSize: 14, lineHeight: 20, textColor: colours.quiet },
  });
}
