import { dirname, join, resolve } from 'node:path';
import { watchInterrupts } from '../rehearsal/interrupt.ts';
import { makeOutFolder } from '../rehearsal/out-folder.ts';
import { operatorToken } from '../subject/serve/operator-token.ts';
import { type Serving, serveSubject } from '../subject/serve/serve-subject.ts';
import { integer, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { fromHere } from './show-rehearsal.ts';
import type { SubjectServeOptions } from './subject.ts';
import { terminal } from './terminal.ts';

const highestPort = 65_535;
const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Runs until it is interrupted. @throws UsageError when an option cannot be used */
export async function subjectServeCommand(options: SubjectServeOptions): Promise<number> {
  const port = integer('--port', options.port);
  if (port > highestPort) throw new UsageError(`--port is ${port}, but the highest is ${highestPort}.`);
  const { host, json } = options;
  const screen = terminal(json ? process.stderr : process.stdout);
  const own = join('out', 'subject');
  const isServer = /^postgres(ql)?:\/\//.test(options.database ?? '');
  const database = isServer ? (options.database ?? '') : resolve(options.database ?? join(own, 'archive.sqlite'));
  const tokenFile = resolve(options.tokenFile ?? join(own, 'operator-token'));
  process.umask(0o077); // the store holds the tenants' keys
  for (const file of isServer ? [tokenFile] : [tokenFile, database]) makeOutFolder(dirname(file));
  if (!loopback.test(host)) {
    const warning = `Warning: ${host} can be reached from other machines, without TLS. Put something in front that has it.`;
    process.stderr.write(`${warning}\n`);
  }
  const interrupt = watchInterrupts();
  let serving: Serving | undefined;
  try {
    const tracesTo = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    serving = await serveSubject({
      host,
      port,
      database,
      operatorToken: operatorToken(tokenFile),
      onCrash: (label, error) => process.stderr.write(`${label}: ${error instanceof Error ? error.stack : error}\n`),
      ...(tracesTo !== undefined && { tracesTo }),
    });
    const { origin } = serving;
    const store = isServer ? withoutPassword(database) : fromHere(database);
    if (json) {
      const facts = { url: origin, operator_token_file: tokenFile, store };
      process.stdout.write(`${JSON.stringify(facts)}\n`);
    }
    screen.line(`The reference subject listens at ${screen.paint.green(origin)}`);
    screen.line(`  contract      ${origin}/openapi.json`);
    screen.line(`  metrics       ${origin}/metrics`);
    screen.line(`  new tenants   POST ${origin}/tenants, with the operator's token from ${fromHere(tokenFile)}`);
    screen.line(`  store         ${store}`);
    await interrupt.received;
    return exitCodes.held;
  } catch (error) {
    process.stderr.write(`The subject cannot be served: ${error instanceof Error ? error.message : error}\n`);
    return exitCodes.harness;
  } finally {
    await serving?.close();
    interrupt.release();
  }
}

function withoutPassword(location: string): string {
  const url = new URL(location);
  url.password = '';
  url.search = '';
  return url.href;
}
