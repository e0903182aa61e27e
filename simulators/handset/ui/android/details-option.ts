import type { Paint, Part, UiAction, UiNode } from '../node.ts';
import { identifiers } from './locators.ts';
import { colours, screenSize } from './theme.ts';
import { label, widget } from './widgets.ts';

/** Something of a details screen, which is a column that scrolls. Heights are dp. */
export interface DetailsBlock {
  readonly height: number;
  build(top: number): readonly UiNode[];
}

/** A row with an icon that leads somewhere. What cannot be undone is red. */
export function optionBlock(
  key: string,
  part: Part,
  icon: NonNullable<Paint['icon']>,
  text: string,
  action: UiAction,
): DetailsBlock {
  const grave = part === 'leave-group' || part === 'end-encryption';
  const colour = grave ? colours.failed : colours.text;
  return {
    height: 56,
    build: (y) => [
      widget(
        key,
        'android.widget.LinearLayout',
        { x: 0, y, width: screenSize.width, height: 56 },
        {
          part,
          action,
          children: [
            widget(
              `${key}/icon`,
              'android.widget.ImageView',
              { x: 24, y: y + 16, width: 24, height: 24 },
              {
                part: 'decoration',
                paint: { icon, iconColor: grave ? colours.failed : colours.quiet },
              },
            ),
            label(
              `${key}/title`,
              { x: 72, y: y + 15, width: screenSize.width - 96, height: 26 },
              text,
              {
                size: 17,
                colour,
              },
              { identifier: identifiers.title },
            ),
          ],
        },
      ),
    ],
  };
}
