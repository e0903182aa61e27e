import { findExtension } from '../wire/extension.ts';
import { parseMlsMessage } from '../wire/mls-message.ts';
import { extensionTypes } from '../wire/registry.ts';

/** What a control message or a server's bundle brings, told apart by what each MLSMessage is. */
export interface ControlParts {
  /** In the order in which they came. What cannot be read counts as one: whoever applies it says what is wrong with it. */
  readonly commits: readonly Uint8Array[];
  readonly proposals: readonly Uint8Array[];
  readonly welcome?: Uint8Array;
  readonly groupInfo?: Uint8Array;
}

type Kind = 'commit' | 'proposal' | 'welcome' | 'group-info';

function kindOf(bytes: Uint8Array): Kind {
  const message = parseMlsMessage(bytes);
  if (!message.ok) return 'commit';
  const { wireFormat } = message.value;
  if (wireFormat === 'welcome' || wireFormat === 'group-info') return wireFormat;
  return wireFormat === 'public-message' && message.value.content.type === 'proposal' ? 'proposal' : 'commit';
}

export function sortControl(messages: readonly Uint8Array[]): ControlParts {
  const kinds = messages.map(kindOf);
  const of = (kind: Kind): readonly Uint8Array[] => messages.filter((_, index) => kinds[index] === kind);
  const [welcome] = of('welcome');
  const [groupInfo] = of('group-info');
  return {
    commits: of('commit'),
    proposals: of('proposal'),
    ...(welcome && { welcome }),
    ...(groupInfo && { groupInfo }),
  };
}

/** Where a GroupInfo says that its group stands, and whether MLS was ended there (nobody has vouched for it yet). */
export interface Standing {
  readonly era: number;
  readonly epoch: bigint;
  readonly ended: boolean;
}

/** Nothing for a GroupInfo that cannot be read. */
export function standingOf(groupInfo: Uint8Array): Standing | undefined {
  const message = parseMlsMessage(groupInfo);
  if (!message.ok || message.value.wireFormat !== 'group-info') return undefined;
  const { era = 0, epoch, extensions } = message.value.groupContext;
  return { era, epoch, ended: findExtension(extensions, extensionTypes.endMls) !== undefined };
}
