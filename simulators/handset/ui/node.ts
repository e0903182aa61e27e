import type { GroupIcon } from '../model.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a node is to a person, on either system: page-independent handles for the headless user, and what rendering draws. */
export type Part =
  | 'conversation-list'
  | 'conversation-row'
  | 'conversation-name'
  | 'conversation-snippet'
  | 'unread-badge'
  | 'new-conversation'
  | 'recipient-field'
  | 'recipient-confirm'
  | 'conversation-title'
  | 'encrypted-indicator'
  | 'transport-header'
  | 'bubble-list'
  | 'bubble'
  | 'bubble-text'
  | 'bubble-status'
  | 'bubble-time'
  | 'delete-message'
  | 'compose-field'
  | 'send-button'
  | 'open-menu'
  | 'menu-item'
  | 'open-details'
  | 'details-number'
  | 'details-encryption'
  | 'verification-code'
  | 'details-row'
  | 'setting-row'
  | 'airplane-switch'
  | 'rcs-switch'
  | 'e2ee-switch'
  | 'rcs-state'
  | 'notice'
  | 'bubble-sender'
  | 'not-encrypted-indicator'
  | 'composer-closed'
  | 'start-group'
  | 'pick-recipient'
  | 'picked-recipient'
  | 'recipients-next'
  | 'group-name-field'
  | 'group-done'
  | 'details-list'
  | 'details-health'
  | 'details-members'
  | 'member-row'
  | 'member-name'
  | 'member-number'
  | 'member-devices'
  | 'remove-member'
  | 'add-people'
  | 'rename-group'
  | 'change-icon'
  | 'icon-choice'
  | 'end-encryption'
  | 'leave-group'
  | 'dialog-text'
  | 'dialog-confirm'
  | 'dialog-cancel'
  | 'back'
  | 'app-icon'
  | 'decoration';

/** How a node is painted. Absent fields are not painted. Colours are CSS hex, lengths in the units of the rectangles. */
export interface Paint {
  readonly fill?: string;
  /** Top and bottom colour, in place of `fill`. */
  readonly gradient?: readonly [string, string];
  readonly radius?: number;
  /** iOS bubbles end in a tail at one of their lower corners. */
  readonly tail?: 'left' | 'right';
  readonly stroke?: string;
  readonly text?: string;
  readonly textColor?: string;
  readonly fontSize?: number;
  readonly fontWeight?: 400 | 500 | 600 | 700;
  readonly align?: 'left' | 'center' | 'right';
  /** Lines (`\n`, broken by the layout to fit) start at the top of the rectangle; otherwise one line stands in its middle. */
  readonly wrap?: boolean;
  readonly lineHeight?: number;
  /** How far text and icon keep from the edges, sideways and up and down. */
  readonly inset?: readonly [number, number];
  readonly icon?:
    | 'lock'
    | 'send'
    | 'back'
    | 'compose'
    | 'more'
    | 'person'
    | 'people'
    | 'remove'
    | 'pencil'
    | 'picture'
    | 'leave'
    | 'airplane'
    | 'check'
    | 'double-check'
    | 'plus'
    | 'mic'
    | 'camera'
    | 'search'
    | 'chevron'
    | 'chevron-left'
    | 'close'
    | 'info'
    | 'wifi'
    | 'cellular'
    | 'bell'
    | 'face'
    | 'sun'
    | 'arrow-up'
    | 'settings'
    | 'messages'
    | 'clock'
    | 'warning';
  /** A group's picture, cut to the rounded rectangle. */
  readonly picture?: GroupIcon;
  readonly iconColor?: string;
  /** Side of the square that the icon stands in; the smaller side of the rectangle when absent. */
  readonly iconSize?: number;
  /** Where the icon stands when there is text too; in the middle when absent. */
  readonly iconAlign?: 'left' | 'center' | 'right';
  readonly switch?: boolean;
  /** Where the whole element lies, when the node's rectangle is only the part of it that is scrolled into view. */
  readonly box?: Rect;
  /** A screen painted beneath this one that the accessibility tree does not hold: what a menu in its own window covers. */
  readonly behind?: UiNode;
}

/** What a tap does to a group, with what was picked and typed on the way. */
export type GroupAction =
  | { readonly do: 'create-group' }
  | { readonly do: 'add-members'; readonly id: string }
  | { readonly do: 'remove-member'; readonly id: string; readonly msisdn: string }
  | { readonly do: 'rename-group'; readonly id: string }
  | { readonly do: 'set-group-icon'; readonly id: string; readonly icon: GroupIcon }
  | { readonly do: 'leave-group'; readonly id: string }
  | { readonly do: 'end-encryption'; readonly id: string };

/** What a tap does. Data, so that a tree is a value: only the phone acts. */
export type UiAction =
  | { readonly do: 'open-app'; readonly app: string }
  | { readonly do: 'navigate'; readonly screen: string; readonly argument?: string }
  | { readonly do: 'open-conversation'; readonly id: string }
  | { readonly do: 'confirm-recipient' }
  /** Puts the number that was typed among those picked, or takes one from among them. */
  | { readonly do: 'pick-recipient' }
  | { readonly do: 'unpick-recipient'; readonly msisdn: string }
  | GroupAction
  | { readonly do: 'delete-message'; readonly id: string; readonly message: string }
  | { readonly do: 'focus' }
  | { readonly do: 'send' }
  | { readonly do: 'toggle'; readonly setting: 'airplane' | 'rcs' | 'e2ee' }
  | { readonly do: 'back' };

/** One element of a screen: what Android and iOS accessibility trees both are made of, with each system's own names. */
export interface UiNode {
  /** Stable while the screen shows the same thing; what element references are kept by. */
  readonly key: string;
  readonly part?: Part;
  /** `android.widget.TextView`, `XCUIElementTypeStaticText`. */
  readonly type: string;
  /** Android `resource-id` in full (`com.google..:id/x`, or a Compose tag); iOS accessibility identifier. */
  readonly identifier?: string;
  /** Android `content-desc`; iOS accessibility label. */
  readonly label?: string;
  /** Android `text`; iOS `value`. For fields: what was typed, without the placeholder. */
  readonly text?: string;
  readonly placeholder?: string;
  readonly rect: Rect;
  readonly enabled: boolean;
  /** False for what is scrolled out of sight; then `rect` may lie outside the screen. */
  readonly visible: boolean;
  readonly focused: boolean;
  readonly selected: boolean;
  /** Switches only. */
  readonly checked?: boolean;
  readonly editable: boolean;
  readonly scrollable: boolean;
  readonly action?: UiAction;
  /** What a finger does that stays down; without one it does what a tap does. */
  readonly longAction?: UiAction;
  readonly paint?: Paint;
  readonly children: readonly UiNode[];
}

/** The node and everything below it, parents before children. */
export function* walk(node: UiNode): Generator<UiNode> {
  yield node;
  for (const child of node.children) yield* walk(child);
}
