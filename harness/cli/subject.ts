import type { Command } from 'commander';
import { carryOut } from './command.ts';

interface ServeOptions {
  readonly port: string;
  readonly host: string;
  readonly database?: string;
  readonly tokenFile?: string;
  readonly json?: true;
}

interface CheckOptions {
  readonly url?: string;
  readonly config?: string;
  readonly only?: readonly string[];
  readonly iOwnThisHost?: true;
  readonly json?: true;
}

/** `greenroom subject`: the subject's contract, served by the reference or held against somebody else's. */
export function register(program: Command): void {
  const subject = program.command('subject').description('the contract of webhook receivers and archives');
  subject
    .command('check')
    .description('hold an implementation of the contract against it, operation by operation')
    .option('--url <url>', 'where it is: a tenant of its own, or a server that makes tenants')
    .option('--config <file>', 'what it offers, and how to reach it (default: subject.yaml where there is one)')
    .option('--only <operation...>', 'these operations only')
    .option('--i-own-this-host', 'for a host other than this machine: it is yours to send bad requests to')
    .option('--json', 'one JSON line on standard output')
    .addHelpText(
      'after',
      '\nCredentials come from the environment: GREENROOM_SUBJECT_SERVER_TOKEN of a server that makes tenants, or of one' +
        '\ntenant GREENROOM_SUBJECT_ENROLMENT_TOKEN, _AUDITOR_TOKEN, _OPERATOR_TOKEN, _WEBHOOK_SECRET, _WEBHOOK_KEY.' +
        '\nSee docs/your-own-archive.md.' +
        '\nExit codes: 0 kept, 1 it lacks, does wrong or accepts something, 2 usage, 3 it cannot be reached, 4 not all can be seen.',
    )
    .action((options: CheckOptions) =>
      carryOut(async () => (await import('./subject-check-command.ts')).subjectCheckCommand(options)),
    );
  subject
    .command('serve')
    .description('serve the reference implementation by itself, for many tenants')
    .option('--port <number>', 'where it listens', '8700')
    .option('--host <address>', 'on which address', '127.0.0.1')
    .option('--database <file>', 'a file, or postgres://...  (default: out/subject/archive.sqlite)')
    .option('--token-file <file>', "where the operator's token is kept (default: out/subject/operator-token)")
    .option('--json', 'one JSON line on standard output once it listens')
    .addHelpText(
      'after',
      '\nServes /openapi.json and /metrics. Traces go to $OTEL_EXPORTER_OTLP_ENDPOINT when that is set.' +
        '\nCtrl-C ends it. Exit codes: 0 ended, 2 usage, 3 it cannot listen or its store cannot be opened.',
    )
    .action((options: ServeOptions) =>
      carryOut(async () => (await import('./subject-serve-command.ts')).subjectServeCommand(options)),
    );
}

export type { CheckOptions as SubjectCheckOptions, ServeOptions as SubjectServeOptions };
