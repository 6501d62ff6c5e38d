import type { Estimate, Line } from './estimate.ts';
import type { Prices } from './prices.ts';

/** The lines of an idle and a busy month side by side, as a Markdown table. */
export function table(estimates: { readonly idle: Estimate; readonly busy?: Estimate }, prices: Prices): string {
  const { idle, busy } = estimates;
  const all = [...idle.lines];
  for (const line of busy?.lines ?? []) if (!all.some(({ what }) => what === line.what)) all.push(line);
  const rows = all.map(({ what, price }) => [
    what,
    `${money(prices.of(price).value)} a ${prices.of(price).unit}`,
    ...cells(idle, what),
    ...(busy === undefined ? [] : cells(busy, what)),
  ]);
  const { currency } = prices;
  const head = ['', 'Price', 'Idle month', currency, ...(busy === undefined ? [] : ['With the load', currency])];
  const sums = ['Total', '', '', total(idle), ...(busy === undefined ? [] : ['', total(busy)])];
  return markdown([head, ...rows, sums]);
}

/** With `*` if it holds a price that is not verified. */
export function total({ total: sum, isVerified }: Estimate): string {
  return `${sum.toFixed(2)}${isVerified ? '' : '*'}`;
}

/** Where the prices of an estimate come from, those that are not verified first. */
export function sources(lines: readonly Line[], prices: Prices): string {
  const keys = [...new Set(lines.map(({ price }) => price))];
  const notes = keys.map((key) => ({ key, ...prices.of(key) }));
  return [
    ...notes.filter(({ isVerified }) => !isVerified).map(({ key, note }) => `\\* ${key}: ${note}`),
    ...notes.filter(({ isVerified }) => isVerified).map(({ key, note }) => `${key}: ${note}`),
  ].join('\n');
}

function cells(estimate: Estimate, what: string): [string, string] {
  const line = estimate.lines.find((each) => each.what === what);
  if (line === undefined) return ['', ''];
  const amount = line.amount === undefined ? 'unknown' : line.amount.toFixed(2);
  return [count(line.quantity), `${amount}${line.isVerified ? '' : '*'}`];
}

function count(quantity: number): string {
  return quantity.toLocaleString('en-US', { maximumFractionDigits: quantity < 100 ? 2 : 0 });
}

function money(value: number | null): string {
  return value === null ? 'unknown' : String(value);
}

/** Numbers are aligned to the right; columns are as wide as their widest cell, as Prettier writes tables. */
function markdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number): boolean => column < 2;
  const write = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  return [write(head), rule, ...rest.map(write)].join('\n');
}
