/**
 * Rows of Android's Telephony provider as an archiver on a managed phone reads them. What is known of the rows that Google
 * Messages writes for RCS was observed once (Android 15, Google Messages of April 2026): facts of that build, not promises.
 */

/** `Telephony.BaseMmsColumns.CONTENT_CLASS` of a row that stands for an RCS message. Observed. */
export const rcsContentClass = 135;

/** Roles in an `addr` row: the PDU headers From, To and Cc (OMA-TS-MMS_ENC section 7.3). */
export const addressType = { from: 137, to: 151, cc: 130 } as const;

/** In the place of the own number in the From of what goes out. */
export const ownAddressToken = 'insert-address-token';

/** A thread of a group resolves to one token in place of its members. Observed. */
export const groupTokenDomain = '@rcs.google.com';

export interface AddressRow {
  readonly address: string;
  readonly type: (typeof addressType)[keyof typeof addressType];
}

export interface PartRow {
  /** Media type. */
  readonly ct: string;
  readonly text: string;
}

/** `content://mms/<_id>` with its `part` and `addr` rows. Dates are whole **seconds**. */
export interface MmsRow {
  readonly kind: 'mms';
  readonly _id: number;
  readonly thread_id: number;
  readonly date: number;
  readonly date_sent: number;
  /** 1 inbox, 2 sent. */
  readonly msg_box: 1 | 2;
  readonly read: 0 | 1;
  readonly ct_cls: number | null;
  /** An RCS row carries no id of its message. Observed. */
  readonly m_id: null;
  /** Observed: 0, whatever the message is. */
  readonly m_size: 0;
  readonly parts: readonly PartRow[];
  readonly addr: readonly AddressRow[];
}

/** `content://sms/<_id>`. Dates are **milliseconds**. */
export interface SmsRow {
  readonly kind: 'sms';
  readonly _id: number;
  readonly thread_id: number;
  readonly date: number;
  readonly date_sent: number;
  /** 1 inbox, 2 sent. */
  readonly type: 1 | 2;
  readonly read: 0 | 1;
  readonly address: string;
  readonly body: string;
}

export type TelephonyRow = MmsRow | SmsRow;

/** `mms:23`, `sms:7`: the two tables count apart. */
export const providerId = ({ kind, _id }: Pick<TelephonyRow, 'kind' | '_id'>): string => `${kind}:${_id}`;
export const rowUri = ({ kind, _id }: Pick<TelephonyRow, 'kind' | '_id'>): string => `content://${kind}/${_id}`;

/** The provider id that a row's URI names; undefined for anything else. */
export function providerIdOf(uri: string): string | undefined {
  const [, kind, id] = /^content:\/\/(mms|sms)\/(\d+)$/.exec(uri) ?? [];
  return kind === undefined ? undefined : `${kind}:${id}`;
}
