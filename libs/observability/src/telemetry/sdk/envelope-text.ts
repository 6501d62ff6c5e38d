import { type Attributes, type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from './exporter-set.ts';
import { MAX_NAME_LENGTH, QuotedNames } from './quoted-names.ts';
import { RecordedSpan, REQUEST_NAME } from './recorded-span.ts';
import { SAMPLE_RATE } from './span-keeper.ts';

/** Attributes that have a field of their own, or say what other fields say. */
const IN_FIELDS: ReadonlySet<string> = new Set([
  'http.request.method',
  'http.route',
  'http.response.status_code',
  'server.address',
  'net.peer.name',
  'error.type',
  'db.system',
  REQUEST_NAME,
  SAMPLE_RATE,
]);
const DB_FIELDS: ReadonlySet<string> = new Set(['db.system.name', 'db.operation.name']);

/** Field `type` of calls of a service and of messages; others say what they are by their attributes. */
const DEPENDENCY_TYPES: Readonly<Partial<Record<SpanKind, string>>> = {
  [SpanKind.CLIENT]: 'Dependency',
  [SpanKind.PRODUCER]: 'Queue Message',
};

/** As Microsoft's exporter cuts data, in units of UTF-16, and properties, in bytes (its `MaxPropertyLengths`). */
const MAX_DATA_LENGTH = 8_192;
/** What the ingestion takes; Microsoft's exporter does not cut them. */
const MAX_EXCEPTION_LENGTH = 32_768;
/** A unit of UTF-16 takes that many bytes in UTF-8 at most. */
const MAX_UNIT_BYTES = 3;
const utf8 = new TextEncoder();
const cutBytes = new Uint8Array(MAX_DATA_LENGTH);
const lastSecond = { at: -1, text: '' };
/** A TimeSpan counts in these. */
const UNITS_PER_MS = 10_000;
const UNITS_PER_SECOND = 1_000 * UNITS_PER_MS;

/**
 * Writes spans as Application Insights takes them: a Request or a RemoteDependency each, and an Exception for each that is noted with it. It is what
 * Microsoft's exporter sends (a spec compares them), as long at most, without what that does for attributes that no span here has. See ADR 171.
 */
export class EnvelopeText {
  readonly #key: string;
  #resource: Resource | undefined;
  #roleTags = '';

  constructor(
    instrumentationKey: string,
    private readonly names = new QuotedNames(),
  ) {
    this.#key = JSON.stringify(instrumentationKey);
  }

  /** JSON of the envelopes, with commas between them. */
  of(span: ReadableSpan): string {
    const { events } = span;
    let text = isRequest(span.kind) ? this.#requestOf(span) : this.#dependencyOf(span);
    for (const { name, attributes = {}, time } of events)
      if (name === 'exception') text += `,${this.#exceptionOf(span, attributes, time)}`;
    return text;
  }

  #requestOf(span: ReadableSpan): string {
    const { attributes, status } = span;
    const { 'http.request.method': method, 'http.route': route, 'http.response.status_code': code } = attributes;
    const ofRoute = method && route ? `${text(method)} ${text(route)}` : span.name;
    const name = this.names.of(text(attributes[REQUEST_NAME] ?? ofRoute));
    const isDone = status.code === SpanStatusCode.UNSET ? (Number(code) || 0) < 400 : status.code === SpanStatusCode.OK;
    const url = method === undefined ? '' : ',"url":""';
    const fields = `"name":${name},"responseCode":${quoted(code ?? '0')}${url}`;
    const tags = `${parentTag(span)},"ai.operation.name":${name}`;
    return this.#envelope('Request', span, startedAtOf(span), tags, `${this.#dataOf(span, isDone)},${fields}`);
  }

  #dependencyOf(span: ReadableSpan): string {
    const { attributes, status } = span;
    const fields = `"name":${this.names.of(span.name)},${kindOfDependency(span, attributes)}`;
    const data = `${this.#dataOf(span, status.code !== SpanStatusCode.ERROR)},${fields}`;
    return this.#envelope('RemoteDependency', span, startedAtOf(span), parentTag(span), data);
  }

  #exceptionOf(span: ReadableSpan, attributes: Attributes, time: HrTime): string {
    const {
      'exception.type': typeName,
      'exception.message': message,
      'exception.stacktrace': stack = '',
      ...rest
    } = attributes;
    const texts = `"message":${quoted(message, MAX_EXCEPTION_LENGTH)},"stack":${quoted(stack, MAX_EXCEPTION_LENGTH)}`;
    const exceptions = `[{"typeName":${quoted(typeName)},${texts},"hasFullStack":${stack !== ''}}]`;
    const tags = `,"ai.operation.parentId":"${span.spanContext().spanId}"`;
    const data = `"exceptions":${exceptions},"properties":${this.#propertiesOf(rest, false)}`;
    return this.#envelope('Exception', span, hrTimeToMilliseconds(time), tags, data);
  }

  /** What requests and dependencies have in common. */
  #dataOf(span: ReadableSpan, isDone: boolean): string {
    const { kind, attributes, links } = span;
    const isOfDatabase = !isRequest(kind) && databaseOf(attributes) !== undefined;
    const properties = this.#propertiesOf(attributes, isOfDatabase, links.length > 0 ? linksOf(links) : undefined);
    const duration = timeSpanOf(tookOf(span));
    return `"id":"${span.spanContext().spanId}","duration":"${duration}","success":${isDone},"properties":${properties}`;
  }

  /** @param links JSON of the spans that it is linked with */
  #propertiesOf(attributes: Attributes, isOfDatabase: boolean, links?: string): string {
    let properties = links === undefined ? '' : `,"_MS.links":${property(links)}`;
    for (const name in attributes) {
      // The address of a database is among its properties too.
      if (IN_FIELDS.has(name) && !(isOfDatabase && name === 'server.address')) continue;
      if (isOfDatabase && DB_FIELDS.has(name)) continue;
      properties += `,${this.names.of(name)}:${property(attributes[name])}`;
    }
    return `{${properties.slice(1)}}`;
  }

  #envelope(type: string, span: ReadableSpan, at: number, tags: string, data: string): string {
    const { resource, attributes } = span;
    if (this.#resource !== resource) {
      this.#resource = resource;
      const { 'service.name': role, 'service.instance.id': instance } = resource.attributes;
      this.#roleTags = `"ai.cloud.role":${this.names.of(text(role))},"ai.cloud.roleInstance":${this.names.of(text(instance))}`;
    }
    const time = isoTimeOf(at);
    const rate = Number(attributes[SAMPLE_RATE] ?? 100);
    const allTags = `${this.#roleTags},"ai.operation.id":"${span.spanContext().traceId}"${tags}`;
    return `{"ver":1,"name":"Microsoft.ApplicationInsights.${type}","time":"${time}","sampleRate":${rate},"iKey":${this.#key},"tags":{${allTags}},"data":{"baseType":"${type}Data","baseData":{"ver":2,${data}}}}`;
  }
}

