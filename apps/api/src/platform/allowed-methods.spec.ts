import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { AllowedMethods } from './allowed-methods.ts';

describe('AllowedMethods', () => {
  it('knows the methods of a path by its pattern, and of no other', async () => {
    const app = fastify();
    const allowed = new AllowedMethods();
    allowed.observe(app);
    app.get('/v1/things', () => '');
    app.post('/v1/things', () => '');
    app.route({ method: ['PUT', 'DELETE'], url: '/v1/things/:id', handler: () => '' });
    app.get('/docs/*', () => '');
    app.get('/open.json', () => '');
    await app.ready();
    expect(allowed.of('/v1/things')).toEqual(['GET', 'HEAD', 'POST']);
    expect(allowed.of('/v1/things/7')).toEqual(['DELETE', 'PUT']);
    expect(allowed.of('/docs/a/b')).toEqual(['GET', 'HEAD']);
    expect(allowed.of('/open.json')).toEqual(['GET', 'HEAD']);
    expect(allowed.of('/openxjson')).toEqual([]);
    expect(allowed.of('/v1/things/')).toEqual([]);
    expect(allowed.of('/v1/things/7/8')).toEqual([]);
    expect(allowed.similarTo('/v1/things/')).toBe('/v1/things');
    expect(allowed.similarTo('/v1/thing')).toBe('/v1/things');
    expect(allowed.similarTo('/things')).toBe('/v1/things');
    expect(allowed.similarTo('/v1/thing/7')).toBe('/v1/things/7');
    expect(allowed.similarTo('/api/v1/things')).toBe('/v1/things');
    expect(allowed.similarTo('/v1/all-things')).toBe('/v1/things');
    expect(allowed.similarTo('/V1/Things')).toBe('/v1/things');
    expect(allowed.similarTo('/admin.php')).toBeUndefined();
    // Another resource, and what no path has: nothing that was sent becomes a parameter.
    expect(allowed.similarTo('/v1/links')).toBeUndefined();
    expect(allowed.similarTo('/v1/things/7/clone')).toBeUndefined();
    expect(allowed.similarTo('/v1/thing/clone')).toBeUndefined();
    expect(allowed.similarTo(`/v1/${'things'.repeat(100)}`)).toBeUndefined();
    await app.close();
  });
});
