import 'reflect-metadata';
import { createHash, createPrivateKey, KeyObject, webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';
import { createLocalJWKSet } from 'jose';
import { MEMORY_ONLY, type StateArea, type StateStore } from '../data/state-store.ts';

const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const YEAR_MS = 365 * 86_400_000;

/** A public key as Entra ID publishes it. */
export interface PublishedKey {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly kid: string;
  /** SHA-1 of the certificate, base64url; equal to `kid`. */
  readonly x5t: string;
  readonly n: string;
  readonly e: string;
  /** The self-signed certificate, DER in base64. */
  readonly x5c: readonly [string];
}

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly published: PublishedKey;
}

/**
 * The issuer's RS256 keys: one signs, those that signed before stay published until they are dropped. The sandbox's own services
 * recognize dropped keys too: the deployables hold tokens of their managed identity for a day and would be locked out.
 */
export class SigningKeys {
  #current: SigningKey;
  /** The latest first, as the dropped ones. */
  #retired: SigningKey[];
  #dropped: SigningKey[];
  #verificationKeys: VerificationKeys;

  private constructor(
    private readonly state: StateStore,
    { current, retired, dropped }: KeysByUse,
  ) {
    this.#current = current;
    this.#retired = retired;
    this.#dropped = dropped;
    this.#verificationKeys = keySet([current, ...retired, ...dropped]);
  }

  /** With the keys that are kept; a new one if there is none. */
  static async create(state: StateStore = MEMORY_ONLY): Promise<SigningKeys> {
    const keys = new SigningKeys(
      state,
      loadKeys(areaOf(state)) ?? { current: await generate(), retired: [], dropped: [] },
    );
    keys.#save();
    return keys;
  }

  get current(): SigningKey {
    return this.#current;
  }

  /** Finds the key of a token that is or was published, for jose. */
  get verificationKeys(): VerificationKeys {
    return this.#verificationKeys;
  }

  published(): PublishedKey[] {
    return [this.#current, ...this.#retired].map((key) => key.published);
  }

  /** Signs with a new key from now on. Tokens of the old one stay valid. Resolves to the new `kid`. */
  async rotate(): Promise<string> {
    const next = await generate();
    this.#retired = [this.#current, ...this.#retired];
    this.#current = next;
    this.#verificationKeys = keySet([next, ...this.#retired, ...this.#dropped]);
    this.#save();
    return next.published.kid;
  }

  /** Removes every key but the signing one, as Entra ID does some time after a rotation. */
  dropRetired(): void {
    this.#dropped = [...this.#retired, ...this.#dropped];
    this.#retired = [];
    this.#save();
  }

  #save(): void {
    if (!this.state.isKept) return;
    const area = areaOf(this.state);
    const put = (use: StoredKey['use']) => (key: SigningKey) => area.put(key.published.kid, stored(key, use));
    this.state.atomically(() => {
      this.#dropped.toReversed().forEach(put('dropped'));
      this.#retired.toReversed().forEach(put('retired'));
      put('current')(this.#current);
    });
  }
}

interface KeysByUse {
  readonly current: SigningKey;
  readonly retired: SigningKey[];
  readonly dropped: SigningKey[];
}

interface StoredKey {
  readonly use: 'current' | 'retired' | 'dropped';
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  readonly published: PublishedKey;
}

function areaOf(state: StateStore): StateArea<StoredKey> {
  return state.area('signing-keys');
}

function stored({ privateKey, published }: SigningKey, use: StoredKey['use']): StoredKey {
  return { use, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), published };
}

function loadKeys(area: StateArea<StoredKey>): KeysByUse | undefined {
  const records = area.load().map(({ fields }) => fields);
  const of = (use: StoredKey['use']): SigningKey[] =>
    records
      .filter((record) => record.use === use)
      .map(({ privateKey, published }) => ({ privateKey: createPrivateKey(privateKey), published }))
      .toReversed();
  const [current] = of('current');
  return current && { current, retired: of('retired'), dropped: of('dropped') };
}

type VerificationKeys = ReturnType<typeof createLocalJWKSet>;

function keySet(keys: readonly SigningKey[]): VerificationKeys {
  return createLocalJWKSet({ keys: keys.map(({ published }) => ({ ...published, x5c: [...published.x5c] })) });
}

async function generate(): Promise<SigningKey> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=accounts.accesscontrol.windows.net',
    notBefore: new Date(),
    notAfter: new Date(Date.now() + 5 * YEAR_MS),
    keys,
    signingAlgorithm: ALGORITHM,
  });
  const der = Buffer.from(certificate.rawData);
  const thumbprint = createHash('sha1').update(der).digest('base64url');
  const { n = '', e = '' } = KeyObject.from(keys.publicKey).export({ format: 'jwk' });
  return {
    privateKey: KeyObject.from(keys.privateKey),
    published: { kty: 'RSA', use: 'sig', kid: thumbprint, x5t: thumbprint, n, e, x5c: [der.toString('base64')] },
  };
}
