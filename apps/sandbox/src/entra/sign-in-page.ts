import { API_ROLES, type DirectoryTenant } from './directory.ts';

export interface SignInPage {
  readonly clientName: string;
  /** Tenants that may be chosen. */
  readonly tenants: readonly DirectoryTenant[];
  /** The request's parameters, sent along with the choice. */
  readonly parameters: URLSearchParams;
  /** Username to preselect. */
  readonly loginHint: string | undefined;
  /** Random value of the Content-Security-Policy's `style-src 'nonce-…'`. */
  readonly nonce: string;
}

/** Form fields by which the page says who signs in. */
export const SIGN_IN_FIELDS = { user: 'sandbox_user', roles: 'sandbox_roles', role: 'sandbox_role' } as const;

const STYLE = `
:root { color-scheme: light dark; --line: #8a8886; --accent: #0f6cbd; --soft: #f3f2f1; }
@media (prefers-color-scheme: dark) { :root { --accent: #479ef5; --soft: #2d2c2b; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; background: var(--soft); }
main { width: min(34rem, 100%); background: Canvas; color: CanvasText; padding: 2rem; border-radius: .75rem; box-shadow: 0 .25rem 1.5rem #0003; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; }
p { margin: 0 0 1rem; }
.hint { margin: 1rem 0 0; font-size: .875rem; opacity: .8; }
fieldset { margin: 0 0 1rem; padding: .5rem 1rem .75rem; border: 1px solid var(--line); border-radius: .5rem; }
legend { padding: 0 .4rem; font-weight: 600; }
label { display: flex; gap: .6rem; align-items: baseline; padding: .3rem 0; cursor: pointer; }
label small { display: block; opacity: .75; }
.roles { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); padding-left: 1.6rem; }
input { accent-color: var(--accent); }
button { width: 100%; padding: .7rem; font: inherit; font-weight: 600; color: #fff; background: #0f6cbd; border: 0; border-radius: .4rem; cursor: pointer; }
button:hover { background: #115ea3; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/** The sandbox's sign-in page: choose a user and roles. One plain form, no script, every value escaped. */
export function signInPage(page: SignInPage): string {
  const users = page.tenants.flatMap(({ users }) => users);
  const preselected = users.find(({ username }) => username === page.loginHint) ?? users[0];
  const tenants = page.tenants.map((tenant) => tenantChoice(tenant, preselected?.oid)).join('');
  const roles = API_ROLES.map(
    (role) =>
      `<label><input type="checkbox" name="${SIGN_IN_FIELDS.role}" value="${escapeHtml(role)}">${escapeHtml(role)}</label>`,
  ).join('');
  return documentOf(
    `Sign in to ${page.clientName}`,
    page.nonce,
    `<h1>Sign in</h1>
<p>to continue to <strong>${escapeHtml(page.clientName)}</strong></p>
<form method="post">
${hiddenFields(page.parameters)}
${tenants}
<fieldset><legend>Roles</legend>
<label><input type="radio" name="${SIGN_IN_FIELDS.roles}" value="assigned" checked>Those assigned to the user</label>
<label><input type="radio" name="${SIGN_IN_FIELDS.roles}" value="chosen">Only these:</label>
<div class="roles" role="group" aria-label="Roles to sign in with">${roles}</div>
</fieldset>
<button type="submit">Sign in</button>
</form>
<p class="hint">This is the sandbox's stand-in for Microsoft Entra ID. There are no passwords.</p>`,
  );
}

/** A page for what cannot be told to the client: an unknown client or return address. */
export function messagePage(title: string, text: string, nonce: string): string {
  return documentOf(title, nonce, `<h1>${escapeHtml(title)}</h1>\n<p role="alert">${escapeHtml(text)}</p>`);
}

function tenantChoice(tenant: DirectoryTenant, preselectedOid: string | undefined): string {
  const users = tenant.users
    .map(({ oid, name, username, roles }) => {
      const value = escapeHtml(`${tenant.tenantId}/${oid}`);
      const checked = oid === preselectedOid ? ' checked' : '';
      const assigned = escapeHtml(roles.length === 0 ? 'no roles' : roles.join(', '));
      return `<label><input type="radio" name="${SIGN_IN_FIELDS.user}" value="${value}" required${checked}><span>${escapeHtml(name)}<small>${escapeHtml(username)} · ${assigned}</small></span></label>`;
    })
    .join('');
  return `<fieldset><legend>${escapeHtml(tenant.name)}</legend>${users}</fieldset>`;
}

function hiddenFields(parameters: URLSearchParams): string {
  const own = Object.values(SIGN_IN_FIELDS) as string[];
  return [...parameters]
    .filter(([name]) => !own.includes(name))
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
}

function documentOf(title: string, nonce: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${escapeHtml(nonce)}">${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
