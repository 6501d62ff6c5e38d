import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteStore } from '../data/sqlite-store.ts';
import { SigningKeys } from './signing-keys.ts';

describe('the keys that tokens are signed with', () => {
  let folder: string;
  let store: SqliteStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-keys-spec-'));
    store = new SqliteStore(join(folder, 'state.sqlite'));
  });
  afterEach(async () => {
    store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are the same after a restart: the one that signs, those that are published, those that are only known', async () => {
    const keys = await SigningKeys.create(store);
    const dropped = keys.current.published.kid;
    await keys.rotate();
    keys.dropRetired();
    await keys.rotate();
    await keys.rotate();

    const again = await SigningKeys.create(store);
    expect(again.current.published).toEqual(keys.current.published);
    expect(again.current.privateKey.equals(keys.current.privateKey)).toBe(true);
    expect(again.published()).toEqual(keys.published());
    expect(again.published()).toHaveLength(3);
    const known = again.verificationKeys.jwks().keys.map(({ kid }) => kid);
    expect(known).toEqual(keys.verificationKeys.jwks().keys.map(({ kid }) => kid));
    expect(known).toContain(dropped);
  });

  it('are new ones where nothing is kept', async () => {
    const [one, two] = await Promise.all([SigningKeys.create(), SigningKeys.create()]);
    expect(one.current.published.kid).not.toBe(two.current.published.kid);
  });
});
