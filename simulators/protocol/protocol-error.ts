/** The wire formats this room reads. */
export type ProtocolName =
  | 'sip'
  | 'sdp'
  | 'digest'
  | 'msrp'
  | 'cpim'
  | 'imdn'
  | 'feature-tags'
  | 'provisioning'
  | 'mls-control'
  | 'epoch-identifier'
  | 'resource-lists'
  | 'group-data'
  | 'file-info'
  | 'message-id'
  | 'uri'
  | 'xml';

/**
 * Bytes (or a value to be written) that break a protocol's rules: which protocol, and what is wrong. The only error
 * that the codecs of this room throw, whatever they are fed.
 */
export class ProtocolError extends Error {
  readonly protocol: ProtocolName;
  /** What is wrong, without the protocol's name in front. */
  readonly reason: string;
  constructor(protocol: ProtocolName, reason: string) {
    super(`${protocol}: ${reason}`);
    this.name = 'ProtocolError';
    this.protocol = protocol;
    this.reason = reason;
  }
}
