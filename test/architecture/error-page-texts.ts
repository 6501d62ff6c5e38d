import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import { isErrorCode } from '#domain';

/** `### \`code\``, then a line `status · retryable · title.`, then advice up to the next heading. */
const ENTRY = /^### `(?<code>[^`]+)`\n\n\d+ · .+\n\n(?<advice>(?:(?!^##).*\n)+)/gm;
const REJECTED = '## Rejected recordings\n';

/**
 * The texts of `docs/errors.md` as HTML, as a module: from them the API makes its pages of error codes, since a deployment has no `docs` folder.
 * The status, the title and whether to retry are not among them, because the API knows these itself.
 */
export function errorPageTexts(markdown: string): string {
  const introduction = markdown.slice(markdown.indexOf('\n'), markdown.indexOf('\n## '));
  const rejected = markdown.slice(markdown.indexOf(REJECTED) + REJECTED.length);
  const advice = [...markdown.matchAll(ENTRY)].map(({ groups = {} }) => {
    const code = groups['code'] ?? '';
    return `  '${code}': ${JSON.stringify(withLinks(html(groups['advice'] ?? ''), code))},`;
  });
  return `/** Generated from docs/errors.md by \`npm run generate\`; do not edit it. HTML. */

/** What is true of all errors. */
export const INTRODUCTION = ${JSON.stringify(html(introduction))};

/** What to do, by error code. */
export const ADVICE: Readonly<Record<string, string>> = {
${advice.join('\n')}
};

/** The codes of recordings that were rejected, which are not errors of requests. */
export const REJECTED_RECORDINGS = ${JSON.stringify(html(rejected))};
`;
}

/** The API does not serve the other documents: of a link to one only its text is kept. */
function html(markdown: string): string {
  const text = markdown.replaceAll(/\[([^\]]+)\]\((?!https:)[^)]+\)/g, '$1');
  return micromark(text.trim(), { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] });
}

/** Other codes lead to their pages, which are beside this one. */
function withLinks(text: string, own: string): string {
  return text.replaceAll(/<code>([a-z-]+)<\/code>/g, (found, code: string) =>
    isErrorCode(code) && code !== own ? `<a href="${code}">${found}</a>` : found,
  );
}
