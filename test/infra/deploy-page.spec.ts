import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INFRA } from './bicep.ts';

const page = readFileSync(join(INFRA, '..', 'docs', 'deploy.md'), 'utf8');
const template = readFileSync(join(INFRA, 'main.bicep'), 'utf8');
const roles = JSON.parse(readFileSync(join(INFRA, 'roles.json'), 'utf8')) as {
  grants: { secrets: { secret: string }[] };
};
const { suffixes } = JSON.parse(readFileSync(join(INFRA, 'azure-cloud.json'), 'utf8')) as {
  suffixes: Record<string, string>;
};

/** First cells of the table in a section, without backticks. */
function firstCells(heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, cell = '']) => cell);
}

/** What the code names and does not call, with the reason; `*.example.com` and the like are no hosts either. */
const NOT_CALLED: Readonly<Record<string, string>> = {
  'www.w3.org': 'names of XML namespaces and of a specification',
  'sts.windows.net': 'the issuer that stands in tokens of version 1',
  'sts.chinacloudapi.cn': 'the issuer that stands in tokens of version 1 of another cloud',
  'cognitiveservices.azure.com': 'what a token is for',
  'redis.azure.com': 'what a token is for',
  'api.cognitive.microsofttranslator.com': 'the global Translator; the template has the address of the resource',
};

/** Hosts that stand in URLs of what runs in a deployment, and the files that name them. */
function hostsOfTheCode(): ReadonlyMap<string, string> {
  const home = join(INFRA, '..');
  const files = globSync(['apps/{api,worker}/src/**/*.ts', 'libs/*/src/**/*.ts'], {
    cwd: home,
    exclude: (name) => /\.(spec|fixture)\.ts$|(^|\/)testing(\/|$)/.test(name),
  });
  const named = files.flatMap((file) =>
    [
      ...withoutComments(readFileSync(join(home, file), 'utf8')).matchAll(
        /\b(?:https?|wss?|sb|amqps):\/\/([\w*{}-]+(?:\.[\w{}-]+)+)/g,
      ),
    ].map(([, host = '']) => [host, file] as const),
  );
  return new Map(named);
}

/** Pages that comments cite are called by nobody. */
function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}

describe('docs/deploy.md', () => {
  it('describes each parameter of the template, and no other', () => {
    const parameters = [...template.matchAll(/^param (\w+)/gm)].map(([, name = '']) => name);
    expect(parameters.length).toBeGreaterThan(20);
    expect(firstCells('Parameters')).toEqual(parameters);
  });

  it('says for each secret who reads it and how it is rotated', () => {
    const secrets = new Set(roles.grants.secrets.map(({ secret }) => secret));
    expect(new Set(firstCells('Secrets'))).toEqual(secrets);
  });

  it('lists the hosts of each service for a firewall', () => {
    const section = page.split(/^## /m).find((text) => text.startsWith('Outbound traffic\n')) ?? '';
    for (const suffix of Object.values(suffixes)) expect(section).toContain(`*.${suffix}`);
  });

  it('lists each host that the code names for a firewall, but for those that it does not call', () => {
    const section = page.split(/^## /m).find((text) => text.startsWith('Outbound traffic\n')) ?? '';
    const hosts = hostsOfTheCode();
    expect([...hosts.keys()]).toEqual(
      expect.arrayContaining(['login.microsoftonline.com', ...Object.keys(NOT_CALLED)]),
    );
    const unlisted = [...hosts].filter(([host]) => {
      const wildcard = host.replace(/^(\{\w+\}|example)\./, '*.');
      return !(host in NOT_CALLED) && !host.endsWith('.example.com') && !section.includes(`\`${wildcard}\``);
    });
    expect(unlisted).toEqual([]);
  });
});
