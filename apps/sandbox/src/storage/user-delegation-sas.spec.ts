import { BlobSASPermissions, ContainerSASPermissions, generateBlobSASQueryParameters } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { classifyBlobCall } from '../event-grid/blob-operation.ts';
import { DelegationKeys } from './delegation-keys.ts';
import { type SasRequest, verifySas } from './user-delegation-sas.ts';

const ACCOUNT = 'devstoreaccount1';
const NOW = Date.parse('2026-11-29T10:00:00Z');
const HOUR_MS = 3_600_000;
const CLAIMS = { oid: '11111111-1111-4111-8111-111111111111', tid: '22222222-2222-4222-8222-222222222222' };

type Values = Parameters<typeof generateBlobSASQueryParameters>[0];
type Change = { readonly [Name in keyof Values]?: Values[Name] | undefined };

const keys = new DelegationKeys();

function issued(expiry: number, start = NOW - HOUR_MS, version = '2026-04-06') {
  const time = (ms: number): string => new Date(ms).toISOString();
  const body = `<KeyInfo><Start>${time(start)}</Start><Expiry>${time(expiry)}</Expiry></KeyInfo>`;
  return keys.issue(body, CLAIMS, version, NOW);
}

/** A query that the JavaScript SDK has signed. */
function signed(change: Change = {}, key: { expiry?: number; start?: number } = {}): URLSearchParams {
  const xml = issued(key.expiry ?? NOW + HOUR_MS, key.start);
  if (typeof xml !== 'string') throw new Error(xml.code);
  const field = (name: string): string => new RegExp(`<${name}>(.*)</${name}>`).exec(xml)?.[1] ?? '';
  const parameters = generateBlobSASQueryParameters(
    {
      containerName: 'uploads',
      blobName: 'tenant/ü 1.wav',
      permissions: BlobSASPermissions.parse('cr'),
      expiresOn: new Date(NOW + HOUR_MS / 2),
      version: '2026-04-06',
      ...change,
    },
    {
      signedObjectId: field('SignedOid'),
      signedTenantId: field('SignedTid'),
      signedStartsOn: new Date(field('SignedStart')),
      signedExpiresOn: new Date(field('SignedExpiry')),
      signedService: field('SignedService'),
      signedVersion: field('SignedVersion'),
      value: field('Value'),
    },
    ACCOUNT,
  );
  return new URLSearchParams(parameters.toString());
}

function verify(query: URLSearchParams, change: Partial<SasRequest> & { url?: string } = {}) {
  const call = classifyBlobCall('GET', change.url ?? `/${ACCOUNT}/uploads/tenant/%C3%BC%201.wav`, {});
  return verifySas({ account: ACCOUNT, call, query, headers: {}, address: '127.0.0.1', nowMs: NOW, ...change }, keys);
}

