/** An MLS group's id as text: RCS uses the bytes of a UUID or of a group's URI; other bytes are shown as `hex:..`. */
export function groupIdText(groupId: Uint8Array): string {
  const bytes = Buffer.from(groupId.buffer, groupId.byteOffset, groupId.byteLength);
  const text = bytes.toString('latin1');
  return /^[\x21-\x7e]+$/.test(text) && !text.startsWith('hex:') ? text : `hex:${bytes.toString('hex')}`;
}

/** The bytes of a group id: the inverse of `groupIdText`. */
export function groupIdBytes(groupId: string): Uint8Array {
  const hex = /^hex:((?:[0-9a-f]{2})*)$/.exec(groupId)?.[1];
  return Uint8Array.from(hex === undefined ? Buffer.from(groupId, 'latin1') : Buffer.from(hex, 'hex'));
}
