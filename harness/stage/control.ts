import { Hono } from 'hono';
import { z } from 'zod';
import { type JournalKind, journalKinds } from '../../simulators/kernel/journal/kinds.ts';
import { SubjectUnreachable } from '../explore/against/contact.ts';
import { FaultRefused } from '../faults/fault-desk.ts';
import { NoTenantError } from '../subject/check/make-tenant.ts';
import { SubjectError } from '../subject/subject.ts';
import {
  advanceClock,
  appendEntry,
  injectFault,
  notHereTitle,
  officeDeed,
  type ScenarioEnded,
  type ScenarioStarted,
  startScenario,
} from './api.ts';
import { guard, problem } from './guard.ts';
import { memberAct } from './member-api.ts';
import { NotOnScreen } from './member-hands.ts';
import { NotInThisWorld } from './not-in-this-world.ts';
import { OfficeRefused } from './office-desk.ts';
import { AdvanceRefused } from './pass-time.ts';
import type { Scenario } from './scenario.ts';
import { CastRefused } from './stage-world.ts';
import { NotEnrolled } from './until-ready.ts';
import { WritingRefused } from './write-guard.ts';

export interface ControlOptions {
  readonly token: string;
  readonly start: (request: z.infer<typeof startScenario>) => Promise<Scenario>;
}

const isJournalKind = (kind: string): kind is JournalKind => Object.hasOwn(journalKinds, kind);

/** The control API of a running rehearsal (harness/stage/api.ts), one scenario at a time. */
export function controlApp({ token, start }: ControlOptions): { readonly app: Hono; abandon(): Promise<void> } {
  const app = new Hono();
  let current: Scenario | undefined;

  async function abandon(): Promise<void> {
    const scenario = current;
    current = undefined;
    await scenario?.abandon();
  }

  async function body<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(await request.json());
  }

  const none = (): Response => problem(409, 'no scenario', 'no scenario is running: POST /scenarios first');

  app.use(guard(token));
  app.onError((error) => {
    if (error instanceof z.ZodError) return problem(422, 'not as agreed', z.prettifyError(error));
    if (error instanceof SyntaxError) return problem(400, 'not JSON', error.message);
    if (error instanceof NotInThisWorld || (error instanceof FaultRefused && error.notHere))
      return problem(409, notHereTitle, error.message);
    if (error instanceof FaultRefused) return problem(409, 'fault refused', error.message);
    if (error instanceof AdvanceRefused) return problem(409, 'time does not pass', error.message);
    if (error instanceof OfficeRefused) return problem(409, 'not done', error.message);
    if (error instanceof CastRefused) return problem(409, 'nobody else takes part here', error.message);
    if (error instanceof NotOnScreen) return problem(409, 'not on the screen', error.message);
    if (error instanceof SubjectUnreachable) return problem(503, 'the subject is gone', error.message);
    if (error instanceof NoTenantError || error instanceof SubjectError || error instanceof NotEnrolled)
      return problem(502, 'the subject does not do its part', error.message);
    if (error instanceof WritingRefused) return problem(error.status, 'not to be written', error.message);
    console.error(error);
    return problem(500, 'the world failed', error.message);
  });
  app.notFound((context) => problem(404, 'no such operation', `${context.req.method} ${context.req.path}`));

  app.post('/scenarios', async (context) => {
    const request = await body(context.req.raw, startScenario);
    await abandon();
    current = await start(request);
    return context.json(current.started satisfies ScenarioStarted, 201);
  });
  app.post('/journal', async (context) => {
    const entry = await body(context.req.raw, appendEntry);
    return current ? context.json({ seq: current.append(entry) }) : none();
  });
  app.get('/journal/:kind', (context) => {
    if (!current) return none();
    const kind = context.req.param('kind');
    if (!isJournalKind(kind)) return problem(404, 'no such kind', `a journal has no entries of the kind ${kind}`);
    return context.json({ entries: current.recorded(kind).map(({ seq, at, data }) => ({ seq, at, data })) });
  });
  app.post('/faults', async (context) => {
    const { fault, for: duration, ...parameters } = await body(context.req.raw, injectFault);
    return current ? context.json({ fault_id: await current.inject(fault, parameters, duration) }, 201) : none();
  });
  app.delete('/faults/:id', async (context) => {
    if (!current) return none();
    const id = context.req.param('id');
    return (await current.heal(id))
      ? context.body(null, 204)
      : problem(404, 'no such fault', `fault ${id} is not active`);
  });
  app.post('/advance', async (context) => {
    const { for: duration } = await body(context.req.raw, advanceClock);
    if (!current) return none();
    await current.advance(duration);
    return context.body(null, 204);
  });
  app.post('/office', async (context) => {
    const deed = await body(context.req.raw, officeDeed);
    if (!current) return none();
    await current.office(deed);
    return context.body(null, 204);
  });
  app.post('/members/:name', async (context) => {
    const act = await body(context.req.raw, memberAct);
    if (!current) return none();
    const name = context.req.param('name');
    const hands = current.member(name);
    return hands ? context.json(hands(act)) : problem(404, 'no such member', `${name} is not in this scenario's cast`);
  });
  app.post('/scenarios/settle', async (context) =>
    current ? context.json({ quiet: await current.settle() }) : none(),
  );
  app.post('/scenarios/end', async (context) => {
    if (!current) return none();
    const scenario = current;
    current = undefined;
    return context.json((await scenario.end()) satisfies ScenarioEnded);
  });
  return { app, abandon };
}
