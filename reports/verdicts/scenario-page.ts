import { escaped, page } from './html.ts';
import type { Rule, ScenarioRecord } from './model.ts';
import { replayLine, timelineFigure, verdictTable, violationCard } from './sections.ts';

/** One scenario's verdicts as a page of their own: what broke first, then every promise. */
export function scenarioPage(scenario: ScenarioRecord, rules: readonly Rule[]): string {
  const { title, verdicts, failure } = scenario;
  const violated = verdicts.filter(({ outcome }) => outcome === 'violated');
  const unknown = verdicts.filter(({ outcome }) => outcome === 'unknown');
  const held = verdicts.filter(({ outcome }) => outcome === 'held');
  const [look, words] =
    violated.length > 0
      ? ['violated', `${violated.length} broken`]
      : unknown.length > 0 || held.length === 0
        ? ['unknown', held.length + unknown.length === 0 ? 'not judged' : `${unknown.length} unknown`]
        : ['held', `all ${held.length} held`];
  return page(
    title,
    `<div class="head"><div><h1>${escaped(title)}</h1><p class="quiet">Every promise that was judged, and on what.</p></div><div class="badge ${look}">${words}</div></div>` +
      (failure !== null && violated.length === 0
        ? `<div class="card unknown"><h3>${escaped(failure.class)}</h3><pre>${escaped(failure.message)}</pre></div>`
        : '') +
      violated.map((verdict) => violationCard(verdict, scenario, rules)).join('') +
      `<h2>Promises</h2>${verdictTable(verdicts, rules)}${violated.length > 0 ? '' : replayLine(scenario)}` +
      `<h2>What happened</h2>${timelineFigure(scenario)}`,
  );
}
