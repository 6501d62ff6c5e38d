import { createHash } from 'node:crypto';

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
button { font: inherit; padding: 0.5rem 1rem; }
`;

/** Nothing may be loaded and no script run; the form leads to this page only. */
export const UNSUBSCRIBE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Asks for a confirmation: programs that follow links to look for harm must not unsubscribe anyone. The form is sent to the same URL. */
export const CONFIRMATION_PAGE = pageOf(`<h1>Unsubscribe</h1>
<p>Do you want to receive no more notifications at this address?</p>
<form method="post"><button type="submit">Unsubscribe</button></form>`);

export const UNSUBSCRIBED_PAGE = pageOf(`<h1>You are unsubscribed</h1>
<p>No more notifications are sent to this address, and it was removed. To receive them again, ask the operator of the service for a new subscription.</p>`);

function pageOf(body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Notifications</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
