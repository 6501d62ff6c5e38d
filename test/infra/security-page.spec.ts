import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROLES } from '#auth';
import { INFRA } from './bicep.ts';

const HOME = join(INFRA, '..');
const page = readFileSync(join(HOME, 'docs', 'security.md'), 'utf8');
const section = (heading: string) => page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
/** First cells of the egress list that are hosts; `*.` stands for any name. */
const listed = new Set([...section('Egress list').matchAll(/^\| `([^`]+)`/gm)].map(([, host = '']) => host));
const { suffixes } = JSON.parse(readFileSync(join(INFRA, 'azure-cloud.json'), 'utf8')) as {
  suffixes: Record<string, string>;
};
/** Where Azure sends the product by its answers, and by the connection string of Application Insights; no code names it. */
const BY_ANSWERS_OF_AZURE = ['*.tts.speech.microsoft.com', '*.in.applicationinsights.azure.com'];

/** What the code names and does not call, with the reason; `*.example.com` and the like are no hosts either. */
const NOT_CALLED: Readonly<Record<string, string>> = {
  'www.w3.org': 'names of XML namespaces and of a specification',
  'sts.windows.net': 'the issuer that stands in tokens of version 1',
  'sts.chinacloudapi.cn': 'the issuer that stands in tokens of version 1 of another cloud',
  'cv.iptc.org': 'a term of a vocabulary, in the tags of recordings',
  'cognitiveservices.azure.com': 'what a token is for',
  'servicebus.azure.net': 'what a token is for',
  'storage.azure.com': 'what a token is for',
  'redis.azure.com': 'what a token is for',
  'adaptivecards.io': 'the name of a schema, in cards for Teams',
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

/** As the list writes it: `{name}` and the examples of comments stand for any name. */
function asListed(host: string): string {
  return host.replace(/^(\{\w+\}|example|api\.cognitive)\./, '*.');
}

describe('docs/security.md', () => {
  it('lists the hosts of each service of the template', () => {
    for (const suffix of Object.values(suffixes)) expect(listed).toContain(`*.${suffix}`);
  });

  it('lists each host that the code names, except for those that it does not call', () => {
    const hosts = hostsOfTheCode();
    expect([...hosts.keys()]).toEqual(
      expect.arrayContaining(['login.microsoftonline.com', ...Object.keys(NOT_CALLED)]),
    );
    const unlisted = [...hosts].filter(
      ([host]) => !(host in NOT_CALLED) && !host.endsWith('.example.com') && !listed.has(asListed(host)),
    );
    expect(unlisted).toEqual([]);
  });

  it('lists no host that neither the code, nor the template, nor Azure names', () => {
    const named = new Set([
      ...[...hostsOfTheCode().keys()].map(asListed),
      ...Object.values(suffixes).map((each) => `*.${each}`),
    ]);
    expect([...listed].filter((host) => !named.has(host))).toEqual(BY_ANSWERS_OF_AZURE);
  });

  it('names the identities of the template, and each role of callers', () => {
    const { grants } = JSON.parse(readFileSync(join(INFRA, 'roles.json'), 'utf8')) as {
      grants: Record<string, { identity: string }[]>;
    };
    const identities = new Set(Object.values(grants).flatMap((list) => list.map(({ identity }) => identity)));
    const rows = [...section('Identities').matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);
    expect(rows.toSorted()).toEqual([...identities].toSorted());
    for (const role of ROLES) expect(section('Identities')).toContain(`\`${role}\``);
  });

  it('is where docs/deploy.md sends a firewall team', () => {
    expect(readFileSync(join(HOME, 'docs', 'deploy.md'), 'utf8')).toContain('(security.md#egress-list)');
  });
});