describe('verifySas', () => {
  it.each([
    '2018-11-09',
    '2019-12-12',
    '2020-02-10',
    '2020-12-06',
    '2025-05-05',
    '2025-07-05',
    '2026-04-06',
    '2026-10-06',
  ])('takes what the SDK signs for version %s', (version) => {
    expect(verify(signed({ version }))).toEqual({
      version,
      permissions: 'rc',
      resource: 'b',
      signedBy: { oid: '11111111-1111-4111-8111-111111111111', tid: '22222222-2222-4222-8222-222222222222' },
    });
    const startsOn = new Date(NOW - 1_000);
    expect(verify(signed({ version, startsOn, contentType: 'audio/wav' }))).not.toHaveProperty('code');
  });

  it('takes a container, a snapshot, a directory, an address and signed headers', () => {
    const query = signed({ blobName: undefined, permissions: ContainerSASPermissions.parse('rl') });
    expect(verify(query)).toMatchObject({ resource: 'c', permissions: 'rl' });
    expect(verify(query, { url: `/${ACCOUNT}/uploads?comp=list` })).toMatchObject({ resource: 'c' });
    const snapshot = signed({ snapshotTime: '2026-11-29T09:00:00.0000000Z' });
    snapshot.set('snapshot', '2026-11-29T09:00:00.0000000Z');
    expect(verify(snapshot)).toMatchObject({ resource: 'bs' });
    expect(verify(signed({ blobName: 'tenant', isDirectory: true }))).toMatchObject({ resource: 'd' });
    expect(verify(signed({ ipRange: { start: '127.0.0.1' } }))).not.toHaveProperty('code');
    expect(verify(signed({ ipRange: { start: '127.0.0.0', end: '127.0.0.9' } }))).not.toHaveProperty('code');
    const withHeaders = signed({ requestHeaders: { 'x-ms-meta-a': '1' } });
    expect(verify(withHeaders, { headers: { 'x-ms-meta-a': '1' } })).not.toHaveProperty('code');
    expect(verify(withHeaders, { headers: { 'x-ms-meta-a': '2' } })).toMatchObject({ code: 'AuthenticationFailed' });
  });

  it.each<[string, () => ReturnType<typeof verify>]>([
    ['has expired', () => verify(signed({ expiresOn: new Date(NOW) }))],
    ['is not valid yet', () => verify(signed({ startsOn: new Date(NOW + 1_000) }))],
    ['is for another blob', () => verify(signed(), { url: `/${ACCOUNT}/uploads/other.wav` })],
    ['is for another container', () => verify(signed(), { url: `/${ACCOUNT}/audio/tenant/%C3%BC%201.wav` })],
    ['is for a blob, used on its container', () => verify(signed(), { url: `/${ACCOUNT}/uploads?comp=list` })],
    [
      'was signed with a key that has expired',
      () => verify(signed({}, { expiry: NOW + 1_000 }), { nowMs: NOW + 2_000 }),
    ],
    ['was signed with a key that is not valid yet', () => verify(signed({}, { start: NOW + 1_000 }))],
    [
      'was changed',
      () => {
        const query = signed();
        query.set('sp', 'rcw');
        return verify(query);
      },
    ],
    [
      'is of a version that does not exist',
      () => {
        const query = signed();
        query.set('sv', '2099-01-01');
        return verify(query);
      },
    ],
    [
      'lacks its key’s times',
      () => {
        const query = signed();
        query.delete('ske');
        return verify(query);
      },
    ],
  ])('answers AuthenticationFailed where it %s', (_, call) => {
    expect(call()).toMatchObject({ status: 403, code: 'AuthenticationFailed' });
  });

  it.each([{ start: '10.0.0.1' }, { start: '127.0.0.2', end: '127.0.0.9' }])(
    'is refused from outside %o',
    (ipRange) => {
      expect(verify(signed({ ipRange }))).toMatchObject({ status: 403, code: 'AuthorizationSourceIPMismatch' });
    },
  );
});

describe('DelegationKeys', () => {
  const code = (answer: ReturnType<typeof issued>): string => (typeof answer === 'string' ? 'issued' : answer.code);

  it('issues keys for up to seven days from now', () => {
    const week = NOW + 7 * 24 * HOUR_MS;
    expect(code(issued(week))).toBe('issued');
    expect(issued(week + 1_000)).toMatchObject({
      status: 400,
      code: 'InvalidXmlNodeValue',
      details: { XmlNodeValue: '2026-12-06T10:00:01.000Z' },
    });
    expect(code(issued(NOW - 1))).toBe('InvalidXmlNodeValue');
    expect(code(issued(NOW + HOUR_MS, NOW + 2 * HOUR_MS))).toBe('InvalidXmlNodeValue');
    expect(code(issued(NOW + HOUR_MS, NOW, '2018-03-28'))).toBe('InvalidHeaderValue');
    expect(code(keys.issue('<KeyInfo><Expiry>soon</Expiry></KeyInfo>', CLAIMS, '2026-04-06', NOW))).toBe(
      'InvalidXmlNodeValue',
    );
    expect(code(keys.issue('KeyInfo', CLAIMS, '2026-04-06', NOW))).toBe('InvalidXmlDocument');
  });
});
