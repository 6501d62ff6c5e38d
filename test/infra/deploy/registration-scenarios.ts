import { describe, expect, it } from 'vitest';
import { Deployment, type Shell } from './run-deploy.ts';
import { sameTranscript } from './transcripts.ts';
import { ROLES } from '#auth';

const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const SMOKE_IDENTITY = 'cccccccc-0000-4000-8000-000000000001';
const IDS = /^ENTRA_CLIENT_ID=(\S+)\nSWAGGER_CLIENT_ID=(\S+)\n$/;

/** App roles of an application, as the directory has them now. */
function rolesOf(application: Readonly<Record<string, unknown>> | undefined): { id: string; value: string }[] {
  return (application?.['appRoles'] ?? []) as { id: string; value: string }[];
}

/** What the registration does in Entra ID, in both shells by the same calls. */
export function describeRegistration(shell: Shell): void {
  describe(shell.name, () => {
    it('makes what is missing, and nothing the second time', { timeout: 170_000 }, async () => {
      await using deployment = await Deployment.in();
      const { world } = deployment;
      const options = { 'public-client': AZURE_CLI };

      const asked = await deployment.runScript(shell, { ...options, 'what-if': true });
      expect(asked.code).toBe(0);
      expect(asked.said).toContain('make the application Voice cloning API\n');
      expect(world.changes).toEqual([]);

      const made = await deployment.runScript(shell, options);
      expect(made.said).toContain('set identifierUris, appRoles of Voice cloning API');
      expect(made.code).toBe(0);
      const [, apiId = '', swaggerId = ''] = IDS.exec(made.printed.replaceAll('\r', '')) ?? [];
      const [api, swagger] = world.directory.applications;
      expect([api?.appId, swagger?.appId]).toEqual([apiId, swaggerId]);
      expect(rolesOf(api).map(({ value }) => value)).toEqual([...ROLES]);
      expect(api?.['identifierUris']).toEqual([`api://${apiId}`]);
      expect(api?.['api']).toMatchObject({
        requestedAccessTokenVersion: 2,
        preAuthorizedApplications: [{ appId: swaggerId }, { appId: AZURE_CLI }],
      });
      expect(world.directory.principals.map(({ appId }) => appId)).toEqual([apiId, swaggerId]);
      await sameTranscript('registration', made);

      const changes = world.changes.length;
      const again = await deployment.runScript(shell, options);
      expect(again.code).toBe(0);
      expect(again.printed).toBe(made.printed);
      expect(world.changes).toHaveLength(changes);
    });

    it('adds an address and a client to what is there, and keeps what others added', { timeout: 170_000 }, async () => {
      await using deployment = await Deployment.in();
      const { directory } = deployment.world;
      await deployment.runScript(shell, {});
      const [api, swagger] = directory.applications;
      directory.write('patch', `/applications/${api?.id}`, {
        appRoles: [...rolesOf(api), { id: 'x', value: 'Own.Role' }],
      });
      directory.write('patch', `/applications/${swagger?.id}`, {
        spa: { redirectUris: ['https://other.example.com/'] },
      });
      const { code, transcript } = await deployment.runScript(shell, {
        'api-url': 'https://voice.example.com',
        'public-client': 'Desktop client',
        'smoke-identity': SMOKE_IDENTITY,
      });
      expect(code).toBe(0);
      expect(swagger?.['spa']).toEqual({
        redirectUris: ['https://other.example.com/', 'https://voice.example.com/docs/oauth2-redirect.html'],
      });
      expect(directory.applications[2]).toMatchObject({
        displayName: 'Desktop client',
        publicClient: { redirectUris: ['http://localhost'] },
        requiredResourceAccess: [{ resourceAppId: api?.appId }],
      });
      expect(rolesOf(api).map(({ value }) => value)).toEqual([...ROLES, 'Own.Role']);
      const roleOf = new Map(rolesOf(api).map(({ id, value }) => [id, value]));
      expect(directory.assignments.map(({ appRoleId }) => roleOf.get(String(appRoleId)))).toEqual([
        'Voice.Read',
        'Voice.Enroll',
        'Voice.Synthesize',
      ]);
      await sameTranscript('registration-later', { transcript });
    });
  });
}
