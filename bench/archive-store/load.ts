import { Agent, request } from 'node:http';

/** One request, made before anything is measured. */
export interface Prepared {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How many requests are on their way at a time, each over a connection that stays open. */
export const lanes = 8;

/** Posts every request over a few connections. Resolves when all are answered. @throws Error for a refusal */
export async function postAll(origin: string, requests: readonly Prepared[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  let next = 0;
  async function lane(): Promise<void> {
    for (let one = requests[next++]; one; one = requests[next++]) await post(origin, agent, one);
  }
  await Promise.all(Array.from({ length: lanes }, lane)).finally(() => agent.destroy());
}

function post(origin: string, agent: Agent, { path, headers, body }: Prepared): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve();
        else reject(new Error(`${path} answered HTTP ${status}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
