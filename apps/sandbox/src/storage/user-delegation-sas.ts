import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { BlobCall } from '../event-grid/blob-operation.ts';
import type { DelegationKeyFields, DelegationKeys } from './delegation-keys.ts';
import { FIRST_USER_DELEGATION_VERSION, isServiceVersion } from './service-versions.ts';
import { authenticationFailed, refusal, type StorageRefusal } from './storage-refusal.ts';

/** A SAS whose signature, times, protocol and address are in order. What it permits is another question. */
export interface VerifiedSas {
  /** `sv` */
  readonly version: string;
  /** `sp`: letters such as `rcw`. */
  readonly permissions: string;
  /** `sr`: `b` blob, `c` container, `d` directory, `bs` snapshot, `bv` version. */
  readonly resource: string;
  /** Who asked for the key that it is signed with: `skoid` and `sktid`. */
  readonly signedBy: { readonly oid: string; readonly tid: string };
}

/** Query parameters that make up a SAS; a request is passed on without them. `rscc` to `rsct` also say how to answer, and stay. */
export const SAS_PARAMETERS: readonly string[] =
  'sv ss srt sr sp st se sip spr si sig sdd ses skoid sktid skt ske sks skv skdutid saoid suoid scid sduoid srh srq'.split(
    ' ',
  );

export interface SasRequest {
  readonly account: string;
  readonly call: BlobCall;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Of the caller, for example `127.0.0.1`. */
  readonly address: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * Verifies a user-delegation SAS as the service does (learn.microsoft.com, "Create a user delegation SAS"; the string to sign of each version
 * is that of `@azure/storage-blob` 12.34).
 */
export function verifySas(request: SasRequest, keys: DelegationKeys): VerifiedSas | StorageRefusal {
  const { query, nowMs } = request;
  const field = (name: string): string => query.get(name) ?? '';
  const version = field('sv');
  if (!isServiceVersion(version) || version < FIRST_USER_DELEGATION_VERSION) {
    return authenticationFailed(`sv is not a version of the service that knows user delegation SAS: ${version}`);
  }
  for (const name of ['sp', 'se', 'sr', 'skoid', 'sktid', 'skt', 'ske', 'sks', 'skv']) {
    if (field(name) === '') return authenticationFailed(`${name} is mandatory. Cannot be empty`);
  }
  const key: DelegationKeyFields = {
    oid: field('skoid'),
    tid: field('sktid'),
    start: field('skt'),
    expiry: field('ske'),
    service: field('sks'),
    version: field('skv'),
    delegatedTid: field('skdutid'),
  };
  const text = stringToSign(request, key, version);
  if (text === undefined) return authenticationFailed(`sr does not fit the resource: ${field('sr')}`);
  const signature = createHmac('sha256', Buffer.from(keys.valueOf(key), 'base64'))
    .update(text, 'utf8')
    .digest();
  const given = Buffer.from(field('sig'), 'base64');
  if (given.length !== signature.length || !timingSafeEqual(given, signature)) {
    return authenticationFailed(`Signature did not match. String to sign used was ${text}`);
  }
  if (!covers(key.start, key.expiry, nowMs)) return authenticationFailed(outside('key', key.start, key.expiry, nowMs));
  if (!covers(field('st'), field('se'), nowMs)) {
    return authenticationFailed(outside('', field('st'), field('se'), nowMs));
  }
  if (!isWithin(request.address, field('sip'))) {
    return refusal(
      403,
      'AuthorizationSourceIPMismatch',
      `This request is not authorized to perform this operation using this source IP ${request.address}.`,
    );
  }
  return {
    version,
    permissions: field('sp'),
    resource: field('sr'),
    signedBy: { oid: key.oid, tid: key.tid },
  };
}

/** The text that is signed, or `undefined` where `sr` does not fit what the URL names. */
function stringToSign(request: SasRequest, key: DelegationKeyFields, version: string): string | undefined {
  const { query, headers } = request;
  const field = (name: string): string => query.get(name) ?? '';
  const resource = canonicalResource(request);
  if (resource === undefined) return undefined;
  const timestamp = { bs: field('snapshot'), bv: field('versionid') }[field('sr')] ?? '';
  return [
    field('sp'),
    field('st'),
    field('se'),
    resource,
    key.oid,
    key.tid,
    key.start,
    key.expiry,
    key.service,
    key.version,
    ...(version >= '2020-02-10' ? [field('saoid'), field('suoid'), field('scid')] : []),
    ...(version >= '2025-07-05' ? [key.delegatedTid, field('sduoid')] : []),
    field('sip'),
    field('spr'),
    version,
    field('sr'),
    timestamp,
    ...(version >= '2020-12-06' ? [field('ses')] : []),
    ...(version >= '2026-04-06' ? [signedHeaders(field('srh'), headers), signedQuery(field('srq'), query)] : []),
    ...['rscc', 'rscd', 'rsce', 'rscl', 'rsct'].map(field),
  ].join('\n');
}

/** `/blob/ACCOUNT/CONTAINER[/BLOB]`, decoded. */
function canonicalResource({ account, call, query }: SasRequest): string | undefined {
  const { container, blob } = call;
  if (container === undefined) return undefined;
  const whole = `/blob/${account}/${container}`;
  switch (query.get('sr')) {
    case 'c':
      return whole;
    case 'b':
    case 'bs':
    case 'bv':
      return blob === undefined ? undefined : `${whole}/${blob}`;
    case 'd': {
      const parts = (blob ?? '').split('/');
      const depth = Number(query.get('sdd'));
      return depth >= 1 && depth <= parts.length ? `${whole}/${parts.slice(0, depth).join('/')}` : undefined;
    }
    default:
      return undefined;
  }
}

/** `name:value` and a line break for each of the names in `srh`. */
function signedHeaders(names: string, headers: IncomingHttpHeaders): string {
  return listOf(names)
    .map((name) => `${name}:${String(headers[name.toLowerCase()] ?? '')}\n`)
    .join('');
}

/** A line break and `name:value` for each of the names in `srq`. */
function signedQuery(names: string, query: URLSearchParams): string {
  return listOf(names)
    .map((name) => `\n${name}:${query.get(name) ?? ''}`)
    .join('');
}

function listOf(names: string): string[] {
  return names === '' ? [] : names.split(',');
}

function covers(start: string, expiry: string, nowMs: number): boolean {
  return (start === '' || Date.parse(start) <= nowMs) && Date.parse(expiry) > nowMs;
}

function outside(what: string, start: string, expiry: string, nowMs: number): string {
  const named = what === '' ? '' : `of the ${what} `;
  const current = new Date(nowMs).toUTCString();
  return `Signature not valid in the specified time frame ${named}: Start [${start}] - Expiry [${expiry}] - Current [${current}]`;
}

/** @param range `sip`: an IPv4 address, or two with a hyphen between them; empty where every address will do. */
function isWithin(address: string, range: string): boolean {
  if (range === '') return true;
  const [first = '', last = first] = range.split('-');
  const value = ipv4(address);
  const [from, to] = [ipv4(first), ipv4(last)];
  return value !== undefined && from !== undefined && to !== undefined && from <= value && value <= to;
}

function ipv4(text: string): number | undefined {
  const parts = text.replace(/^::ffff:/, '').split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}
