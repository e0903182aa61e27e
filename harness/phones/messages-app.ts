import { AssertionError } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupIcon } from '../../simulators/handset/model.ts';
import type { ShownBubble, ShownGroup } from '../../simulators/kernel/journal/kinds/ui.ts';
import type { JournalData } from '../../simulators/kernel/journal/kinds.ts';
import { ClassedError } from '../rehearsal/classify.ts';
import { NotHere } from '../rehearsal/not-here.ts';
import type { AppendEntry } from '../stage/api.ts';
import type { Details, EncryptionDetails, Member } from './details.ts';
import { type Discretion, ownBubbles, reachesBack } from './discretion.ts';
import { sameNumber } from './msisdn.ts';
import type { MessagesScreens } from './screens.ts';
import { type SmsWatch, smsWatch } from './sms-fallback.ts';
import { joinScreens, sorted, type Transcript } from './transcript.ts';

/** The body of a message and the token that it is recognised by wherever it turns up. */
export interface Written {
  readonly body: string;
  readonly canary: string;
}

export interface Awaited {
  readonly direction: 'out' | 'in';
  /** Any of these; any status at all when absent. */
  readonly status?: readonly NonNullable<ShownBubble['status']>[];
  /** In a group: whether the name above it is the right one. */
  readonly isSender?: (name: string) => boolean;
  /** Default 30,000. */
  readonly limitMs?: number;
}

/**
 * Messages on one phone as a person uses it. Whatever is typed and whatever is read goes into the journal. Every method
 * throws ClassedError (harness) when a screen is not found.
 */
export interface MessagesApp {
  readonly phone: string;
  /** Starts the app afresh. Blocks until its first screen is shown. */
  launch(): Promise<void>;
  /** Opens a conversation from the list; one that is not in sight there is opened by its number. */
  openConversation(msisdn: string): Promise<void>;
  /** Opens a conversation by typing its number as the recipient. */
  startConversation(msisdn: string): Promise<void>;
  /** Types into the open conversation and presses send. MUST be called once a message: it is never repeated. */
  send(message: Written): Promise<void>;
  /** Everything that the open conversation shows, oldest first. */
  bubbles(): Promise<readonly ShownBubble[]>;
  /** Whether the app calls the open conversation encrypted. */
  isEncrypted(): Promise<boolean>;
  /**
   * Blocks until the open conversation shows a bubble with the token, in one of the statuses. What it says otherwise is
   * for the oracle to judge. @throws AssertionError when it does not within the limit: the product's failure
   */
  waitForBubble(canary: string, wanted: Awaited): Promise<ShownBubble>;
  /** Blocks until the app calls the open conversation encrypted, or not. @throws AssertionError when it does not in time */
  waitForEncryption(encrypted: boolean, limitMs?: number): Promise<void>;
  /** Blocks until the open conversation shows a message that it could not decrypt. @throws AssertionError as above */
  waitForUndecryptable(limitMs?: number): Promise<void>;
  /** Creates a group and opens its conversation; it is then known by the title that it has, which is returned. */
  startGroup(msisdns: readonly string[], name?: string): Promise<string>;
  /** Opens a group from the list, once it is there. @throws AssertionError when it is not within the limit */
  openGroup(title: string, limitMs?: number): Promise<void>;
  /**
   * Looks once more at a conversation, from whatever is in front, and journals it also when it shows nothing new. A group
   * goes by the title that it has. @throws AssertionError for a group that is not listed
   */
  revisit(conversation: { readonly msisdn: string } | { readonly title: string }): Promise<void>;
  /** Each of these: in the group that is open, once. What comes of it is seen later. */
  addMember(msisdn: string): Promise<void>;
  removeMember(msisdn: string): Promise<void>;
  leaveGroup(): Promise<void>;
  renameGroup(name: string): Promise<void>;
  changeIcon(icon: GroupIcon): Promise<void>;
  /** Blocks until the open group has this picture. @throws AssertionError when it does not within the limit */
  waitForIcon(icon: GroupIcon, limitMs?: number): Promise<void>;
  /**
   * Turns encryption off in the open conversation, for everybody in it. It cannot be undone.
   * @throws NotHere on a phone that is not simulated: its owner wants to keep it
   */
  endEncryption(): Promise<void>;
  /**
   * Deletes a message of the open conversation from this phone. Blocks until it is not shown any more.
   * @throws AssertionError when it is not there, or stays
   */
  deleteMessage(canary: string): Promise<void>;
  /** Everybody in the details of the open conversation, the phone's owner too. The details stay in sight. */
  members(): Promise<readonly Member[]>;
  /** What the open conversation says of the group between its messages, oldest first, in the app's words. */
  notices(): Promise<readonly string[]>;
  /** Blocks until a screenful of the open conversation is as wanted. @throws AssertionError naming what it did not do */
  waitFor(wanted: (now: Transcript) => boolean, doing: string, limitMs?: number): Promise<void>;
  /** Blocks until the details list exactly these people and the phone's owner. @throws AssertionError as above */
  waitForMembers(msisdns: readonly string[], limitMs?: number): Promise<void>;
  /** What the details of the open conversation say. They stay in sight until the conversation is needed again. */
  encryptionDetails(): Promise<EncryptionDetails>;
}

