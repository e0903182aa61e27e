import { type Cast, cast } from '../timeline/cast.ts';
import { drawTimeline } from '../timeline/draw.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { entryWords } from './entry-words.ts';
import { chip, escaped } from './html.ts';
import type { Rule, ScenarioRecord, Verdict } from './model.ts';

const violationsShown = 10;

/** The rule's sentence, or its id where it is not known here. */
export const titleOf = (id: string, rules: readonly Rule[]): string =>
  rules.find((rule) => rule.id === id)?.title ?? id;

/** A broken promise with everything that shows it. */
export function violationCard(verdict: Verdict, scenario: ScenarioRecord, rules: readonly Rule[]): string {
  const shown = verdict.violations.slice(0, violationsShown);
  const more = verdict.violations.length - shown.length;
  const who = cast();
  for (const entry of scenario.journal) who.learn(entry);
  const items = shown.map((violation) => {
    const of = subject(violation, who);
    return `<p><b>${escaped(who.readable(violation.what))}</b>${of === '' ? '' : ` <span class="quiet small">${escaped(of)}</span>`}</p>${evidence(violation.entries, scenario)}`;
  });
  return (
    `<div class="card"><h3>${chip('violated', verdict.invariant)} ${escaped(titleOf(verdict.invariant, rules))}</h3>` +
    `<p class="quiet small">in “${escaped(scenario.title)}”, ${verdict.judged} judged${verdict.reason === null ? '' : `; ${escaped(verdict.reason)}`}</p>` +
    `${items.join('')}${more > 0 ? `<p class="quiet">and ${more} more</p>` : ''}${replayLine(scenario)}</div>`
  );
}

/** `message 1, “The shop opens at eight. GR…”`: with its number in the picture where somebody typed it, else its id. */
function subject({ message_id, canary }: Verdict['violations'][number], who: Cast): string {
  const number = who.numberIn(canary ?? '') ?? who.number(message_id ?? '');
  const body = number === undefined ? undefined : who.typed(number);
  if (body !== undefined) return `message ${number}, “${body}”`;
  const of = [canary, message_id].filter((each) => each !== null).join(', ');
  return of === '' ? '' : `message ${of}`;
}

/** The cited entries of the journal, readable, with their time in the scenario. */
function evidence(entries: readonly number[], { journal }: ScenarioRecord): string {
  const startMs = Date.parse(journal[0]?.at ?? '');
  const rows = entries.map((seq) => {
    const entry = journal[seq];
    if (entry === undefined) return `<tr><td>#${seq}</td><td></td><td></td><td>not in the journal</td></tr>`;
    const at = ((Date.parse(entry.at) - startMs) / 1000).toFixed(2);
    return `<tr><td>#${seq}</td><td>${at} s</td><td><code>${entry.kind}</code></td><td>${escaped(entryWords(entry))}</td></tr>`;
  });
  return rows.length === 0 ? '' : `<table class="evidence">${rows.join('')}</table>`;
}

/** How to play it again; of a broken promise, also how to make its plan smaller. */
export function replayLine({ replay, smaller, verdicts }: ScenarioRecord): string {
  if (replay === null) return '';
  const command = (what: string, words: string): string =>
    `<p class="quiet small">${what}:</p><pre class="cmd">${escaped(words)}</pre>`;
  const broken = verdicts.some(({ outcome }) => outcome === 'violated');
  return command('Play it again', replay) + (broken ? command('Make it smaller', smaller ?? `${replay} --shrink`) : '');
}

/** The scenario's picture, or why there is none. */
export function timelineFigure({ journal }: ScenarioRecord): string {
  try {
    return drawTimeline(timelineOf(journal));
  } catch (error) {
    return `<p class="quiet">No timeline: ${escaped(error instanceof Error ? error.message : String(error))}</p>`;
  }
}

/** Every invariant with its sentence, its outcome and how much it was judged on. */
export function verdictTable(verdicts: readonly Verdict[], rules: readonly Rule[]): string {
  const rows = verdicts.map(
    ({ invariant, outcome, judged, reason }) =>
      `<tr><td>${chip(outcome)}</td><td><b>${escaped(invariant)}</b><br>${escaped(titleOf(invariant, rules))}` +
      `${reason === null ? '' : `<br><span class="quiet small">${escaped(reason)}</span>`}</td><td class="c">${judged}</td></tr>`,
  );
  return `<table><tr><th>outcome</th><th>promise</th><th class="c">judged</th></tr>${rows.join('')}</table>`;
}
