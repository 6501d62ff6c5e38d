import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pLimit from 'p-limit';
import { Webhook } from 'standardwebhooks';
import { HOOK_SOURCE } from '../support/hook-source.ts';
import { ContractChecker } from '../support/contract-checker.ts';
import type { ContractOperation, Json } from './contract-operations.ts';
import { type FuzzRequest, FuzzRequests, withIds } from './fuzz-requests.ts';
import type { FuzzResources } from './fuzz-resources.ts';

/** Operations that are asked at the same time. */
const AT_ONCE = 8;
/** A request that waits for its end waits a second. */
const ANSWER_TIMEOUT_MS = 20_000;
/** For the requests of one operation, with those that make a failing one smaller. */
const OPERATION_TIMEOUT_MS = 120_000;
/** They take resources away, and are asked last, before what is then gone is asked for again. */
const TAKES_AWAY = /^(delete|revoke|discard)/;

export interface FuzzSettings {
  readonly apiUrl: string;
  readonly document: Json;
  readonly resources: FuzzResources;
  readonly requests: number;
  readonly seed: number;
}

export interface FuzzReport {
  /** One for each operation that was answered otherwise than the document says, with the smallest request found, and how to send it again. */
  readonly faults: readonly string[];
  readonly sent: number;
  /** How often each operation had each status and code. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Sends requests made from the document to all of its operations, and compares the answers with it. */
export class FuzzRun {
  private readonly checker = new ContractChecker();
  private readonly made: FuzzRequests;
  private readonly answers = new Map<string, Map<string, number>>();
  private sent = 0;

  constructor(private readonly settings: FuzzSettings) {
    this.made = new FuzzRequests(settings.document);
  }

  async run(): Promise<FuzzReport> {
    const { operations } = this.made;
    const taking = operations.filter(({ operationId }) => TAKES_AWAY.test(operationId));
    const others = operations.filter((operation) => !taking.includes(operation));
    const each = this.settings.requests / operations.length;
    const faults = [
      ...(await this.ask(others, Math.ceil(each * 0.8), 0)),
      ...(await this.ask(taking, Math.ceil(each), 1)),
      ...(await this.ask(others, Math.ceil(each * 0.2), 2)),
    ];
    return { faults, sent: this.sent, answers: this.answers };
  }

  private async ask(operations: readonly ContractOperation[], numRuns: number, round: number): Promise<string[]> {
    const atOnce = pLimit(AT_ONCE);
    const found = await Promise.all(
      operations.map((operation) =>
        atOnce(async () => this.askOne(operation, numRuns, seedOf(this.settings.seed + round, operation))),
      ),
    );
    return found.flat();
  }

  private async askOne(operation: ContractOperation, numRuns: number, seed: number): Promise<string[]> {
    const property = fc.asyncProperty(this.made.to(operation), async (request) => {
      const problems = await this.problemsOf(operation, request);
      if (problems.length > 0) throw new Error(problems.join('; '));
    });
    const result = await fc.check(property, { numRuns, seed, interruptAfterTimeLimit: OPERATION_TIMEOUT_MS });
    if (!result.failed) return [];
    const { errorInstance, counterexample, counterexamplePath, numShrinks } = result;
    const request = JSON.stringify(counterexample?.[0] ?? null).slice(0, 2_000);
    return [
      `${operation.operationId}: ${errorInstance instanceof Error ? errorInstance.message : 'interrupted'} [seed ${seed}, path ${counterexamplePath}, ${numShrinks} shrinks] ${request}`,
    ];
  }

  private async problemsOf({ operationId, path }: ContractOperation, made: FuzzRequest): Promise<string[]> {
    const { apiUrl, resources } = this.settings;
    const request = withIds(made, resources.idOf);
    const token = resources.tokenOf(request.caller, path);
    const signature = operationId === 'receiveHook' && request.caller === 'administrator' ? signatureOf(request) : {};
    const response = await fetch(`${apiUrl}${request.target}`, {
      method: request.method,
      headers: { ...request.headers, ...signature, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      redirect: 'manual',
      ...this.bodyOf(request),
    });
    const { status } = response;
    const contentType = response.headers.get('content-type') ?? '';
    const isJson = contentType.includes('json');
    const body = isJson && request.method !== 'HEAD' ? await response.text() : undefined;
    if (body === undefined) await response.body?.cancel();
    this.count(operationId, status, body);
    if (body !== undefined && response.ok && request.caller === 'administrator') resources.learn(JSON.parse(body));
    const problems = this.checker.problemsOf({
      method: request.method,
      path: new URL(response.url).pathname,
      status,
      contentType,
      headers: response.headers,
      body,
    });
    // A limit, which two callers at a time reach.
    const isBusy = status === 503 && body?.includes('"audio-slots-busy"') === true;
    return [
      ...(status >= 500 && !isBusy ? [`${operationId} failed with ${status}`] : []),
      ...problems.map((problem) => `${problem}: ${body?.slice(0, 600)}`),
    ];
  }

  private bodyOf({ body, form }: FuzzRequest): { readonly body?: string | FormData } {
    if (!form) return body === undefined ? {} : { body };
    const data = new FormData();
    for (const { name, value, file } of form) {
      if (file) data.append(name, this.settings.resources.files[file], `${file}.wav`);
      else data.append(name, value ?? '');
    }
    return { body: data };
  }

  private count(operationId: string, status: number, body: string | undefined): void {
    this.sent += 1;
    const { code, error } = JSON.parse(body ?? '{}') as {
      readonly code?: string;
      readonly error?: { readonly code?: string };
    };
    const answer = [status, status < 400 ? undefined : (code ?? error?.code)]
      .filter((part) => part !== undefined)
      .join(' ');
    const counts = this.answers.get(operationId) ?? new Map<string, number>();
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
    this.answers.set(operationId, counts);
  }
}

/** As the known source signs it. */
function signatureOf({ body = '' }: FuzzRequest): Readonly<Record<string, string>> {
  const id = randomUUID();
  const now = new Date();
  const seconds = String(Math.floor(now.getTime() / 1_000));
  const signature = new Webhook(HOOK_SOURCE.secret).sign(id, now, body);
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature };
}

/** Each operation draws other numbers. */
function seedOf(seed: number, { operationId }: ContractOperation): number {
  let hash = seed;
  for (const character of operationId) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return hash;
}
