import { changeWords } from '../changes/words.ts';
import { chip, escaped, page } from './html.ts';
import type { RunRecord, ScenarioRecord, Verdict } from './model.ts';
import { replayLine, timelineFigure, titleOf, violationCard } from './sections.ts';

/** The verdicts of a whole run on one page, for whoever decides whether it may be released. */
export function runPage(record: RunRecord): string {
  const { run, facts, scenarios, notHere, exitCode } = record;
  const all = scenarios.flatMap(({ verdicts }) => verdicts);
  const broken = new Set(all.filter(({ outcome }) => outcome === 'violated').map(({ invariant }) => invariant)).size;
  const failed = scenarios.filter(({ failure }) => failure !== null).length;
  const ids = new Set(all.map(({ invariant }) => invariant)).size;
  const held = new Set(all.filter(({ outcome }) => outcome === 'held').map(({ invariant }) => invariant)).size;
  const unknown = exitCode === 4 || held === 0 || all.some(({ outcome }) => outcome === 'unknown');
  const count = held === ids && held > 0 ? 'every promise held' : `${held} of ${ids} promises held`;
  const [look, words] =
    broken > 0
      ? ['violated', `${broken} promise${broken === 1 ? '' : 's'} broken`]
      : failed > 0
        ? ['violated', `${failed} scenario${failed === 1 ? '' : 's'} failed`]
        : unknown
          ? ['unknown', count]
          : ['held', count];
  const told = Object.entries({ Run: run, ...facts }).map(([key, value]) => `${escaped(key)} ${escaped(value)}`);
  return page(
    `Verdicts of ${run}`,
    `<div class="head"><div><h1>What held, what broke, what nobody looked at</h1><p class="quiet">${told.join(' · ')}</p>` +
      `<p>${scenarios.length - failed} of ${scenarios.length} scenarios passed${notHere.length === 0 ? '' : `, ${notHere.length} not here`}</p></div><div class="badge ${look}">${words}</div></div>` +
      sinceLastGood(record) +
      brokenPromises(record) +
      failedOtherwise(record) +
      matrix(record) +
      notJudged(record) +
      notTried(record) +
      `<h2>Scenarios</h2>${scenarios.map(scenarioCard).join('')}`,
  );
}

function sinceLastGood({ changes }: RunRecord): string {
  const rows = changes.items.map(
    (item) =>
      `<tr><td>${chip(item.change, item.change.replace('-', ' '))}</td><td>${item.kind}</td><td>${escaped(item.name)}</td><td class="quiet">${escaped(changeWords(item))}</td></tr>`,
  );
  const since =
    changes.lastGood === null
      ? `No earlier run held as a whole; compared with the ${changes.compared} before this one.`
      : `Last good run: ${changes.lastGood}.`;
  return (
    `<h2>Since the last good run</h2><p class="quiet">${escaped(since)}</p>` +
    (rows.length === 0 ? '<p>Nothing changed.</p>' : `<table>${rows.join('')}</table>`)
  );
}

function brokenPromises({ scenarios, rules }: RunRecord): string {
  const cards = scenarios.flatMap((scenario) =>
    scenario.verdicts
      .filter(({ outcome }) => outcome === 'violated')
      .map((verdict) => violationCard(verdict, scenario, rules)),
  );
  return cards.length === 0 ? '' : `<h2>Broken promises</h2>${cards.join('')}`;
}

/** Failures that no verdict explains: a screen that did not come, a phone that went. */
function failedOtherwise({ scenarios }: RunRecord): string {
  const cards = scenarios.flatMap((scenario) => {
    const { failure, verdicts, title } = scenario;
    if (failure === null || verdicts.some(({ outcome }) => outcome === 'violated')) return [];
    return [
      `<div class="card unknown"><h3>${chip('unknown', failure.class)} ${escaped(title)}</h3><pre>${escaped(failure.message)}</pre>${replayLine(scenario)}</div>`,
    ];
  });
  return cards.length === 0 ? '' : `<h2>Failed for another reason</h2>${cards.join('')}`;
}

const marks: Readonly<Record<Verdict['outcome'], string>> = {
  held: '✓',
  violated: '✗',
  unknown: '?',
  'not-exercised': '·',
  'not-observable': '∅',
};

/** A scenario that did not name it may still have seen it in passing: that is no answer. */
const isDecided = ({ outcome }: Verdict): boolean => outcome !== 'not-exercised' && outcome !== 'not-observable';

