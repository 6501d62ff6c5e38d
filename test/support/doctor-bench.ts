import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { loadConfig } from '#config';
import { type Deployable, diagnose, type Finding, type Lookup } from '#doctor';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../apps/sandbox/src/sandbox.ts';

/** A host whose name begins so resolves nowhere; the machine's own resolver may take long to say so, or have no network. */
export const GONE = 'gone.';

const lookup: Lookup = async (host) => {
  if (host.startsWith(GONE)) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  return ['127.0.0.1'];
};

/** A sandbox whose rights, endpoints and variables are broken one after the other, and `doctor`, all in this process. */
export class DoctorBench {
  private constructor(
    readonly sandbox: Sandbox,
    private readonly folder: string,
  ) {}

  static async start(options: SandboxOptions = {}): Promise<DoctorBench> {
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    const sandbox = await startSandbox({ dataDirectory: folder, blobPersistence: 'memory', ...options });
    return new DoctorBench(sandbox, folder);
  }

  async stop(): Promise<void> {
    await this.sandbox.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The variables that a deployable has in the sandbox; those of `developer` go with the identity that may do everything. */
  environmentOf(who: Deployable | 'developer'): Record<string, string> {
    const { environment, deployables } = this.sandbox;
    return { ...environment, ...(who === 'developer' ? {} : deployables[who]) };
  }

  /**
   * @param changes undefined takes a variable away
   * @param identity whose tokens it gets, if not those of the deployable
   * @throws ConfigError when the configuration is not valid
   */
  findings(
    deployable: Deployable,
    changes: Readonly<Record<string, string | undefined>> = {},
    identity: Deployable | 'developer' = deployable,
  ): Promise<readonly Finding[]> {
    const environment = { ...this.environmentOf(identity), ...changes };
    const config = loadConfig(environment);
    return diagnose({ deployable, config, credential: identityOf(environment), lookup });
  }
}

/**
 * The managed identity of an environment. `@azure/identity` reads these variables once for all credentials of a process; the command, which has a
 * process of its own, uses it (test/e2e/doctor.e2e.spec.ts).
 */
function identityOf(environment: Readonly<Record<string, string | undefined>>): TokenCredential {
  return {
    async getToken(scopes): Promise<AccessToken> {
      const url = new URL(environment['IDENTITY_ENDPOINT'] ?? '');
      const resource = [scopes].flat()[0]?.replace(/\/\.default$/, '') ?? '';
      url.search = new URLSearchParams({
        'api-version': '2019-08-01',
        resource,
        ...(environment['AZURE_CLIENT_ID'] === undefined ? {} : { client_id: environment['AZURE_CLIENT_ID'] }),
      }).toString();
      const response = await fetch(url, { headers: { 'x-identity-header': environment['IDENTITY_HEADER'] ?? '' } });
      const answer = (await response.json()) as { access_token?: string; message?: string };
      if (answer.access_token === undefined) throw new Error(answer.message);
      return { token: answer.access_token, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
}

/** `area subject status` of the findings that a person must see. */
export function troubles(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ status }) => status === 'failed' || status === 'warning')
    .map(({ area, subject, status }) => `${area} ${subject} ${status}`);
}
