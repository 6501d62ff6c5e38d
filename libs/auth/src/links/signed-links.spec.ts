import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../principal.ts';
import { MAX_LINK_TTL_MS, SignedLinks } from './signed-links.ts';

const NOW = Date.parse('2026-11-29T12:00:00.000Z');
const ADA: Principal = {
  tenantId: 't',
  objectId: 'ada',
  kind: 'user',
  roles: ['Voice.Synthesize'],
  clientId: 'c',
  expiresAt: NOW + 3_600_000,
};
const AUDIO = '/v1/syntheses/syn_1/audio';
const [KEY, NEW_KEY] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

describe(SignedLinks.name, () => {
  let now: number;
  let links: SignedLinks;

  beforeEach(() => {
    now = NOW;
    links = new SignedLinks([KEY], () => now);
  });

  const refusal = (target: string, by = links) => {
    try {
      return by.principalOf('GET', target);
    } catch (error) {
      return error;
    }
  };

  it('stand for who made them, at one resource, by GET and HEAD', () => {
    const { target, expiresAt } = links.sign(ADA, AUDIO);
    expect(expiresAt.toISOString()).toBe('2026-11-29T12:05:00.000Z');
    expect(target).toMatch(/^\/v1\/syntheses\/syn_1\/audio\?link=[\w-]+\.[\w-]+$/);
    expect(links.principalOf('GET', target)).toEqual(ADA);
    expect(links.principalOf('HEAD', target)).toEqual(ADA);
    expect(links.principalOf('DELETE', target)).toBeUndefined();
    expect(links.principalOf('GET', AUDIO)).toBeUndefined();
  });

  it('hold the query of the resource too', () => {
    const { target } = links.sign(ADA, '/v1/syntheses/syn_1/captions?format=vtt');
    expect(links.principalOf('GET', target)).toEqual(ADA);
    expect(refusal(target.replace('format=vtt', 'format=srt'))).toMatchObject({ code: 'unauthenticated' });
    expect(refusal(`${target}&dryRun=true`)).toMatchObject({ code: 'unauthenticated' });
  });

  it('are refused at another resource, when they were changed, and by another key', () => {
    const { target } = links.sign(ADA, AUDIO);
    expect(refusal(target.replace('syn_1', 'syn_2'))).toMatchObject({ code: 'unauthenticated' });
    const forged = Buffer.from(
      JSON.stringify({ resource: AUDIO, until: NOW * 2, principal: { ...ADA, roles: ['Voice.Admin'] } }),
    );
    const signature = target.split('.').at(-1);
    expect(refusal(`${AUDIO}?link=${forged.toString('base64url')}.${signature}`)).toMatchObject({
      code: 'unauthenticated',
    });
    expect(refusal(`${AUDIO}?link=`)).toMatchObject({ code: 'unauthenticated' });
    expect(refusal(target, new SignedLinks([NEW_KEY], () => now))).toMatchObject({ code: 'unauthenticated' });
  });

  it('last five minutes, and no longer than the token', () => {
    const { target } = links.sign(ADA, AUDIO);
    now += MAX_LINK_TTL_MS - 1;
    expect(links.principalOf('GET', target)).toEqual(ADA);
    now += 1;
    expect(refusal(target)).toMatchObject({ detail: 'The link has expired. Create a new one by POST /v1/links.' });
    expect(links.sign({ ...ADA, expiresAt: now + 1_000 }, AUDIO).expiresAt).toEqual(new Date(now + 1_000));
  });

  it('stay valid when a new key is put before the one that signed them, and need a key', () => {
    const { target } = links.sign(ADA, AUDIO);
    expect(new SignedLinks([NEW_KEY, KEY], () => now).principalOf('GET', target)).toEqual(ADA);
    expect(() => new SignedLinks([]).sign(ADA, AUDIO)).toThrow('dependency-unavailable');
  });
});