/** Milliseconds, without the pairs of numbers that OpenTelemetry makes of them. */
function startedAtOf(span: ReadableSpan): number {
  return span instanceof RecordedSpan ? span.startedAtMs : hrTimeToMilliseconds(span.startTime);
}

function tookOf(span: ReadableSpan): number {
  return span instanceof RecordedSpan ? span.tookMs : hrTimeToMilliseconds(span.duration);
}

function isRequest(kind: SpanKind): boolean {
  return kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;
}

function parentTag({ parentSpanContext }: ReadableSpan): string {
  return parentSpanContext?.spanId ? `,"ai.operation.parentId":"${parentSpanContext.spanId}"` : '';
}

/** Its type, target and result. */
function kindOfDependency({ kind, parentSpanContext }: ReadableSpan, attributes: Attributes): string {
  const address = attributes['server.address'] ?? attributes['net.peer.name'];
  if (attributes['http.request.method'] !== undefined) {
    const target = address === undefined ? '' : `,"target":${quoted(address)}`;
    return `"type":"Http","data":"","resultCode":${quoted(attributes['http.response.status_code'] ?? '0')}${target}`;
  }
  const database = databaseOf(attributes);
  if (database !== undefined) {
    const operation = attributes['db.operation.name'];
    const data = operation === undefined ? '' : `,"data":${quoted(operation, MAX_DATA_LENGTH)}`;
    return `"type":${quoted(database)},"resultCode":"0","target":${quoted(address ?? database)}${data}`;
  }
  const type = DEPENDENCY_TYPES[kind] ?? (parentSpanContext ? 'InProc' : 'Dependency');
  const namespace = kind === SpanKind.INTERNAL ? attributes['az.namespace'] : undefined;
  return `"type":${quoted(namespace === undefined ? type : `InProc | ${text(namespace)}`)},"resultCode":"0"`;
}

function databaseOf(attributes: Attributes): Attributes[string] {
  return attributes['http.request.method'] === undefined
    ? (attributes['db.system.name'] ?? attributes['db.system'])
    : undefined;
}

function linksOf(links: ReadableSpan['links']): string {
  return JSON.stringify(links.map(({ context }) => ({ operation_Id: context.traceId, id: context.spanId })));
}

function text(value: Attributes[string]): string {
  return String(value);
}

/** @param length what it is cut to, in units of UTF-16 */
function quoted(value: Attributes[string], length = MAX_NAME_LENGTH): string {
  return JSON.stringify(text(value).slice(0, length));
}

/** The value of a property, cut between two characters. */
function property(value: Attributes[string]): string {
  const plain = text(value);
  if (plain.length * MAX_UNIT_BYTES <= MAX_DATA_LENGTH) return JSON.stringify(plain);
  return JSON.stringify(plain.slice(0, utf8.encodeInto(plain, cutBytes).read));
}

/** To write the milliseconds takes a tenth of the time of the whole. */
function isoTimeOf(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1_000);
  if (second !== lastSecond.at) {
    lastSecond.at = second;
    lastSecond.text = new Date(second * 1_000).toISOString().slice(0, -'000Z'.length);
  }
  return `${lastSecond.text}${String(Math.floor(milliseconds - second * 1_000)).padStart(3, '0')}Z`;
}

/** As .NET writes a TimeSpan: `[d.]hh:mm:ss.fffffff`. */
function timeSpanOf(milliseconds: number): string {
  const units = Math.round(milliseconds * UNITS_PER_MS);
  const seconds = Math.floor(units / UNITS_PER_SECOND);
  const minutes = Math.floor(seconds / 60);
  const days = Math.floor(minutes / 1_440);
  const padded = (value: number) => (value < 10 ? `0${value}` : String(value));
  const fraction = String(units % UNITS_PER_SECOND).padStart(7, '0');
  const clock = `${padded(Math.floor(minutes / 60) % 24)}:${padded(minutes % 60)}:${padded(seconds % 60)}.${fraction}`;
  return days > 0 ? `${days}.${clock}` : clock;
}
