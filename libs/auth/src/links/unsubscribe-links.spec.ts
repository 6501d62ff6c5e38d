import { describe, it } from 'vitest';
import { aPrincipal } from '../../testing/index.ts';
import { SignedLinks } from './signed-links.ts';
import { UnsubscribeLinks } from './unsubscribe-links.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64');
const TARGET = { tenantId: 't', subscriptionId: 'nts_1', addressId: 'a' };

describe(UnsubscribeLinks.name, () => {
  it('know what they have signed, also by a key that is no longer the first', ({ expect }) => {
    const token = new UnsubscribeLinks([KEY]).sign(TARGET);
    expect(new UnsubscribeLinks([KEY]).targetOf(token)).toEqual(TARGET);
    expect(new UnsubscribeLinks([OTHER_KEY, KEY]).targetOf(token)).toEqual(TARGET);
    expect(new UnsubscribeLinks([OTHER_KEY]).targetOf(token)).toBeUndefined();
    expect(new UnsubscribeLinks([]).targetOf(token)).toBeUndefined();
  });

  it('know nothing that was changed, or is no token', ({ expect }) => {
    const links = new UnsubscribeLinks([KEY]);
    const [claims = '', signature = ''] = links.sign(TARGET).split('.');
    const others = Buffer.from(JSON.stringify(['u', 'nts_1', 'a'])).toString('base64url');
    for (const token of [
      `${others}.${signature}`,
      `${claims}.${signature.replace(/^./, '_')}x`,
      claims,
      '',
      '.',
      'a.b',
    ]) {
      expect(links.targetOf(token)).toBeUndefined();
    }
  });

  it('are signed for one purpose: neither is a link to a resource', ({ expect }) => {
    const { target } = new SignedLinks([KEY]).sign(aPrincipal({ tenantId: 't' }), '/v1/voices');
    const link = new URL(target, 'https://example.com').searchParams.get('link') ?? '';
    expect(new UnsubscribeLinks([KEY]).targetOf(link)).toBeUndefined();
    const token = new UnsubscribeLinks([KEY]).sign(TARGET);
    expect(() => new SignedLinks([KEY]).principalOf('GET', `/v1/voices?link=${token}`)).toThrow();
  });

  it('need a key', ({ expect }) => {
    expect(() => new UnsubscribeLinks([]).sign(TARGET)).toThrow(/no key/);
  });
});
