import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import type { TokenCredential } from '@azure/core-auth';
import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import * as x509 from '@peculiar/x509';
import { errors, jwtVerify, SignJWT } from 'jose';
import { Clock } from '../faults/clock.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import type { Caller, Right } from '../rights/caller.ts';
import type { TlsMaterial, TokenVerifier } from '../service.ts';
import { readEmulatorConfig, type EmulatorConfigInput } from './config.ts';
import { startServiceBus, type ServiceBus } from './service-bus.ts';

/** What the specs of the broker share: a throw-away CA, signed tokens, a broker and real SDK clients. Nothing outside specs uses it. */
export interface Fixture {
  readonly bus: ServiceBus;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly logged: string[];
  readonly credential: TestCredential;
  /** A client of the real SDK over TLS with a token credential and short retries; closed with the fixture. */
  connect(options?: ServiceBusClientOptions, credential?: TokenCredential): ServiceBusClient;
  close(): Promise<void>;
}

/** For an answer of the broker, on a machine that is busy. */
const CLOSE_TIMEOUT_MS = 2_000;
const KEY = webcrypto.getRandomValues(new Uint8Array(32));

/** Hands out HS256 JWTs that `verifyToken` accepts, as long as its fields say so. */
export class TestCredential implements TokenCredential {
  audience = 'https://servicebus.azure.net';
  issuedCount = 0;
  key = KEY;
  lifetimeMs = 3_600_000;
  /** `{data action} {resource}`; everything if not set. */
  rights: readonly string[] | undefined;

  constructor(private readonly clock: Clock) {}

  async getToken(): Promise<{ token: string; expiresOnTimestamp: number }> {
    this.issuedCount += 1;
    const expiresAtMs = this.clock.now() + this.lifetimeMs;
    const token = await new SignJWT(this.rights === undefined ? {} : { rights: [...this.rights] })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(this.audience)
      .setExpirationTime(Math.floor(expiresAtMs / 1000))
      .sign(this.key);
    return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
  }
}

/** May do everything, or what the token says: the rights' names and the resources, with a space between them. */
class TestCaller implements Caller {
  readonly oid = '';
  readonly tid = '';

  constructor(private readonly rights: readonly string[] | undefined) {}

  may({ name }: Right, resource: string): boolean {
    return this.rights?.includes(`${name} ${resource}`) ?? true;
  }
}

export const verifyToken: TokenVerifier = async (token, audience) => {
  try {
    // Expiry is the broker's own check here.
    const { payload } = await jwtVerify(token, KEY, { audience, currentDate: new Date(0) });
    return new TestCaller(payload['rights'] as readonly string[] | undefined);
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};

let material: Promise<TlsMaterial> | undefined;

/** A CA and a certificate for localhost, made once in each test process and trusted by it. */
export function testTls(): Promise<TlsMaterial> {
  material ??= createTls();
  return material;
}

async function createTls(): Promise<TlsMaterial> {
  x509.cryptoProvider.set(crypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  const generate = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const [caKeys, keys] = [await generate(), await generate()];
  const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) };
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=service-bus test CA',
    serialNumber: '01',
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    ...validity,
  });
  const cert = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: ca.subject,
    serialNumber: '02',
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
    ...validity,
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
  const caPem = ca.toString('pem');
  tls.setDefaultCACertificates([...tls.getCACertificates(), caPem]);
  return { key, cert: cert.toString('pem'), ca: caPem };
}

/** Starts a broker over TLS on a free port. */
export async function startFixture(config: EmulatorConfigInput): Promise<Fixture> {
  const clock = new Clock();
  const faults = new FaultPlan();
  const logged: string[] = [];
  const bus = await startServiceBus({
    host: '127.0.0.1',
    port: 0,
    clock,
    faults,
    log: (message, fields) => logged.push(`${message} ${JSON.stringify(fields ?? {})}`),
    tls: await testTls(),
    config: readEmulatorConfig(config),
    verifyToken,
  });
  const credential = new TestCredential(clock);
  const clients: ServiceBusClient[] = [];
  return {
    bus,
    clock,
    faults,
    logged,
    credential,
    connect(options, other = credential) {
      const client = new ServiceBusClient(`localhost:${bus.port}`, other, {
        retryOptions: { maxRetries: 3, retryDelayInMs: 20, maxRetryDelayInMs: 100, timeoutInMs: 2_000 },
        ...options,
      });
      clients.push(client);
      return client;
    },
    async close() {
      // A client whose connection broke at the wrong moment does not close, ever.
      const closed = Promise.allSettled(clients.map((client) => client.close()));
      await Promise.race([closed, delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
      await bus.close();
      clock.stop();
    },
  };
}