/** Promises by scenarios: a glance tells which is broken where, and which column is empty. */
function matrix({ scenarios, rules }: RunRecord): string {
  const ids = [...new Set(scenarios.flatMap(({ verdicts }) => verdicts.map(({ invariant }) => invariant)))];
  if (ids.length === 0) return '';
  const head = scenarios.map(
    (scenario, index) =>
      `<th class="c"><a href="#scenario-${index + 1}" title="${escaped(scenario.title)}">${index + 1}</a></th>`,
  );
  const rows = ids.map((id) => {
    const cells = scenarios.map(({ verdicts }) => {
      const own = verdicts.find(({ invariant }) => invariant === id);
      if (own === undefined) return '<td class="c none"></td>';
      const { outcome, judged } = own;
      return `<td class="c ${outcome}" title="${escaped(`${outcome}, ${judged} judged`)}">${marks[outcome]}</td>`;
    });
    const judged = scenarios
      .flatMap(({ verdicts }) => verdicts)
      .reduce((sum, verdict) => sum + (verdict.invariant === id && isDecided(verdict) ? verdict.judged : 0), 0);
    return `<tr><td><b>${escaped(id)}</b><br><span class="small">${escaped(titleOf(id, rules))}</span></td><td class="c">${judged}</td>${cells.join('')}</tr>`;
  });
  return (
    `<h2>Every promise, in every scenario</h2><p class="quiet small">✓ held · ✗ broken · ? unknown · · not exercised · ∅ not observable. Columns are numbered like the scenarios below.</p>` +
    `<div class="matrix"><table><tr><th>promise</th><th class="c">judged</th>${head.join('')}</tr>${rows.join('')}</table></div>`
  );
}

/** What nobody looked at, and what could not be known. */
function notJudged({ scenarios, rules }: RunRecord): string {
  const ids = [...new Set(scenarios.flatMap(({ verdicts }) => verdicts.map(({ invariant }) => invariant)))];
  const outcomes = (id: string): readonly string[] =>
    scenarios.flatMap(({ verdicts }) =>
      verdicts.filter(({ invariant }) => invariant === id).map(({ outcome }) => outcome),
    );
  const list = (title: string, chosen: readonly string[]): string =>
    `<p><b>${title}:</b> ${chosen.length === 0 ? 'none' : ''}</p>${chosen.length === 0 ? '' : `<ul>${chosen.map((id) => `<li><b>${escaped(id)}</b>: ${escaped(titleOf(id, rules))}</li>`).join('')}</ul>`}`;
  const looked = (id: string): boolean =>
    outcomes(id).some((outcome) => outcome !== 'not-exercised' && outcome !== 'not-observable');
  const unseen = ids.filter((id) => !looked(id));
  const unknown = scenarios.flatMap(({ title, verdicts }) =>
    verdicts
      .filter(({ outcome }) => outcome === 'unknown')
      .map(
        ({ invariant, reason }) =>
          `<li><b>${escaped(invariant)}</b> in “${escaped(title)}”: ${escaped(reason ?? 'no reason given')}</li>`,
      ),
  );
  return (
    `<h2>What nobody looked at</h2>` +
    list(
      'Exercised by no scenario',
      unseen.filter((id) => outcomes(id).includes('not-exercised')),
    ) +
    list(
      'Not observable here',
      unseen.filter((id) => !outcomes(id).includes('not-exercised')),
    ) +
    `<p><b>Could not be decided:</b> ${unknown.length === 0 ? 'none' : ''}</p>${unknown.length === 0 ? '' : `<ul>${unknown.join('')}</ul>`}`
  );
}

/** What could not be tried on these phones, or beside this subject. */
function notTried({ notHere }: RunRecord): string {
  if (notHere.length === 0) return '';
  const rows = notHere.map(
    ({ scenario, reason }) => `<tr><td>${escaped(scenario)}</td><td class="quiet">${escaped(reason)}</td></tr>`,
  );
  return `<h2>Not tried here</h2><table>${rows.join('')}</table>`;
}

function scenarioCard(scenario: ScenarioRecord, index: number): string {
  const { title, failure } = scenario;
  const state = failure === null ? chip('passed') : chip('failed', failure.class);
  return (
    `<div class="card ${failure === null ? 'passed' : ''}" id="scenario-${index + 1}"><h3>${index + 1}. ${escaped(title)} ${state}</h3>` +
    `${replayLine(scenario)}<details${failure === null ? '' : ' open'}><summary>What happened</summary>${timelineFigure(scenario)}</details></div>`
  );
}
