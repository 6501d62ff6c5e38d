import { createHmac, constants, createSign, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { CompactEncrypt, FlattenedSign } from 'jose';
import { API_CLIENT, FOREIGN_TENANT, HOME_TENANT, type LocalIssuer, newKey, OTHER_TENANT } from './local-issuer.ts';

/** What an attacker does, and the token that comes of it. */
export type Attack = [name: string, token: () => string | Promise<string>];

export interface AttackContext {
  readonly issuer: LocalIssuer;
  /** A server of the attacker's, which nobody may ask. */
  readonly attackerUrl: string;
}

let context: AttackContext | undefined;

/** Tokens are made for this issuer from now on. */
export function attack(next: AttackContext): void {
  context = next;
}

function issuer(): LocalIssuer {
  if (!context) throw new Error('Say first whom to attack');
  return context.issuer;
}

const attackerUrl = (): string => context?.attackerUrl ?? '';

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token with any header and payload, signed over exactly these bytes with a key of the issuer, unless another signer is given. */
function forge(
  header: unknown,
  payload: unknown = issuer().userClaims(),
  signer: (input: string) => Buffer = (input) => createSign('RSA-SHA256').update(input).sign(issuer().key.privateKey),
): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

const good = (): Record<string, unknown> => ({ typ: 'JWT', alg: 'RS256', kid: issuer().key.kid });
const headerWith = (changes: Record<string, unknown>) => () => forge({ ...good(), ...changes });
const claimsWith = (changes: Record<string, unknown> | (() => Record<string, unknown>)) => () =>
  forge(good(), issuer().userClaims(typeof changes === 'function' ? changes() : changes));
const hmac = (secret: string | Buffer) => (input: string) => createHmac('sha256', secret).update(input).digest();
const rsa = (digest: string, key?: KeyObject) => (input: string) =>
  createSign(digest)
    .update(input)
    .sign(key ?? issuer().key.privateKey);
const pem = () => issuer().key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const now = () => Math.floor(Date.now() / 1_000);
export const publicJwk = (key: KeyObject) => key.export({ format: 'jwk' }) as Record<string, unknown>;
export const foreignKey = newKey();
const byForeignKey = (header: Record<string, unknown>) => () =>
  forge({ ...good(), ...header }, issuer().userClaims(), rsa('RSA-SHA256', foreignKey.privateKey));
const alterToken = (change: (parts: [string, string, string]) => string) => () =>
  change(forge(good()).split('.') as [string, string, string]);
const applicationClaims = { scp: undefined, idtyp: 'app' };

/** Secrets that tools try first. */
const WEAK_SECRETS = [
  '',
  'secret',
  'password',
  'your-256-bit-secret',
  'your_jwt_secret',
  'changeme',
  'jwt',
  'key',
  '123456',
  API_CLIENT,
  HOME_TENANT,
];

const ALGORITHM: Attack[] = [
  ...['none', 'None', 'NONE', 'nOnE', '', null, 256, ['RS256'], 'rs256', 'RS256 ', 'RS384', 'HS256', 'ES256'].map(
    (alg): Attack => [`alg ${JSON.stringify(alg)} over a good RS256 signature`, headerWith({ alg })],
  ),
  ...['none', 'None', 'NONE', 'nOnE', 'RS256'].map((alg): Attack => [
    `alg ${alg} with an empty signature`,
    () => forge({ ...good(), alg }, undefined, () => Buffer.alloc(0)),
  ]),
  ['no alg', headerWith({ alg: undefined })],
  ['alg none without a signature part', () => `${encode({ ...good(), alg: 'none' })}.${encode(issuer().userClaims())}`],
  ['HS256 with the public key as the secret', () => forge({ ...good(), alg: 'HS256' }, undefined, hmac(pem()))],
  [
    'HS256 with the trimmed public key as the secret',
    () => forge({ ...good(), alg: 'HS256' }, undefined, hmac(pem().trim())),
  ],
  [
    'HS256 with the DER of the public key as the secret',
    () =>
      forge(
        { ...good(), alg: 'HS256' },
        undefined,
        hmac(issuer().key.publicKey.export({ type: 'spki', format: 'der' })),
      ),
  ],
  ['RS256 that is HMAC with the public key', () => forge(good(), undefined, hmac(pem()))],
  ...WEAK_SECRETS.map((secret): Attack => [
    `HS256 with the secret '${secret}'`,
    () => forge({ ...good(), alg: 'HS256' }, undefined, hmac(secret)),
  ]),
  ['ES256 with r and s of zero', () => forge({ ...good(), alg: 'ES256' }, undefined, () => Buffer.alloc(64))],
  [
    'PS256 by the right key',
    () =>
      forge({ ...good(), alg: 'PS256' }, undefined, (input) =>
        sign('sha256', Buffer.from(input), {
          key: issuer().key.privateKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: 32,
        }),
      ),
  ],
  [
    'a PS256 signature called RS256',
    () =>
      forge(good(), undefined, (input) =>
        sign('sha256', Buffer.from(input), {
          key: issuer().key.privateKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: 32,
        }),
      ),
  ],
  ['RS512 by the right key', () => forge({ ...good(), alg: 'RS512' }, undefined, rsa('RSA-SHA512'))],
  ['a SHA-1 signature called RS256', () => forge(good(), undefined, rsa('RSA-SHA1'))],
  [
    'EdDSA',
    () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      return forge({ ...good(), alg: 'EdDSA' }, undefined, (input) => sign(null, Buffer.from(input), privateKey));
    },
  ],
];

