import { maskEvidence } from '../mask-evidence.ts';

/** Text for an HTML page; numbers and secrets never get that far. */
export function escaped(text: string): string {
  return maskEvidence(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** `archive-faithful` in the colour of its outcome. */
export const chip = (outcome: string, text = outcome.replace('-', ' ')): string =>
  `<span class="chip ${escaped(outcome)}">${escaped(text)}</span>`;

/** A self-contained page: no script, no font, no file from elsewhere. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head><body>${body}</body></html>\n`;
}

const style = `
body{font:15px/1.45 Inter,system-ui,Arial,sans-serif;color:#1f2328;margin:0 auto;padding:24px 32px 64px;max-width:1360px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;margin:34px 0 10px;border-bottom:1px solid #d1d9e0;padding-bottom:6px}
h3{font-size:16px;margin:0 0 4px}p{margin:4px 0}.quiet{color:#59636e}.small{font-size:13px}
.head{display:flex;justify-content:space-between;align-items:flex-start;gap:24px}
.badge{color:#fff;border-radius:20px;padding:8px 20px;font-weight:700;font-size:17px;white-space:nowrap}
.badge.held{background:#1a7f37}.badge.violated{background:#cf222e}.badge.unknown{background:#9a6700}
.chip{display:inline-block;border:1px solid;border-radius:11px;padding:0 9px;font-size:13px;white-space:nowrap;background:#fff}
.chip.held,.chip.fixed,.chip.passed{color:#1a7f37}.chip.violated,.chip.new,.chip.failed{color:#cf222e;background:#ffebe9}
.chip.still-failing{color:#a40e26;background:#ffebe9}
.chip.unknown,.chip.flaky{color:#9a6700;background:#fff8c5}.chip.not-exercised,.chip.not-observable{color:#59636e}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #d1d9e0;padding:6px 8px;text-align:left;vertical-align:top}
th{font-weight:600;font-size:13px;color:#59636e}td.c,th.c{text-align:center}
td.held{background:#dafbe1;color:#116329}td.violated{background:#cf222e;color:#fff;font-weight:700}td.unknown{background:#fff8c5;color:#7d4e00}
/* Many scenarios are many columns: they move, the promises stay. */
.matrix{overflow-x:auto}.matrix th:first-child,.matrix td:first-child{min-width:250px;position:sticky;left:0;background:#fff}
.matrix td.c,.matrix th.c{padding:6px 4px;min-width:18px}
td.not-exercised,td.not-observable,td.none{color:#8b949e}
.card{border:1px solid #d1d9e0;border-left:6px solid #cf222e;border-radius:8px;padding:14px 18px;margin:12px 0}
.card.unknown{border-left-color:#9a6700}.card.passed{border-left-color:#1a7f37}
code,pre{font:12.5px/1.45 ui-monospace,Menlo,Consolas,monospace}pre{background:#f6f8fa;border-radius:6px;padding:10px;overflow:auto;white-space:pre-wrap;margin:6px 0}
.cmd{background:#1f2328;color:#e6edf3;user-select:all}summary{cursor:pointer;color:#0550ae}
svg{max-width:100%;height:auto;border:1px solid #d1d9e0;border-radius:8px;margin-top:8px}
.evidence td{font-size:13px;border:0;padding:2px 8px}.evidence td:nth-child(-n+3){white-space:nowrap}.evidence td:last-child{width:100%;overflow-wrap:anywhere}
`;