export interface MessagesAppOptions<Source> {
  readonly phone: string;
  /** The owner's number, E.164: their own line in a group's details. */
  readonly msisdn: string;
  readonly screens: MessagesScreens<Source>;
  /** What a person has in their contacts: titles by number. */
  readonly contacts: ReadonlyMap<string, string>;
  /** On a phone that is not simulated: only what this scenario wrote is seen, and only its people are written to. */
  readonly discretion?: Discretion;
  append(entry: AppendEntry): Promise<unknown>;
}

/** What is waited for is a few messages away: a look costs less than to be late for it. */
const pollMs = 60;
const defaultLimitMs = 30_000;
/** For a group that was there: it is listed, or it is gone. */
const revisitLimitMs = 2_000;
/** More screenfuls than any rehearsal's conversation has. */
const mostScreens = 40;

/** The conversation that is open: with one person, or a group with what is known of it. */
type Open =
  | { readonly msisdn: string }
  | {
      readonly title: string;
      /** Everybody else in it. */
      readonly members: readonly string[];
      /** The notices that stood there when the members were read: with another one they are read again. */
      readonly told: string | undefined;
    };

/** What the whole of a conversation says. */
type Look = Pick<Transcript, 'encrypted' | 'bubbles' | 'notices'>;

export function messagesApp<Source>(options: MessagesAppOptions<Source>): MessagesApp {
  const { phone, msisdn: own, screens, contacts, discretion, append } = options;
  let open: Open | undefined;
  let lastLook = '';
  let inDetails = false;
  let noticeSms: SmsWatch = () => {};

  function peer(): string {
    if (open === undefined) throw new ClassedError('harness', `${phone} has no conversation open: open one first.`);
    return 'msisdn' in open ? open.msisdn : open.title;
  }

  /** What the journal says of the group that is open. */
  function group(): { readonly group?: ShownGroup } {
    if (open === undefined || 'msisdn' in open) return {};
    return { group: { title: open.title, members: [...open.members] } };
  }

  /** In a group: the title as it is now, and who is in it, from its details when something happened since. */
  async function catchUp(now: Transcript, notices: readonly string[]): Promise<void> {
    if (open === undefined || 'msisdn' in open) return;
    const told = JSON.stringify(notices);
    const members = open.told === told ? open.members : others((await readDetails()).members);
    await leaveDetails();
    for (const member of members) requirePeer(member);
    open = { title: now.title, members, told };
  }

  const others = (members: readonly Member[]): readonly string[] =>
    members.flatMap(({ msisdn, name }) => (msisdn === own || /^you$/iu.test(name) ? [] : [msisdn]));

  async function readDetails(): Promise<Details> {
    await leaveDetails();
    const details = await screens.readDetails();
    inDetails = true;
    return details;
  }

  async function leaveDetails(): Promise<void> {
    if (inDetails) await screens.leaveDetails();
    inDetails = false;
  }

  /** From wherever: a session that was made anew is not in the details any more. */
  async function toList(): Promise<void> {
    await screens.goToList();
    inDetails = false;
  }

  async function read(): Promise<Transcript> {
    await leaveDetails();
    const transcript = screens.readConversation(await screens.source());
    if (transcript === undefined)
      throw new ClassedError('harness', `${phone} does not show the conversation with ${peer()} any more.`);
    noticeSms(transcript.sms);
    return transcript;
  }

  const seen = (bubbles: readonly ShownBubble[]): readonly ShownBubble[] =>
    discretion === undefined ? bubbles : ownBubbles(bubbles, discretion.own);
  /** What is further up is from before this scenario: it is neither read nor scrolled to. */
  const enough = (bubbles: readonly ShownBubble[]): boolean =>
    discretion !== undefined && reachesBack(bubbles, discretion.own);

  /** A look is journaled when it shows something else than the one before. */
  async function journal(encrypted: boolean, bubbles: readonly ShownBubble[]): Promise<void> {
    const data = { phone, peer: peer(), encrypted, bubbles: [...bubbles], ...group() };
    const look = JSON.stringify(data);
    if (look === lastLook) return;
    await append({ kind: 'ui.shown', data });
    lastLook = look;
  }

  /** Reads all of the conversation, scrolling up through it, and leaves it at its end. */
  async function look(): Promise<Look> {
    const now = await read();
    let lines = now.lines;
    let scrolled = 0;
    for (let more = now.more; more && !enough(sorted(lines).bubbles) && scrolled < mostScreens; ) {
      await screens.scroll('up');
      scrolled++;
      const page = await read();
      const joined = joinScreens(page.lines, lines);
      more = page.more && joined.length > lines.length;
      lines = joined;
    }
    for (; scrolled > 0; scrolled--) await screens.scroll('down');
    const { bubbles, notices } = sorted(lines);
    await catchUp(now, notices);
    const shown = seen(bubbles);
    await journal(now.encrypted, shown);
    return { encrypted: now.encrypted, bubbles: shown, notices };
  }

  /**
   * One screenful, while something is waited for. Beside real phones it is journaled at once: the enterprise learns of
   * messages from nothing else, and a wait may be longer than its archive is allowed to be.
   */
  async function glance(): Promise<Transcript> {
    const now = await read();
    if (discretion !== undefined) await journal(now.encrypted, seen(now.bubbles));
    return now;
  }

  /** Polls one screenful until it is as wanted, and journals the whole in the end. */
  async function until(wanted: (now: Transcript) => boolean, doing: string, limitMs: number): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (!wanted(await glance())) {
      if (performance.now() > deadline) {
        const { bubbles } = await look();
        throw new AssertionError({
          message: `${phone} did not ${doing} within ${limitMs / 1000} s. It shows ${inWords(bubbles)}.`,
        });
      }
      await sleep(pollMs);
    }
    await look();
  }

  /** Blocks until the conversation in front has a title. */
  async function titled(wanted: string): Promise<string> {
    const deadline = performance.now() + defaultLimitMs;
    for (;;) {
      const { title } = await read();
      if (title === wanted) return title;
      if (performance.now() > deadline)
        throw new AssertionError({
          message: `${phone} did not call the group ${wanted} within ${defaultLimitMs / 1000} s, but ${title}.`,
          actual: title,
          expected: wanted,
        });
      await sleep(pollMs);
    }
  }

  /** @throws ClassedError for somebody whose phone is not in the farm */
  function requirePeer(msisdn: string): void {
    if (discretion === undefined || discretion.peers.has(msisdn)) return;
    const known = [...discretion.peers].join(', ');
    throw new ClassedError(
      'harness',
      `${phone} may not write to ${msisdn}: beside real phones only those named in the farm are written to (${known}).`,
    );
  }

  async function opened(conversation: Open): Promise<void> {
    open = conversation;
    if (discretion !== undefined) noticeSms = smsWatch(phone, peer(), discretion.smsGraceMs);
    lastLook = '';
    await look();
  }

  type Did = Pick<JournalData['ui.grouped'], 'did' | 'name'>;

  async function journalDeed(what: Did, title: string, whom: readonly string[]): Promise<void> {
    await append({ kind: 'ui.grouped', data: { phone, peer: title, whom: [...whom], ...what } });
  }

  /** Does something in the details of the open conversation, which is in front again afterwards. Journaled before. */
  async function change(what: Did, whom: readonly string[], act: () => Promise<void>): Promise<void> {
    const title = peer();
    await leaveDetails();
    await journalDeed(what, title, whom);
    await act();
  }

  async function launch(): Promise<void> {
    open = undefined;
    await screens.launch();
    inDetails = false;
  }

  const inSight = async (): Promise<Transcript | undefined> =>
    open === undefined || inDetails ? undefined : screens.readConversation(await screens.source());

  async function openConversation(msisdn: string): Promise<void> {
    requirePeer(msisdn);
    if (open !== undefined && peer() === msisdn && (await inSight()) !== undefined) return;
    await toList();
    const titles = screens.readTitles(await screens.source());
    const known = contacts.get(msisdn)?.toLocaleLowerCase('en');
    const title = titles.find((each) => sameNumber(each, msisdn) || each.toLocaleLowerCase('en') === known);
    await (title === undefined ? screens.openNumber(msisdn) : screens.openTitle(title));
    await opened({ msisdn });
  }

  async function openGroup(title: string, limitMs = defaultLimitMs): Promise<void> {
    if (open !== undefined && peer() === title && (await inSight())?.title === title) return;
    await toList();
    const deadline = performance.now() + limitMs;
    while (!screens.readTitles(await screens.source()).includes(title)) {
      if (performance.now() > deadline)
        throw new AssertionError({ message: `${phone} did not list the group ${title} within ${limitMs / 1000} s.` });
      await sleep(pollMs);
    }
    await screens.openTitle(title);
    await opened({ title, members: [], told: undefined });
  }

  return {
    phone,
    launch,
    openConversation,
    async startConversation(msisdn) {
      requirePeer(msisdn);
      await toList();
      await screens.openNumber(msisdn);
      await opened({ msisdn });
    },
    async send({ body, canary }) {
      await leaveDetails();
      if (discretion !== undefined) {
        while ((await read()).sms) await sleep(pollMs); // until it is none any more, or has been for too long
        discretion.own.add(canary);
      }
      const typed = await screens.type(body);
      if (typed !== body)
        throw new ClassedError('harness', `${phone}: the field holds ${JSON.stringify(typed)} instead of the message.`);
      await append({ kind: 'ui.sent', data: { phone, peer: peer(), body, canary, ...group() } });
      await screens.pressSend();
    },
    bubbles: async () => (await look()).bubbles,
    isEncrypted: async () => (await look()).encrypted,
    async waitForBubble(canary, { direction, status, isSender, limitMs = defaultLimitMs }) {
      const deadline = performance.now() + limitMs;
      for (;;) {
        // One screenful while waiting: what is awaited is new, and stands at the end.
        const now = await glance();
        const bubble = now.bubbles.find(
          (each) =>
            each.direction === direction &&
            each.body.includes(canary) &&
            (isSender === undefined || isSender(each.sender ?? '')),
        );
        const arrived = bubble !== undefined && (status === undefined || status.some((each) => each === bubble.status));
        if (arrived || performance.now() > deadline) {
          const { bubbles } = await look();
          if (arrived) return bubble;
          const wanted = status === undefined ? 'a bubble' : `the status ${status.join(' or ')} of the bubble`;
          throw new AssertionError({
            message: `${phone} did not show ${wanted} with ${canary} (${direction}) within ${limitMs / 1000} s. It shows ${inWords(bubbles)}.`,
            actual: bubbles,
            expected: { direction, status, canary },
          });
        }
        await sleep(pollMs);
      }
    },
    async waitForEncryption(encrypted, limitMs = defaultLimitMs) {
      const called = encrypted ? 'encrypted' : 'not encrypted';
      await until((now) => now.encrypted === encrypted, `call the conversation with ${peer()} ${called}`, limitMs);
    },
    async waitForUndecryptable(limitMs = defaultLimitMs) {
      const says = ({ bubbles }: Transcript): boolean => seen(bubbles).some(({ status }) => status === 'undecryptable');
      await until(says, 'show a message that could not be decrypted', limitMs);
    },
    encryptionDetails: readDetails,
    async startGroup(msisdns, name) {
      for (const msisdn of msisdns) requirePeer(msisdn);
      await toList();
      if (name !== undefined) await journalDeed({ did: 'created' }, name, msisdns);
      await screens.startGroup(msisdns, name);
      // An iPhone names a group once it is there: until then its title is who is in it.
      const title = name === undefined ? (await read()).title : await titled(name);
      if (name === undefined) await journalDeed({ did: 'created' }, title, msisdns);
      await opened({ title, members: msisdns, told: undefined });
      return title;
    },
    openGroup,
    async revisit(conversation) {
      lastLook = '';
      if ((await inSight()) === undefined) await launch();
      await ('msisdn' in conversation
        ? openConversation(conversation.msisdn)
        : openGroup(conversation.title, revisitLimitMs));
      if (lastLook === '') await look();
    },
    async addMember(msisdn) {
      requirePeer(msisdn);
      await change({ did: 'added' }, [msisdn], () => screens.addMember(msisdn));
    },
    removeMember: (msisdn) => change({ did: 'removed' }, [msisdn], () => screens.removeMember(msisdn)),
    leaveGroup: () => change({ did: 'left' }, [], () => screens.leaveGroup()),
    renameGroup: (name) => change({ did: 'renamed', name }, [], () => screens.renameGroup(name)),
    changeIcon: (icon) => change({ did: 'icon-changed' }, [], () => screens.changeIcon(icon)),
    async waitForIcon(icon, limitMs = defaultLimitMs) {
      const deadline = performance.now() + limitMs;
      await leaveDetails();
      for (let shown = await screens.readIcon(); shown !== icon; shown = await screens.readIcon()) {
        if (performance.now() > deadline)
          throw new AssertionError({
            message: `${phone} did not show the picture ${icon} of ${peer()} within ${limitMs / 1000} s, but ${shown ?? 'none'}.`,
            actual: shown,
            expected: icon,
          });
        await sleep(pollMs);
      }
    },
    async endEncryption() {
      if (discretion !== undefined)
        throw new NotHere(
          `${phone} is a real phone, and encryption that was ended in a conversation does not come back.`,
        );
      await change({ did: 'encryption-ended' }, [], () => screens.endEncryption());
    },
    async deleteMessage(canary) {
      const { bubbles } = await look();
      const before = bubbles.toReversed().findIndex(({ body }) => body.includes(canary));
      if (before < 0)
        throw new AssertionError({
          message: `${phone} shows no message with ${canary}. It shows ${inWords(bubbles)}.`,
        });
      await append({ kind: 'ui.deleted', data: { phone, peer: peer(), canary, before } });
      await screens.deleteBubble(canary);
      const gone = (now: Transcript): boolean => now.bubbles.every(({ body }) => !body.includes(canary));
      await until(gone, `take ${canary} out of the conversation`, defaultLimitMs);
    },
    members: async () => (await readDetails()).members,
    notices: async () => (await look()).notices,
    waitFor: (wanted, doing, limitMs = defaultLimitMs) => until(wanted, doing, limitMs),
    async waitForMembers(msisdns, limitMs = defaultLimitMs) {
      const wanted = msisdns.toSorted().join(', ');
      const deadline = performance.now() + limitMs;
      for (;;) {
        const listed = others((await readDetails()).members)
          .toSorted()
          .join(', ');
        if (listed === wanted) return;
        if (performance.now() > deadline)
          throw new AssertionError({
            message: `${phone} did not list ${wanted} in the group within ${limitMs / 1000} s. It lists ${listed || 'nobody'}.`,
            actual: listed,
            expected: wanted,
          });
        await sleep(pollMs);
      }
    },
  };
}

function inWords(bubbles: readonly ShownBubble[]): string {
  if (bubbles.length === 0) return 'no bubble at all';
  return bubbles
    .slice(-5)
    .map(
      ({ direction, body, status }) => `${direction} ${JSON.stringify(body)}${status === null ? '' : ` (${status})`}`,
    )
    .join(', ');
}
