/**
 * The invariants that whatever is sent exercises, one way or the other: a scenario in which somebody writes names these,
 * and what it is about besides.
 */
export const everyMessage: readonly string[] = [
  'archive-complete',
  'archive-faithful',
  'no-plaintext-in-transit',
  'message-accounted-for',
  'mls-agreement',
  'archive-exactly-once',
  'archive-retained',
  'export-complete',
  'archive-tamper-evident',
  'manifest-signed',
  'metadata-schema',
  'metadata-private',
  'metadata-ordered',
  'metadata-consistent',
  'webhook-authentic',
  'webhook-delivered',
  'receipt-truthful',
];
