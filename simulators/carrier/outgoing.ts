import { deviceHeader, focusHeader, groupHeader } from '../protocol/assumptions.ts';
import type { Header } from '../protocol/headers.ts';
import { newToken } from '../protocol/message-id.ts';
import type { SipRequest } from '../protocol/sip.ts';
import { partyUri } from '../protocol/uri.ts';
import type { CarriedMessage } from './carried-message.ts';
import type { CarrierContext } from './context.ts';
import { uriOf } from './rcs-group.ts';

const none = new Uint8Array(0);

/** The SIP requests by which a carrier hands a message on, to a phone or to another carrier. */
export interface OutgoingRequests {
  /** `attempt` becomes the CSeq: a phone knows a repeated MESSAGE by its Call-ID. */
  message(message: CarriedMessage, attempt: number): SipRequest;
  /** The same to another carrier, which is told who put a commit in order, and which group it is of. */
  relayed(message: CarriedMessage, attempt: number): SipRequest;
  invite(message: CarriedMessage, sdp: Uint8Array): SipRequest;
  /** Ends the session that `invite` began. */
  bye(invite: SipRequest, to: string): SipRequest;
}

export function outgoingRequests(context: CarrierContext): OutgoingRequests {
  const { name, domain } = context;
  const random = context.random.split('outgoing');
  const tag = newToken(random);

  function common(message: CarriedMessage, method: string, callId: string, cseq: number): Header[] {
    return [
      { name: 'Max-Forwards', value: '69' },
      { name: 'From', value: `<${partyUri(message.from)}>;tag=${tag}` },
      { name: 'To', value: `<${partyUri(message.to)}>` },
      { name: 'Call-ID', value: callId },
      { name: 'CSeq', value: `${cseq} ${method}` },
      { name: 'P-Asserted-Identity', value: `<${partyUri(message.from)}>` },
      { name: 'Conversation-ID', value: message.conversationId },
      { name: 'Contribution-ID', value: message.contributionId },
    ];
  }

  function pager(message: CarriedMessage, attempt: number, more: readonly Header[]): SipRequest {
    const headers = common(
      message,
      'MESSAGE',
      `${message.id}.${message.from.replace(/^sip:|@.*$/g, '')}@${domain}`,
      attempt,
    );
    headers.push(...more, { name: 'Content-Type', value: 'message/cpim' });
    return { kind: 'request', method: 'MESSAGE', uri: partyUri(message.to), headers, body: message.cpim };
  }

  return {
    message: (message, attempt) => pager(message, attempt, []),
    relayed(message, attempt) {
      const { orderedBy, group, recipientDevice } = message;
      const more: Header[] = [];
      if (orderedBy !== undefined) more.push({ name: focusHeader, value: orderedBy });
      if (group) more.push({ name: groupHeader, value: `<${uriOf(group)}>` });
      if (recipientDevice !== undefined) more.push({ name: deviceHeader, value: recipientDevice });
      return pager(message, attempt, more);
    },
    invite(message, sdp) {
      const headers = common(message, 'INVITE', newToken(random), 1);
      headers.push({ name: 'Contact', value: `<sip:${name}>` }, { name: 'Content-Type', value: 'application/sdp' });
      return { kind: 'request', method: 'INVITE', uri: partyUri(message.to), headers, body: sdp };
    },
    bye(invite, to) {
      const kept = invite.headers.filter(({ name: header }) => /^(max-forwards|from|call-id)$/i.test(header));
      const headers = [...kept, { name: 'To', value: to }, { name: 'CSeq', value: '2 BYE' }];
      return { kind: 'request', method: 'BYE', uri: invite.uri, headers, body: none };
    },
  };
}
