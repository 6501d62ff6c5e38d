/**
 * What infra/entra/register.sh and register.ps1 have in common; they call the Azure CLI themselves.
 *
 *   node scripts/deploy/entra.ts ask | changes | ids
 *
 * Settings: ENTRA_NAME, ENTRA_API_URL, ENTRA_PUBLIC_CLIENTS (separated by commas), ENTRA_SMOKE_IDENTITY, and the folder DEPLOY_WORK. Lines of questions and changes have a name
 * and arguments for az, separated by tabs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Answers } from './answers.ts';
import { type Application, applicationNames, applicationSchema, type Directory, nextChanges } from './entra-plan.ts';
import { spelt } from './finding.ts';

const GRAPH = 'https://graph.microsoft.com/v1.0';
const {
  ENTRA_NAME = '',
  ENTRA_API_URL = '',
  ENTRA_PUBLIC_CLIENTS = '',
  ENTRA_SMOKE_IDENTITY = '',
  DEPLOY_WORK = '',
} = process.env;
const settings = {
  name: ENTRA_NAME,
  apiUrl: ENTRA_API_URL,
  publicClients: ENTRA_PUBLIC_CLIENTS.split(',').filter((each) => each !== ''),
  smokeIdentity: ENTRA_SMOKE_IDENTITY,
};
const answers = new Answers(DEPLOY_WORK);
const names = applicationNames(settings);

const assignmentsSchema = z.object({
  value: z.array(z.looseObject({ resourceId: z.string(), appRoleId: z.string() })),
});

/** What the directory listed. An application that was just made may not be listed yet: its making answered it. */
function directory(): Directory {
  const listed = names.map((name, index): [string, readonly Application[]] => {
    const found = answers.read(`applications-${index}`, z.array(applicationSchema));
    if (found === undefined)
      throw new Error(
        `found: az could not list applications: ${answers.refusal(`applications-${index}`)}\n  right: a list\n  do:    sign in as somebody who may register applications (Application Developer)`,
      );
    const made = answers.read(`made-make-${slug(name)}`, applicationSchema);
    return [name, found.length === 0 && made !== undefined ? [made] : found];
  });
  const principals = new Map(
    names.flatMap((_, index) =>
      (answers.read(`principals-${index}`, z.array(z.looseObject({ id: z.string(), appId: z.string() }))) ?? []).map(
        ({ id, appId }) => [appId, id] as const,
      ),
    ),
  );
  const assigned = answers.read('assignments', assignmentsSchema);
  if (settings.smokeIdentity !== '' && assigned === undefined)
    throw new Error(
      `found: az could not list the roles of ${settings.smokeIdentity}: ${answers.refusal('assignments')}\n  right: the object id of an identity (principalId), not its client id\n  do:    az identity show --name id-api-… --resource-group … --query principalId`,
    );
  return { applications: Object.fromEntries(listed), principals, assignments: assigned?.value ?? [] };
}

const slug = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

const COMMANDS: Readonly<Record<string, () => void>> = {
  ask() {
    if (ENTRA_NAME.includes("'"))
      throw new Error('found: a name with an apostrophe\n  right: one without\n  do:    another -Name');
    names.forEach((name, index) => {
      console.log(
        ['applications-' + String(index), 'ad', 'app', 'list', '--filter', `displayName eq '${name}'`].join('\t'),
      );
      const [known] = answers.read(`applications-${index}`, z.array(applicationSchema)) ?? [];
      const made = answers.read(`made-make-${slug(name)}`, applicationSchema);
      const appId = known?.appId ?? made?.appId;
      if (appId !== undefined)
        console.log([`principals-${index}`, 'ad', 'sp', 'list', '--filter', `appId eq '${appId}'`].join('\t'));
    });
    if (settings.smokeIdentity !== '') {
      const uri = `${GRAPH}/servicePrincipals/${settings.smokeIdentity}/appRoleAssignments`;
      console.log(['assignments', 'rest', '--method', 'get', '--uri', uri].join('\t'));
    }
  },
  changes() {
    for (const { what, name, method, path, body } of nextChanges(settings, directory())) {
      const file = join(DEPLOY_WORK, `${name}.json`);
      const text = JSON.stringify(body);
      // It was sent in this run already, and the directory still answers what was before.
      if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
      writeFileSync(file, text);
      console.error(`  ${what}`);
      console.log(
        [`made-${name}`, 'rest', '--method', method, '--uri', `${GRAPH}${path}`, '--body', `@${file}`].join('\t'),
      );
    }
  },
  ids() {
    const { applications } = directory();
    const id = (name: string) => applications[name]?.[0]?.appId ?? '';
    console.log(`ENTRA_CLIENT_ID=${id(settings.name)}`);
    console.log(`SWAGGER_CLIENT_ID=${id(`${settings.name} Swagger UI`)}`);
  },
};

try {
  const run = COMMANDS[process.argv[2] ?? ''];
  if (run === undefined) throw new Error(`commands: ${Object.keys(COMMANDS).join(', ')}`);
  run();
} catch (error) {
  console.error(spelt((error as Error).message, process.env['DEPLOY_OPTION_STYLE']));
  process.exitCode = 1;
}
