import { element } from '../element.ts';
import type { Part, UiAction, UiNode } from '../node.ts';
import { staticText } from './controls.ts';
import { identifiers } from './locators.ts';
import { colours, screenSize } from './theme.ts';

/** Something of a details screen, which is a column that scrolls. Heights are points. */
export interface DetailsBlock {
  readonly height: number;
  build(top: number): readonly UiNode[];
}

/** The space between cards. */
export const gap: DetailsBlock = { height: 16, build: () => [] };

/** Where cards stand, sideways. */
export const card = { x: 16, width: screenSize.width - 32 } as const;

const identifierOf: Partial<Record<Part, string>> = {
  'rename-group': identifiers.changeNameAndPhoto,
  'add-people': identifiers.addContact,
  'leave-group': identifiers.leave,
  'end-encryption': identifiers.endEncryption,
};

/** A cell that leads somewhere, on a card of its own. What cannot be undone is red. */
export function optionBlock(key: string, part: Part, text: string, action: UiAction): DetailsBlock {
  const grave = part === 'leave-group' || part === 'end-encryption';
  const identifier = identifierOf[part];
  return {
    height: 50,
    build: (y) => [
      element(
        key,
        'XCUIElementTypeCell',
        { ...card, y, height: 48 },
        {
          part,
          label: text,
          ...(identifier === undefined ? {} : { identifier }),
          action,
          paint: { fill: '#ffffff', radius: 10 },
          children: [
            staticText(`${key}/title`, { x: 32, y: y + 9, width: screenSize.width - 64, height: 30 }, text, {
              colour: grave ? colours.failed : colours.tint,
            }),
          ],
        },
      ),
    ],
  };
}
