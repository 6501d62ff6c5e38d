import type { Content } from './content.ts';
import { escapedHtml } from './visible-text.ts';

export interface RenderedEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const MAX_SUBJECT = 150;
/** In attributes, since mail programs drop style sheets. */
const STYLES = {
  body: 'margin:0;padding:24px;background:#f4f4f5;font-family:Segoe UI,Helvetica,Arial,sans-serif;color:#18181b',
  card: 'max-width:600px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px;line-height:1.5;overflow-wrap:anywhere',
  title: 'margin:0 0 12px;font-size:20px;line-height:1.3',
  heading: 'margin:20px 0 4px;font-size:16px',
  label: 'padding:2px 16px 2px 0;text-align:left;font-weight:normal;color:#52525b',
  value: 'padding:2px 0;font-weight:bold',
  footer: 'margin:24px 0 0;padding-top:12px;border-top:1px solid #e4e4e7;font-size:13px;color:#52525b',
} as const;

/** @param unsubscribeUrl the link that each e-mail has; absent in previews */
export function renderEmail(content: Content, unsubscribeUrl?: string): RenderedEmail {
  const subject = content.title.length > MAX_SUBJECT ? `${content.title.slice(0, MAX_SUBJECT)}…` : content.title;
  return { subject, text: textOf(content, unsubscribeUrl), html: htmlOf(content, unsubscribeUrl) };
}

function textOf({ title, summary, facts, lists, advice }: Content, unsubscribeUrl: string | undefined): string {
  const parts = [
    title,
    summary,
    facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    ...lists.map((list) => [`${list.title}:`, ...list.items.map((item) => `- ${item}`)].join('\n')),
    advice,
    unsubscribeUrl === undefined ? '' : `Unsubscribe: ${unsubscribeUrl}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function htmlOf({ title, summary, facts, lists, advice }: Content, unsubscribeUrl: string | undefined): string {
  const rows = facts.map(
    ([label, value]) =>
      `<tr><th scope="row" style="${STYLES.label}">${escapedHtml(label)}</th><td style="${STYLES.value}">${escapedHtml(value)}</td></tr>`,
  );
  const blocks = [
    `<h1 style="${STYLES.title}">${escapedHtml(title)}</h1>`,
    `<p>${escapedHtml(summary)}</p>`,
    rows.length === 0 ? '' : `<table role="presentation" cellpadding="0" cellspacing="0">${rows.join('')}</table>`,
    ...lists.map(
      (list) =>
        `<h2 style="${STYLES.heading}">${escapedHtml(list.title)}</h2><ul>${list.items.map((item) => `<li>${escapedHtml(item)}</li>`).join('')}</ul>`,
    ),
    advice === '' ? '' : `<p>${escapedHtml(advice)}</p>`,
    unsubscribeUrl === undefined
      ? ''
      : `<p style="${STYLES.footer}">You get this because this address is subscribed to notifications. <a href="${escapedHtml(unsubscribeUrl)}">Unsubscribe</a></p>`,
  ];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapedHtml(title)}</title></head>
<body style="${STYLES.body}"><div style="${STYLES.card}">
${blocks.filter((block) => block !== '').join('\n')}
</div></body>
</html>
`;
}
