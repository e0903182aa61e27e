import { setImmediate as nextTurn } from 'node:timers/promises';
import { messagesId } from '../fixture-phone.ts';
import { type FedStream, fedStream } from './fed-stream.ts';
import { fuzzer } from './fuzzer.ts';
import { chunks, mutated } from './mutate.ts';
import { requestText } from './requests.ts';

const post = (path: string, body: unknown): string => {
  const text = JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
};

/** What the first group of the pattern matches, once it is written. */
async function awaited(fed: FedStream, pattern: RegExp): Promise<string> {
  for (let turn = 0; turn < 40; turn++) {
    const found = pattern.exec(fed.written().toString())?.[1];
    if (found !== undefined) return found;
    await nextTurn();
  }
  throw new Error(`no answer like ${pattern}: ${fed.written().toString().slice(0, 1000)}`);
}

/** Every whole answer must be HTTP with JSON that has a value. */
function checkAnswers(text: string): void {
  for (const answer of text.split('HTTP/1.1 ').slice(1)) {
    const at = answer.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
    const body = Buffer.from(answer.slice(at + 4))
      .subarray(0, length)
      .toString();
    if (Buffer.byteLength(body) < length || body === '') continue; // cut, or the answer to HEAD
    if (!/^\d{3} /.test(answer) || !('value' in JSON.parse(body)))
      throw new Error(`an odd answer: ${answer.slice(0, 500)}`);
  }
}

/** Requests to the UiAutomator2 server over a raw stream: odd bodies, damaged heads, several in a row, cut anywhere. */
export const httpFuzzer = fuzzer('http requests', async (random, device, clock) => {
  device.phone.launch(messagesId);
  if (random.chance(0.3)) device.phone.openUrl('sms:1');
  device.automation.start(() => {});
  const serve = device.automation.connect();
  if (typeof serve !== 'function') throw new Error('the automation does not take connections');
  const fed = fedStream();
  serve(fed.stream);
  fed.feed(
    Buffer.from(post('/session', { capabilities: { firstMatch: [{ appPackage: messagesId }], alwaysMatch: {} } })),
  );
  const session = await awaited(fed, /"sessionId":"([^"]+)"/);
  const selector = random.chance(0.5) ? '//*[@scrollable="true" or @long-clickable="true"]' : '//*[@clickable="true"]';
  fed.feed(Buffer.from(post(`/session/${session}/element`, { strategy: 'xpath', selector })));
  const element = await awaited(fed, /"ELEMENT":"([^"]+)"/);

  const whole = random.chance(0.8);
  const from = fed.writtenBytes();
  for (let requests = 1 + random.below(3); requests > 0; requests--) {
    const sent = Buffer.from(requestText(random, session, element));
    for (const piece of chunks(random, whole ? sent : mutated(random, sent))) fed.feed(piece);
    for (let turn = 0; turn < 4; turn++) await nextTurn();
    await clock.runFor(1000);
  }
  for (let turn = 0; turn < 4; turn++) await nextTurn();
  if (whole) checkAnswers(fed.written().subarray(from).toString());
  await fed.finish();
});