const KEY: Attack[] = [
  ['an unknown key id', byForeignKey({ kid: foreignKey.kid })],
  ['a good key id over another key’s signature', byForeignKey({})],
  ...[
    '../../dev/null',
    "' OR 1=1 --",
    '__proto__',
    'constructor',
    'toString',
    '',
    'x'.repeat(10_240),
    'a\nb',
    'ключ',
  ].map((kid): Attack => [`key id ${JSON.stringify(kid.slice(0, 20))}`, headerWith({ kid })]),
  ...[7, null, true, ['a'], { a: 1 }].map((kid): Attack => [`key id ${JSON.stringify(kid)}`, headerWith({ kid })]),
  ['no key id', headerWith({ kid: undefined })],
  ['the key id as x5t only', () => forge({ typ: 'JWT', alg: 'RS256', x5t: issuer().key.kid })],
  ['two key ids', () => forge(`{"typ":"JWT","alg":"RS256","kid":"${foreignKey.kid}","kid":"${issuer().key.kid}"}`)],
  [
    'two key ids, one of them escaped',
    () => forge(`{"typ":"JWT","alg":"RS256","\\u006bid":"x","kid":"${issuer().key.kid}"}`),
  ],
  ['another x5t than the key id’s', headerWith({ x5t: 'other' })],
  ['jwk of the attacker', byForeignKey({ jwk: publicJwk(foreignKey.publicKey) })],
  [
    'jwk of the attacker with its key id',
    byForeignKey({ kid: foreignKey.kid, jwk: { ...publicJwk(foreignKey.publicKey), kid: foreignKey.kid } }),
  ],
  ['jku of the attacker', () => byForeignKey({ jku: `${attackerUrl()}/keys` })()],
  ['jku of the issuer over a good signature', () => headerWith({ jku: issuer().metadata()['jwks_uri'] })()],
  ['x5u of the attacker', () => byForeignKey({ x5u: `${attackerUrl()}/cert` })()],
  [
    'x5c of the attacker',
    byForeignKey({ x5c: [foreignKey.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }),
  ],
];

const FORM: Attack[] = [
  ['crit of an unknown extension', headerWith({ crit: ['exp'] })],
  ['crit that is empty', headerWith({ crit: [] })],
  ['b64 false', headerWith({ b64: false, crit: ['b64'] })],
  ['zip', headerWith({ zip: 'DEF' })],
  ['cty JWT around a good token', () => forge({ ...good(), cty: 'JWT' }, forge(good()))],
  ['a good token as payload', () => forge(good(), forge(good()))],
  ['Graph’s nonce header', headerWith({ nonce: 'abc' })],
  ['no typ', headerWith({ typ: undefined })],
  ...['jwt', 'at+jwt', 'JWS', 'JWE', 7].map((typ): Attack => [`typ ${typ}`, headerWith({ typ })]),
  ...[null, [], 'RS256', 7].map((header): Attack => [
    `the header ${JSON.stringify(header)}`,
    () => forge(JSON.stringify(header)),
  ]),
  ['a header that is no JSON', () => forge('{"typ":"JWT",')],
  ...[null, [], 'claims', 7].map((payload): Attack => [
    `the payload ${JSON.stringify(payload)}`,
    () => forge(good(), JSON.stringify(payload)),
  ]),
  ['a payload that is no JSON', () => forge(good(), '{"aud":')],
  ['a claim that stands twice', () => forge(good(), JSON.stringify(issuer().userClaims()).replace('{', '{"tid":"x",'))],
  [
    'an inner claim that stands twice',
    () => forge(good(), JSON.stringify(issuer().userClaims()).replace('{', '{"x":{"a":1,"a":2},')),
  ],
  ['a byte order mark', () => forge(good(), `\ufeff${JSON.stringify(issuer().userClaims())}`)],
  ['two parts', alterToken(([header, payload]) => `${header}.${payload}`)],
  ['four parts', alterToken((parts) => `${parts.join('.')}.x`)],
  ['an empty signature', alterToken(([header, payload]) => `${header}.${payload}.`)],
  ['padding', alterToken((parts) => `${parts.join('.')}==`)],
  [
    'plain base64',
    alterToken(
      ([header, payload, signature]) =>
        `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    ),
  ],
  ['another spelling of the last character', alterToken((parts) => respell(parts.join('.')))],
  ['a line break', alterToken(([header, payload, signature]) => `${header}.${payload}\n.${signature}`)],
  ['a NUL', alterToken((parts) => `${parts.join('.')}\0`)],
  ['20 kB', () => forge(good(), issuer().userClaims({ filler: 'x'.repeat(20_000) }))],
  ['nothing', () => ''],
  ['two dots', () => '..'],
  [
    'a JWE',
    () =>
      new CompactEncrypt(Buffer.from('{}'))
        .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: issuer().key.kid })
        .encrypt(issuer().key.publicKey),
  ],
  [
    'the JSON serialization',
    async () =>
      JSON.stringify(
        await new FlattenedSign(Buffer.from(JSON.stringify(issuer().userClaims())))
          .setProtectedHeader({ alg: 'RS256', kid: issuer().key.kid })
          .sign(issuer().key.privateKey),
      ),
  ],
];

const SIGNATURE: Attack[] = [
  ['a flipped bit', alterToken(([header, payload, signature]) => `${header}.${payload}.${flip(signature)}`)],
  ['a cut signature', alterToken(([header, payload, signature]) => `${header}.${payload}.${signature.slice(0, -4)}`)],
  [
    'the signature of another token',
    alterToken(([header, payload]) => `${header}.${payload}.${forge(good(), { a: 1 }).split('.')[2]}`),
  ],
  [
    'claims changed after signing',
    alterToken(
      ([header, , signature]) => `${header}.${encode(issuer().userClaims({ roles: ['Voice.Admin'] }))}.${signature}`,
    ),
  ],
  [
    'the header changed after signing',
    alterToken(
      ([, payload, signature]) =>
        `${encode({ kid: issuer().key.kid, typ: 'JWT', alg: 'RS256' })}.${payload}.${signature}`,
    ),
  ],
];

const TIMES: Attack[] = [
  ['an exp long past', claimsWith(() => ({ iat: now() - 7_200, nbf: now() - 7_200, exp: now() - 3_600 }))],
  ...(['exp', 'iat'] as const).map((name): Attack => [`no ${name}`, claimsWith({ [name]: undefined })]),
  ...(['exp', 'nbf', 'iat'] as const).flatMap((name) =>
    [String(now() + 100), -1, 0, 1.5, 1e300, Date.now(), null, [now() + 100], {}, true].map((value): Attack => [
      `${name} ${JSON.stringify(value)}`,
      claimsWith({ [name]: value }),
    ]),
  ),
  ['an nbf to come', claimsWith(() => ({ nbf: now() + 300 }))],
  ['an iat to come', claimsWith(() => ({ iat: now() + 300 }))],
  ['an exp before its iat', claimsWith(() => ({ iat: now(), nbf: now(), exp: now() - 1 }))],
];

const AUDIENCE: Attack[] = [
  'https://graph.microsoft.com',
  '00000003-0000-0000-c000-000000000000',
  `api://${API_CLIENT}/`,
  `api://${API_CLIENT}.evil`,
  API_CLIENT.toUpperCase(),
  `spn:${API_CLIENT}`,
  '',
  '*',
  undefined,
  null,
  [API_CLIENT],
  [API_CLIENT, 'other'],
  { 0: API_CLIENT },
].map((aud): Attack => [`aud ${JSON.stringify(aud)}`, claimsWith({ aud })]);

const ISSUER: Attack[] = [
  ['v2 of another allowed tenant', () => `${issuer().authority}/${OTHER_TENANT}/v2.0`],
  ['v1 of another allowed tenant', () => `https://sts.windows.net/${OTHER_TENANT}/`],
  ['the template', () => `${issuer().authority}/{tenantid}/v2.0`],
  ['common', () => `${issuer().authority}/common/v2.0`],
  ['a slash too many', () => `${issuer().authority}/${HOME_TENANT}/v2.0/`],
  ['v1 without its slash', () => `https://sts.windows.net/${HOME_TENANT}`],
  ['http', () => `http://sts.windows.net/${HOME_TENANT}/`],
  ['a longer host', () => `${issuer().authority}.evil.example/${HOME_TENANT}/v2.0`],
  ['the real Entra ID', () => `https://login.microsoftonline.com/${HOME_TENANT}/v2.0`],
  ['an array', () => [`${issuer().authority}/${HOME_TENANT}/v2.0`]],
  ['nothing', () => undefined],
].map(([name, iss]): Attack => [`iss: ${name as string}`, claimsWith(() => ({ iss: (iss as () => unknown)() }))]);

const TENANT: Attack[] = [
  [
    'a tenant that is not allowed, consistently',
    claimsWith(() => ({ tid: FOREIGN_TENANT, iss: `${issuer().authority}/${FOREIGN_TENANT}/v2.0` })),
  ],
  ['a tenant that is not allowed, in tid only', claimsWith({ tid: FOREIGN_TENANT })],
  ...[undefined, null, 7, '', 'common', [HOME_TENANT], `${HOME_TENANT} `].map((tid): Attack => [
    `tid ${JSON.stringify(tid)}`,
    claimsWith({ tid }),
  ]),
  ['ver of the other version', claimsWith({ ver: '1.0' })],
  ...[undefined, 'someone@example.com', 7, ''].map((oid): Attack => [
    `oid ${JSON.stringify(oid)}`,
    claimsWith({ oid }),
  ]),
];

const KIND: Attack[] = [
  ['an id token', claimsWith({ scp: undefined, roles: undefined, azp: undefined })],
  ['an id token with roles', claimsWith({ scp: undefined, azp: undefined, roles: ['Voice.Admin'] })],
  ['an id token with a nonce', claimsWith({ nonce: 'n' })],
  ['an id token with at_hash', claimsWith({ at_hash: 'h' })],
  ['an application without roles', claimsWith({ ...applicationClaims, roles: undefined })],
  ['an application without a client', claimsWith({ ...applicationClaims, azp: undefined })],
  ['a user’s token that says idtyp app', claimsWith({ idtyp: 'app' })],
  ['an application’s token that says idtyp user', claimsWith({ scp: undefined, idtyp: 'user' })],
  ['a device’s token', claimsWith({ scp: undefined, idtyp: 'device' })],
  ...['', ' ', 7, null, ['access_as_user'], {}].map((scp): Attack => [
    `scp ${JSON.stringify(scp)}`,
    claimsWith({ scp }),
  ]),
  ...['Voice.Admin', { 0: 'Voice.Admin' }, [['Voice.Admin']], null, 7].map((roles): Attack => [
    `roles ${JSON.stringify(roles)}`,
    claimsWith({ roles }),
  ]),
];

/** Every token that must be refused, by what is wrong with it. */
export const TOKEN_ATTACKS: readonly (readonly [group: string, attacks: readonly Attack[]])[] = [
  ['algorithms', ALGORITHM],
  ['keys', KEY],
  ['forms', FORM],
  ['signatures', SIGNATURE],
  ['times', TIMES],
  ['audiences', AUDIENCE],
  ['issuers', ISSUER],
  ['tenants and subjects', TENANT],
  ['kinds of token', KIND],
];

function flip(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

/** 256 bytes end in a character of which only four bits count: another one decodes to the same bytes. */
function respell(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.slice(-1));
  return `${token.slice(0, -1)}${alphabet[last + 1]}`;
}
