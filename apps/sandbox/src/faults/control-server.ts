import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Cosmos } from '../cosmos/cosmos-server.ts';
import type { Entra } from '../entra/entra-server.ts';
import { API_SCOPE } from '../entra/directory.ts';
import type { EventDelivery } from '../event-grid/event-delivery.ts';
import type { AccessControl, TakenRight } from '../rights/access-control.ts';
import type { RunningService, ServiceContext } from '../service.ts';
import type { ServiceBus } from '../service-bus/service-bus.ts';
import type { Speech } from '../speech/speech.ts';
import type { StorageNetwork } from '../storage/storage-network.ts';
import { ControlError, parse } from './control-error.ts';
import { DATA_ROUTES, type KeptData, serveData } from './data-routes.ts';
import { faultRules } from './fault-rule-schema.ts';
import { SERVICE_BUS_ROUTES, serveServiceBus } from './service-bus-routes.ts';

/** What the control endpoint looks into. */
export interface ControlledServices {
  readonly entra: Entra;
  readonly serviceBus: ServiceBus;
  readonly events: EventDelivery;
  readonly speech: Speech;
  readonly cosmos: Pick<Cosmos, 'documents' | 'staleReads'>;
}

export interface ControlOptions extends ServiceContext {
  /** Those that run; undefined while they restart on restored data. */
  readonly services: () => ControlledServices | undefined;
  readonly storageNetwork: StorageNetwork;
  readonly access: Pick<AccessControl, 'decisions' | 'take'>;
  /** Undefined for a sandbox that keeps nothing. */
  readonly data: KeptData | undefined;
  /** Moves what the sandbox takes for the machine's clock, where the clients' clocks are moved as well. */
  readonly passTime: (ms: number) => void;
  /** Told after the clock has moved. */
  readonly onClockMoved: () => void;
  /** Shown by `GET /`. */
  readonly endpoints: () => Readonly<Record<string, string>>;
  /** Shown by `GET /`: the environment variables of the deployables. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** Shown by `GET /`: what each deployable has in place of that. */
  readonly deployables: () => Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Control extends RunningService {
  /** `http://localhost:PORT`. */
  readonly endpoint: string;
}

const tenantId = z.uuid();
const clockMove = z.strictObject({
  advanceMs: z.int().min(-31_536_000_000).max(31_536_000_000),
  everywhere: z.boolean().default(false),
});
const faultId = z.strictObject({ id: z.string() });
const keyRotation = z.strictObject({ dropOld: z.boolean().default(false) }).prefault({});
const rightsTaken = z.strictObject({
  rights: z.array(
    z.strictObject({ identity: z.string(), scope: z.string(), role: z.string(), pattern: z.string().optional() }),
  ),
});
const network = z.strictObject({ private: z.boolean() });
const transcript = z.strictObject({ text: z.string().nullable() });
const rate = z.number().min(0).max(1);
const speechLimits = z.strictObject({ enforced: z.boolean() });
const trainingQuota = z.strictObject({ trainings: z.int().min(0).nullable() });
const hearing = z.strictObject({
  wordErrorRate: rate.optional(),
  fillerRate: rate.optional(),
  seed: z.int().optional(),
  locales: z.array(z.string()).optional(),
});
const reportedDuration = z.strictObject({ factor: z.number().min(0).max(100) });
const staleReads = z.strictObject({
  lagMs: z.int().min(0).max(600_000),
  maxWrites: z.int().min(0).optional(),
  unavailableShare: rate.optional(),
});
const containerQuery = z.strictObject({ container: z.string().min(1) });
const tokenRequest = z.strictObject({
  tenantId: tenantId.optional(),
  /** A user's object id or username, or any other object id. Absent: a token of the demo client itself. */
  user: z.string().min(1).optional(),
  oid: z.uuid().optional(),
  clientId: z.uuid().optional(),
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
  audience: z.string().optional(),
  lifetimeSeconds: z.int().optional(),
  claims: z.record(z.string(), z.unknown()).optional(),
});

/** What can be asked, for `GET /` and for the advice of a 404. */
const ROUTES: Readonly<Record<string, string>> = {
  'GET /': 'endpoints, environment of the deployables, routes',
  'GET /faults': 'the scripted faults and how often each was applied',
  'POST /faults': 'one rule or a list: {service, operation, effect, subject?, skip?, times?}',
  'DELETE /faults': 'removes all rules',
  'DELETE /faults/{id}': 'removes one rule, and answers how often it was applied',
  'GET /clock': 'the time as the sandbox sees it',
  'POST /clock':
    '{advanceMs, everywhere?}: moves it; what is then due happens at once. everywhere: the clients’ clocks move too',
  'POST /calls': 'begins to keep the calls that the services get',
  'GET /calls': 'those calls, in order; ends the keeping',
  'GET /counters': 'how many calls the services got, by operation and resource, and what Cosmos DB charged for them',
  'DELETE /counters': 'begins to count again',
  'POST /keys/rotate': '{dropOld?}: signs with a new key, and stops publishing the old ones',
  'POST /tokens':
    '{tenantId?, user? | oid?, clientId?, scp?, roles?, audience?, lifetimeSeconds?, claims?}: any access token',
  'GET /storage/network': 'whether the storage is closed',
  'PUT /storage/network':
    '{private}: true refuses SAS, callers without a token and Azure AI Speech, as an account without public network access',
  'GET /rights': 'what each identity requested, where, how often, and whether its roles permit it',
  'PUT /rights/taken':
    '{rights: [{identity, scope, role, pattern?}]}: takes these rights of the table away, and gives back those that were taken before',
  'GET /event-grid': 'how many events are not delivered yet',
  'POST /speech/transcript':
    '{text}: what every recording not of its own voice is transcribed to; null for the expected sentence',
  'POST /speech/hearing':
    '{wordErrorRate?, fillerRate?, seed?, locales?}: how well recordings are heard, and which locales transcription knows; {} for 3 % word errors',
  'POST /speech/reported-duration':
    '{factor}: how much longer than its audio the end of a turn says that it is; 1 for the truth',
  'GET /cosmos/documents': '?container=NAME: all documents of a container',
  'POST /cosmos/stale-reads':
    '{lagMs, maxWrites?}: reads see a state up to so old (and so many writes), but a client sees what its session token says it has seen',
  'DELETE /cosmos/stale-reads': 'reads see the newest state again',
  'GET /speech/requests': 'the REST calls received',
  'GET /speech/limits': 'the most requests in any 10 s of each API with a limit, and how many were refused',
  'PUT /speech/limits': '{enforced}: whether requests beyond the limits of Azure are refused; forgets what was counted',
  'PUT /speech/training-quota':
    '{trainings}: how many models of professional voices may be trained at a time; a further one is refused; null for any number',
  'GET /speech/spoken': 'what was spoken',
  'GET /emails': 'the e-mails that were sent; bounced…@ bounces, suppressed…@ is suppressed',
  'GET /teams':
    'the cards that were posted to POST /workflows/{id}/triggers/manual/paths/invoke; gone and broken are no workflows',
  'GET /speech/endpoints':
    'for how long each endpoint of a professional voice was deployed, ms of the sandbox’s clock: what Azure bills by the hour',
  'GET /speech/batch-jobs': 'the batch synthesis jobs that were created, and when they were deleted',
};

/** The control endpoint: scripts failures, moves the clock, and looks inside the services. Plain http on loopback. */
export async function startControl(options: ControlOptions): Promise<Control> {
  const { clock, faults, log } = options;
  const running = (): ControlledServices => {
    const services = options.services();
    if (services) return services;
    throw new ControlError(503, 'restoring', 'The services start on restored data.', 'Ask again in a moment.');
  };
  const app = fastify({ forceCloseConnections: true });
  acceptOnlyThisMachine(app);
  reportErrors(app, options);

  app.get('/', async () => ({
    endpoints: options.endpoints(),
    environment: options.environment(),
    deployables: options.deployables(),
    routes: { ...ROUTES, ...SERVICE_BUS_ROUTES, ...DATA_ROUTES },
  }));

  app.get('/faults', async () => ({ faults: faults.list() }));
  app.post('/faults', async (request, reply) => {
    const rules = parse(faultRules, request.body).map((rule) => faults.add(rule));
    for (const rule of rules) log('fault scripted', { id: rule.id, service: rule.service, operation: rule.operation });
    return reply.code(201).send({ faults: rules });
  });
  app.delete('/faults', async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.delete('/faults/:id', async (request) => {
    const { id } = parse(faultId, request.params);
    const fault = faults.remove(id);
    if (fault) return { fault };
    throw new ControlError(404, 'unknown-fault', `There is no rule '${id}'.`, 'GET /faults lists the rules.');
  });

  app.post('/calls', async (_request, reply) => {
    faults.observe();
    return reply.code(204).send();
  });
  app.get('/calls', async () => ({ calls: faults.endObserving() }));

  app.get('/counters', async () => ({ counters: faults.counters.list() }));
  app.delete('/counters', async (_request, reply) => {
    faults.counters.clear();
    return reply.code(204).send();
  });

  app.get('/clock', async () => ({ now: clock.date().toISOString(), aheadMs: clock.now() - Date.now() }));
  app.post('/clock', async (request) => {
    const { advanceMs, everywhere } = parse(clockMove, request.body);
    if (everywhere) options.passTime(advanceMs);
    clock.advance(everywhere ? 0 : advanceMs);
    options.onClockMoved();
    log('clock moved', { advanceMs, everywhere });
    return { now: clock.date().toISOString(), aheadMs: clock.now() - Date.now() };
  });

  app.post('/keys/rotate', async (request) => {
    const { dropOld } = parse(keyRotation, request.body ?? undefined);
    const { entra } = running();
    const kid = await entra.rotateKeys();
    if (dropOld) entra.dropOldKeys();
    return { kid, published: entra.issuer.keys.published().map((key) => key.kid) };
  });
  app.post('/tokens', async (request) => issueToken(running().entra, parse(tokenRequest, request.body ?? {})));

  app.get('/storage/network', async () => ({ private: options.storageNetwork.isClosed }));
  app.put('/storage/network', async (request, reply) => {
    options.storageNetwork.isClosed = parse(network, request.body).private;
    return reply.code(204).send();
  });

  app.get('/rights', async () => ({ decisions: options.access.decisions() }));

  app.put('/rights/taken', async (request, reply) => {
    takeRights(options, parse(rightsTaken, request.body).rights);
    return reply.code(204).send();
  });

  app.get('/event-grid', async () => {
    const { pending, retrying } = running().events;
    return { pending, retrying };
  });

  app.get('/cosmos/documents', async (request) => {
    const { container } = parse(containerQuery, request.query);
    return { documents: await running().cosmos.documents(container) };
  });

  app.post('/cosmos/stale-reads', async (request, reply) => {
    running().cosmos.staleReads(parse(staleReads, request.body));
    return reply.code(204).send();
  });
  app.delete('/cosmos/stale-reads', async (_request, reply) => {
    running().cosmos.staleReads(undefined);
    return reply.code(204).send();
  });

  serveServiceBus(app, () => running().serviceBus, log);

  app.post('/speech/transcript', async (request, reply) => {
    running().speech.scriptTranscript(parse(transcript, request.body).text ?? undefined);
    return reply.code(204).send();
  });
  app.post('/speech/hearing', async (request, reply) => {
    const given = Object.entries(parse(hearing, request.body ?? {})).filter(([, value]) => value !== undefined);
    running().speech.scriptHearing(Object.fromEntries(given));
    return reply.code(204).send();
  });
  app.post('/speech/reported-duration', async (request, reply) => {
    running().speech.scriptReportedDuration(parse(reportedDuration, request.body).factor);
    return reply.code(204).send();
  });
  app.get('/speech/requests', async () => ({
    requests: running().speech.requests(),
    effectiveCalls: running().speech.effectiveCalls(),
  }));
  app.put('/speech/limits', async (request) => {
    running().speech.enforceLimits(parse(speechLimits, request.body).enforced);
    return { rates: running().speech.requestRates() };
  });
  app.put('/speech/training-quota', async (request, reply) => {
    running().speech.limitTrainings(parse(trainingQuota, request.body).trainings ?? undefined);
    return reply.code(204).send();
  });
  app.get('/speech/limits', async () => ({ rates: running().speech.requestRates() }));
  app.get('/speech/spoken', async () => ({ spoken: running().speech.spoken() }));
  app.get('/emails', async () => ({ emails: running().speech.emails() }));
  app.get('/teams', async () => ({ cards: running().speech.teamsCards() }));
  app.get('/speech/endpoints', async () => ({ deployedMs: running().speech.deployedMs() }));
  app.get('/speech/batch-jobs', async () => ({ jobs: running().speech.batchJobs() }));

  serveData(app, options.data, running);

  await app.listen({ host: options.host, port: options.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  log('control endpoint listens', { port });
  return {
    port,
    endpoint: `http://localhost:${port}`,
    close: async () => {
      await app.close();
    },
  };
}

function takeRights({ access }: ControlOptions, rights: readonly TakenRight[]): void {
  try {
    access.take(rights);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ControlError(404, 'unknown-right', message, 'The table is apps/sandbox/rights.json.');
  }
}

async function issueToken(entra: Entra, request: z.output<typeof tokenRequest>) {
  const { directory } = entra.issuer;
  const { user, ...rest } = request;
  const tenantId = request.tenantId ?? directory.homeTenantId;
  if (user === undefined) {
    const roles =
      request.roles ?? directory.clients.find(({ clientId }) => clientId === request.clientId)?.grantedRoles;
    const issued = await entra.issuer.issueToken({ ...rest, tenantId, roles });
    return { token_type: 'Bearer', expires_in: issued.expiresInSeconds, access_token: issued.token };
  }
  const tenant = directory.tenants.find((candidate) => candidate.tenantId === tenantId);
  const found = tenant?.users.find(({ oid, username }) => oid === user || username === user);
  if (!found) {
    const known = (tenant?.users ?? []).map(({ username }) => username).join(', ');
    throw new ControlError(
      404,
      'unknown-user',
      `Tenant ${tenantId} has no user '${user}'.`,
      `Its users are: ${known || 'none'}.`,
    );
  }
  const issued = await entra.issuer.issueToken({
    ...rest,
    tenantId,
    oid: found.oid,
    name: found.name,
    username: found.username,
    scp: request.scp ?? API_SCOPE,
    roles: request.roles ?? found.roles,
  });
  return { token_type: 'Bearer', expires_in: issued.expiresInSeconds, access_token: issued.token };
}

/** A web page that a developer happens to visit must not be able to reach this endpoint, not even through DNS rebinding. */
function acceptOnlyThisMachine(app: FastifyInstance): void {
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
  app.addHook('onRequest', async (request) => {
    const origin = request.headers.origin;
    if (
      !local.test(request.headers.host ?? '') ||
      (origin !== undefined && !local.test(origin.replace(/^https?:\/\//, '')))
    ) {
      throw new ControlError(
        403,
        'forbidden',
        'Only this machine may use the control endpoint.',
        'Call it as http://localhost:PORT.',
      );
    }
  });
}

function reportErrors(app: FastifyInstance, { log }: ControlOptions): void {
  app.setNotFoundHandler(async (request, reply) => {
    const detail = `There is no ${request.method} ${request.url.split('?', 1)[0]}.`;
    return reply.code(404).send({
      error: {
        code: 'not-found',
        detail,
        advice: 'See GET / for what there is.',
        routes: Object.keys({ ...ROUTES, ...SERVICE_BUS_ROUTES, ...DATA_ROUTES }),
      },
    });
  });
  app.setErrorHandler(async (error, _request, reply) => {
    if (error instanceof ControlError) {
      const { status, code, message, advice, problems } = error;
      return reply.code(status).send({ error: { code, detail: message, advice, ...(problems ? { problems } : {}) } });
    }
    const { statusCode = 500, message } = error as { statusCode?: number; message: string };
    if (statusCode >= 500) log('control endpoint failed', { error: String(error) });
    const advice =
      statusCode < 500 ? 'Send JSON with content-type: application/json, or no body at all.' : "See the sandbox's log.";
    return reply
      .code(statusCode)
      .send({ error: { code: statusCode < 500 ? 'invalid-request' : 'failed', detail: message, advice } });
  });
}
