import { describe, expect, it } from 'vitest';
import { isTraceable, jobTrace, type LogLine, linesOf, readLine, traceQuery } from './job-trace.ts';

const ULID = '01M8MJENYQ2BTP429WTB3ZZTYV';
const ID = `syn_${ULID}`;
const TRACE = '79044d8a57594ae7a6d1a8c698e8ca90';
const OTHER = 'b7ad6b7169203331b7ad6b7169203331';

const line = (fields: object) =>
  JSON.stringify({ level: 'info', service: 'worker', pid: 12, traceId: TRACE, ...fields });
const at = (seconds: number) => new Date(Date.parse('2026-11-22T12:00:00.000Z') + seconds * 1_000).toISOString();

const WORKER = [
  line({
    time: at(1),
    messageType: 'synthesis.run',
    attempt: 1,
    msg: 'a message is retried later',
    level: 'warn',
    subjectId: ID,
    delayMs: 5_000,
    err: { code: 'provider-unavailable', message: 'Azure is away.\nstack' },
  }),
  line({
    time: at(1.2),
    messageType: 'synthesis.run',
    attempt: 1,
    msg: 'message handled',
    outcome: 'complete',
    durationMs: 612.4,
    subjectId: ID,
  }),
  line({
    time: at(6.5),
    method: 'GET',
    path: '/customvoice/projects',
    status: 200,
    durationMs: 80,
    msg: 'Azure AI Speech answered',
  }),
  line({
    time: at(7),
    messageType: 'synthesis.run',
    attempt: 2,
    msg: 'message handled',
    outcome: 'complete',
    durationMs: 900,
    subjectId: ID,
  }),
  line({
    time: at(2),
    traceId: OTHER,
    messageType: 'synthesis.run',
    attempt: 1,
    msg: 'message handled',
    subjectId: 'syn_01M8MJENYSRMQG3TJ69B46DNDC',
  }),
  'Waiting for the debugger',
];
const API = [
  line({
    time: at(0),
    service: 'api',
    pid: 7,
    method: 'POST',
    route: '/v1/syntheses',
    status: 202,
    durationMs: 41,
    msg: 'Request answered',
  }),
  line({
    time: at(0.05),
    service: 'api',
    pid: 7,
    level: 'debug',
    messages: [`${ID}:synthesis.run:1`],
    msg: 'an outbox was published',
  }),
];
const read = (texts: readonly string[]) => texts.map(readLine).filter((each): each is LogLine => each !== undefined);

describe(jobTrace, () => {
  it('shows the lines of all processes that name a job or belong to its trace, in the order of time', () => {
    const lines = linesOf(ID, read([...WORKER, ...API]));
    expect(jobTrace(ID, lines, 80)).toEqual([
      ID,
      `trace ${TRACE}`,
      '2026-11-22T12:00:00.000Z · 6 lines of 2 processes · 7.000 s',
      '',
      '   +0.000 s  api 7         POST /v1/syntheses: 202 in 41 ms',
      '   +0.050 s  api 7         an outbox was published,',
      `                           messages=["${ID}:synthesis.r`,
      '                           un:1"]',
      '   +1.000 s  worker 12     WARN synthesis.run #1: a message is retried later,',
      '                           provider-unavailable: Azure is away., delayMs=5000',
      '   +1.200 s  worker 12     synthesis.run #1: complete in 612 ms',
      '   +6.500 s  worker 12     Azure AI Speech answered: GET /customvoice/projects:',
      '                           200 in 80 ms',
      '   +7.000 s  worker 12     synthesis.run #2: complete in 900 ms',
    ]);
  });

  it.each([40, 80, 200])('is no wider than %i columns', (columns) => {
    const widths = jobTrace(ID, linesOf(ID, read([...WORKER, ...API])), columns).slice(4);
    expect(Math.max(...widths.map(({ length }) => length))).toBeLessThanOrEqual(columns);
  });

  it('lets no log line move the cursor', () => {
    const text = line({ time: at(0), msg: `\u001b[2J\u0007${ID}\r\n` });
    expect(jobTrace(ID, linesOf(ID, read([text])), 80).join('')).not.toMatch(/\p{Cc}/u);
  });
});

describe(linesOf, () => {
  it.each([`op_${ULID}`, TRACE])('finds a job by %s too: its operation, or its trace', (id) => {
    const found = linesOf(id, read([...WORKER, ...API]));
    expect(found.map(({ time }) => time)).toEqual([0, 0.05, 1, 1.2, 6.5, 7].map(at));
  });

  it('finds nothing about others', () => {
    expect(linesOf('syn_01ARZ3NDEKTSV4RRFFQ69G5FAV', read([...WORKER, ...API]))).toEqual([]);
  });
});

describe(readLine, () => {
  const inner = WORKER[1] ?? '';

  it('reads lines as Azure hands them out', () => {
    const wanted = { msg: 'message handled', time: at(1.2), service: 'worker', pid: 12 };
    expect(readLine(inner)).toMatchObject(wanted);
    expect(readLine(JSON.stringify({ TimeStamp: at(9), Log: `F ${inner}` }))).toMatchObject(wanted);
    expect(readLine(JSON.stringify({ TimeGenerated: at(9), ContainerAppName: 'worker', Log: inner }))).toMatchObject(
      wanted,
    );
  });

  it.each(['', 'npm start', '{"half', '[]', '{"time":1,"msg":"m"}', '{"Log":"nothing"}'])('passes over %j', (text) => {
    expect(readLine(text)).toBeUndefined();
  });
});

describe(traceQuery, () => {
  it('asks the table that the template writes, for the part of the id that a synthesis and its operation share', () => {
    expect(traceQuery(ID)).toContain(`let job = '${ULID}';`);
    expect(traceQuery(TRACE)).toContain(`let job = '${TRACE}';`);
  });

  it('escapes what is no id', () => {
    expect(traceQuery(String.raw`a' or 1==1 \ `)).toContain(String.raw`let job = 'a\' or 1==1 \\ ';`);
    expect(traceQuery("'\n;drop")).toContain(String.raw`let job = '\'\u000a;drop';`);
  });
});

describe(isTraceable, () => {
  it.each([ID, `op_${ULID}`, TRACE, '7420763a-777c-4554-9a1c-f7f07f613e3d'])('takes %s', (id) => {
    expect(isTraceable(id)).toBe(true);
  });

  it.each(['', 'syn_', "x' or 1==1", 'eyJhbGciOiJSUzI1NiJ9.'.repeat(20)])('refuses %j', (id) => {
    expect(isTraceable(id)).toBe(false);
  });
});
