/** A page of docs/adr. */
export interface DecisionRecord {
  readonly file: string;
  readonly number: number;
  readonly title: string;
  /** The year and month of the decision: `2026-11`. */
  readonly date: string;
  /** `accepted`, with `amends N` or `replaces N` behind it where that is so, or `superseded by N`. */
  readonly status: string;
}

const FILE = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md$/;
const NUMBERS = String.raw`\d+(?:, \d+)*`;
const HEADER = new RegExp(
  String.raw`^# (\d+)\. (\S.*)\n\n(\d{4}-\d{2}) · (accepted(?:; (?:amends|replaces) ${NUMBERS})*|superseded by ${NUMBERS})\n\n`,
);

/**
 * Reads the header of a page.
 * @param file its name without the folder
 * @throws Error when the name or the header is not of the form that docs/adr/0001 describes, or they name different numbers
 */
export function decisionRecordOf(file: string, text: string): DecisionRecord {
  const name = FILE.exec(file);
  if (name === null) throw new Error(`docs/adr/${file}: the name must be NNNN-title-in-words.md`);
  const header = HEADER.exec(text);
  if (header === null) {
    throw new Error(`docs/adr/${file} must begin with "# N. Title", an empty line, and "YYYY-MM · accepted"`);
  }
  const [, number = '', title = '', date = '', status = ''] = header;
  if (Number(number) !== Number(name[1])) throw new Error(`docs/adr/${file} has the number ${number} in its title`);
  return { file, number: Number(number), title, date, status };
}

/**
 * `docs/adr/README.md`.
 * @param pages text of each page by its file name
 * @throws Error when two pages have one number, or a header is wrong
 */
export function decisionIndex(pages: Readonly<Record<string, string>>): string {
  const records = Object.entries(pages)
    .map(([file, text]) => decisionRecordOf(file, text))
    .toSorted((one, other) => one.number - other.number);
  for (const [index, { number, file }] of records.entries()) {
    const before = records[index - 1];
    if (before?.number === number) throw new Error(`${before.file} and ${file} have the same number`);
  }
  const rows = records.map(
    ({ file, number, title, status }) => `| ${number} | [${title.replaceAll('|', '\\|')}](${file}) | ${status} |`,
  );
  return `# Architecture decision records

Generated from the pages of this folder by \`npm run generate\`; do not edit it here. [Page 1](0001-record-decisions.md) describes the purpose and the header of a
page. Missing numbers were never used, or belong to pages that were merged into others.

| Number | Decision | Status |
| --- | --- | --- |
${rows.join('\n')}
`;
}
