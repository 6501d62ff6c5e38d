import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { ERROR_CODES, type ErrorCode } from '#domain';
import { PROBLEM_STATUS } from '#intake';
import { ADVICE, INTRODUCTION, REJECTED_RECORDINGS } from './generated/texts.ts';

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
pre { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 1rem 0.25rem 0; }
dt { font-weight: bold; }
`;

/** Nothing may be loaded and no script run; the one style sheet is in the page. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page whose links are relative, so that they work behind a proxy that adds a prefix to the paths. */
export interface Page {
  readonly html: string;
  /** Strong entity tag, in quotes. */
  readonly etag: string;
}

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];
const pages = new Map<string, Page>();

/** What an error code means and what to do about it, as `docs/errors.md` says it. */
export function pageOfCode(code: ErrorCode): Page {
  return page(code, () => {
    const { title, retryable } = ERROR_CODES[code];
    const status = PROBLEM_STATUS[code];
    return `<p><a href="../errors">All error codes</a></p>
<h1><code>${code}</code></h1>
<p>${title}.</p>
<dl>
<dt>HTTP status</dt><dd>${status} ${STATUS_CODES[status] ?? ''}</dd>
<dt>Retryable</dt><dd>${retryable ? 'Yes: the same request may succeed later.' : 'No: correct the cause first.'}</dd>
<dt>What to do</dt><dd>${ADVICE[code] ?? ''}</dd>
</dl>`;
  });
}

/** What is true of all errors, and the list of the codes. */
export function pageOfAllCodes(): Page {
  return page('Error codes', () => {
    const rows = CODES.map((code) => {
      const { title, retryable } = ERROR_CODES[code];
      const cells = [`<a href="errors/${code}"><code>${code}</code></a>`, PROBLEM_STATUS[code], title];
      return `<tr>${[...cells, retryable ? 'yes' : 'no'].map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
    });
    return `<h1>Error codes</h1>
${INTRODUCTION}
<table>
<thead><tr><th>Code</th><th>Status</th><th>Meaning</th><th>Retryable</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
<h2>Rejected recordings</h2>
${REJECTED_RECORDINGS}`;
  });
}

/** Each is made when it is asked for first, and does not change while the process runs. */
function page(title: string, body: () => string): Page {
  const made = pages.get(title) ?? pageOf(title, body());
  pages.set(title, made);
  return made;
}

function pageOf(title: string, body: string): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Voice cloning API</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return { html, etag: `"${createHash('sha256').update(html).digest('base64url')}"` };
}
