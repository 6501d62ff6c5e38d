import { stripVTControlCharacters } from 'node:util';

/** A line of the API's or the worker's log, as far as it is known. */
export interface LogLine {
  readonly time: string;
  readonly service: string;
  readonly pid: number;
  readonly level: string;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly raw: string;
}

const ULID = /[0-7][0-9A-HJKMNP-TV-Z]{25}/;
const TRACE_ID = /^[0-9a-f]{32}$/;
/** What is the same in every line of a job, or is shown in another way. */
const NOT_SHOWN: ReadonlySet<string> = new Set(
  'level time service pid msg traceId spanId requestId tenantId principalId subjectId messageId messageType queue attempt method route status outcome durationMs err operationId path'.split(
    ' ',
  ),
);
const MAX_VALUE_CHARACTERS = 80;

/**
 * What all lines of a job have in common: the ULID of its id, since a synthesis and the operation that shows it have the same; of another id all of it.
 */
export function searchedFor(id: string): string {
  return ULID.exec(id)?.[0] ?? id;
}

/**
 * Reads a line of a log: of a process, or as Azure hands it out (`az containerapp logs show`, `az monitor log-analytics query`), where it is the value of
 * `Log`. Undefined for what is none.
 */
export function readLine(text: string): LogLine | undefined {
  const json = jsonOf(text.trim());
  const { Log: inner } = json ?? {};
  if (typeof inner === 'string') return readLine(inner.slice(Math.max(0, inner.indexOf('{'))));
  if (typeof json?.['time'] !== 'string' || typeof json['msg'] !== 'string') return undefined;
  const { time, msg, service, pid, level } = json;
  return {
    time,
    msg,
    service: textOf(service),
    pid: typeof pid === 'number' ? pid : 0,
    level: textOf(level),
    fields: json,
    raw: text,
  };
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Half a line, or a line of something else.
    return undefined;
  }
}

/** The lines that name the job, and those of the traces that these belong to, in the order of time. */
export function linesOf(id: string, lines: readonly LogLine[]): readonly LogLine[] {
  const wanted = searchedFor(id);
  const isNamed = ({ raw }: LogLine) => raw.includes(wanted);
  const traces = new Set(lines.filter(isNamed).flatMap(({ fields: { traceId } }) => textOf(traceId) || []));
  const found = lines.filter((line) => isNamed(line) || traces.has(textOf(line.fields['traceId'])));
  return found.toSorted((one, other) =>
    one.time === other.time ? one.pid - other.pid : one.time < other.time ? -1 : 1,
  );
}

/** The life of a job for a terminal of this width: what happened, when, where, and why it failed. */
export function jobTrace(id: string, lines: readonly LogLine[], columns: number): readonly string[] {
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last) return [`No line names ${id}.`];
  const traces = [...new Set(lines.flatMap(({ fields: { traceId } }) => textOf(traceId) || []))];
  const processes = new Set(lines.map(({ service, pid }) => `${service} ${pid}`));
  const tookMs = Date.parse(last.time) - Date.parse(first.time);
  return [
    ...wrapped(id, columns, ''),
    ...traces.map((trace) => `trace ${trace}`),
    `${first.time} · ${counted(lines.length, 'line')} of ${counted(processes.size, 'process', 'processes')} · ${seconds(tookMs)}`,
    '',
    ...lines.flatMap((line) => shown(line, Date.parse(first.time), columns)),
  ];
}

function shown(line: LogLine, startedAt: number, columns: number): readonly string[] {
  const at = `+${seconds(Date.parse(line.time) - startedAt)}`.padStart(11);
  const where = `${line.service} ${line.pid}`.padEnd(13);
  const urgency = ['warn', 'error', 'fatal'].includes(line.level) ? `${line.level.toUpperCase()} ` : '';
  return wrapped(`${at}  ${where} ${urgency}${happened(line)}`, columns, ' '.repeat(27));
}

function happened({ msg, fields }: LogLine): string {
  const { method, route, path, status, messageType, attempt, outcome, durationMs, err } = fields;
  const message = messageType === undefined ? '' : `${textOf(messageType)} #${textOf(attempt)}`;
  const what =
    method !== undefined
      ? `${route === undefined ? `${msg}: ` : ''}${textOf(method)} ${textOf(route ?? path)}: ${textOf(status)}`
      : outcome !== undefined
        ? `${message}: ${textOf(outcome)}`
        : `${message === '' ? '' : `${message}: `}${msg}`;
  const took = typeof durationMs === 'number' ? ` in ${Math.round(durationMs)} ms` : '';
  const more = Object.entries(fields).flatMap(([name, value]) => {
    if (NOT_SHOWN.has(name) || value === undefined || value === null) return [];
    const text = typeof value === 'object' ? JSON.stringify(value) : textOf(value);
    return `${name}=${text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}…` : text}`;
  });
  return [`${what}${took}`, ...reasonOf(err), ...more].join(', ');
}

function reasonOf(err: unknown): readonly string[] {
  if (typeof err !== 'object' || err === null) return [];
  const { code, type, message } = err as Record<string, unknown>;
  const [sentence = ''] = textOf(message).split('\n');
  return [`${textOf(code) || textOf(type)}: ${sentence}`];
}

/** Breaks at spaces where there are some; what a log holds must not move the cursor. */
function wrapped(text: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let rest = stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ');
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const end = space > indent.length ? space : columns;
    lines.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const KQL_DAYS = 7;

/**
 * The same for Log Analytics. The template sends the lines by diagnostic settings (destination `azure-monitor`), which writes the table
 * ContainerAppConsoleLogs. Environments with the destination `log-analytics` write ContainerAppConsoleLogs_CL, whose columns have a suffix by type
 * (learn.microsoft.com, "Application logging in Azure Container Apps", "Log storage and monitoring options").
 */
export function traceQuery(id: string): string {
  return `// In an environment with the log destination log-analytics, the table is
// ContainerAppConsoleLogs_CL and the columns are ContainerAppName_s,
// ContainerGroupName_s and Log_s.
let job = ${kqlString(searchedFor(id))};
let lines = ContainerAppConsoleLogs
| where TimeGenerated > ago(${KQL_DAYS}d)
| extend Line = parse_json(Log)
| extend TraceId = tostring(Line.traceId);
let traces = lines
| where Log contains_cs job and isnotempty(TraceId)
| distinct TraceId;
lines
| where Log contains_cs job or TraceId in (traces)
| project Time = todatetime(Line.time), ContainerAppName, ContainerGroupName,
    Level = tostring(Line.level), Message = tostring(Line.msg),
    Type = tostring(Line.messageType), Attempt = toint(Line.attempt),
    Outcome = tostring(Line.outcome), Status = toint(Line.status),
    Code = coalesce(tostring(Line.code), tostring(Line.err.code)),
    DurationMs = todouble(Line.durationMs), TraceId
| order by Time asc`;
}

/** A string literal of the Kusto Query Language: backslashes escape. */
function kqlString(text: string): string {
  const escaped = text.replace(/[\\']/g, String.raw`\$&`).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (each) => {
    return `\\u${(each.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
  return `'${escaped}'`;
}

/** Whether it may be an id, as the API and its log show them: not a token, or a whole line. */
export function isTraceable(id: string): boolean {
  return TRACE_ID.test(id) || /^[\w.:-]{8,128}$/.test(id);
}
