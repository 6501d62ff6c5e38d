import { createHmac, randomBytes } from 'node:crypto';
import { childrenNamed, parseXml, textOf, XmlError, type XmlElement } from '../speech/xml/xml.ts';
import { FIRST_USER_DELEGATION_VERSION } from './service-versions.ts';
import { refusal, type StorageRefusal } from './storage-refusal.ts';

/** What identifies a user delegation key, as a SAS carries it. */
export interface DelegationKeyFields {
  /** `skoid`: object id of who asked for it. */
  readonly oid: string;
  /** `sktid` */
  readonly tid: string;
  /** `skt` and `ske`, as text: they are signed as they are written. */
  readonly start: string;
  readonly expiry: string;
  /** `sks`: `b`. */
  readonly service: string;
  /** `skv` */
  readonly version: string;
  /** `skdutid`: tenant of the only user who may use what is signed with it; from version 2025-07-05. */
  readonly delegatedTid: string;
}

/** A key is valid for seven days from the request at most (learn.microsoft.com, "Get User Delegation Key"). */
const MAX_KEY_LIFETIME_MS = 7 * 24 * 3_600_000;

/** Issues user delegation keys, and knows the value of each again from the fields that a SAS carries. */
export class DelegationKeys {
  readonly #secret: Buffer;

  /** @param secret from which the values of all keys are derived */
  constructor(secret: Buffer = randomBytes(32)) {
    this.#secret = secret;
  }

  /** Base64. */
  valueOf({ oid, tid, start, expiry, service, version, delegatedTid }: DelegationKeyFields): string {
    const text = [oid, tid, start, expiry, service, version, delegatedTid].join('\n');
    return createHmac('sha256', this.#secret).update(text).digest('base64');
  }

  /**
   * The answer to Get User Delegation Key.
   * @param body `KeyInfo` as XML
   * @param version `x-ms-version` of the request
   * @param nowMs milliseconds since the epoch
   */
  issue(body: string, claims: { oid: string; tid: string }, version: string, nowMs: number): string | StorageRefusal {
    if (version < FIRST_USER_DELEGATION_VERSION) {
      return refusal(400, 'InvalidHeaderValue', 'The value for one of the HTTP headers is not in the correct format.', {
        HeaderName: 'x-ms-version',
        HeaderValue: version,
      });
    }
    const info = keyInfo(body);
    if (info === undefined) return refusal(400, 'InvalidXmlDocument', 'XML specified is not syntactically valid.');
    const { start = new Date(nowMs).toISOString(), expiry = '', delegatedTid = '' } = info;
    for (const time of [start, expiry]) if (Number.isNaN(Date.parse(time))) return invalidNode(time);
    if (Date.parse(expiry) > nowMs + MAX_KEY_LIFETIME_MS || Date.parse(expiry) <= nowMs) return invalidNode(expiry);
    if (Date.parse(start) > Date.parse(expiry)) return invalidNode(start);
    const [signedStart, signedExpiry] = [toSeconds(start), toSeconds(expiry)];
    const { oid, tid } = claims;
    const fields = { oid, tid, start: signedStart, expiry: signedExpiry, service: 'b', version, delegatedTid };
    return (
      '<?xml version="1.0" encoding="utf-8"?><UserDelegationKey>' +
      `<SignedOid>${fields.oid}</SignedOid><SignedTid>${fields.tid}</SignedTid>` +
      `<SignedStart>${signedStart}</SignedStart><SignedExpiry>${signedExpiry}</SignedExpiry>` +
      `<SignedService>${fields.service}</SignedService><SignedVersion>${version}</SignedVersion>` +
      (delegatedTid === '' ? '' : `<SignedDelegatedUserTid>${delegatedTid}</SignedDelegatedUserTid>`) +
      `<Value>${this.valueOf(fields)}</Value></UserDelegationKey>`
    );
  }
}

/** The service names the value as the node, too (azure-sdk-for-net#17690). */
function invalidNode(value: string): StorageRefusal {
  return refusal(400, 'InvalidXmlNodeValue', 'The value for one of the XML nodes is not in the correct format.', {
    XmlNodeName: value,
    XmlNodeValue: value,
  });
}

function keyInfo(body: string): { start?: string; expiry?: string; delegatedTid?: string } | undefined {
  try {
    const info = parseXml(body);
    const start = textIn(info, 'Start');
    const expiry = textIn(info, 'Expiry');
    const delegatedTid = textIn(info, 'DelegatedUserTid');
    return {
      ...(start === undefined ? {} : { start }),
      ...(expiry === undefined ? {} : { expiry }),
      ...(delegatedTid === undefined ? {} : { delegatedTid }),
    };
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

function textIn(element: XmlElement, name: string): string | undefined {
  const [child] = childrenNamed(element, name);
  const text = child === undefined ? '' : textOf(child).trim();
  return text === '' ? undefined : text;
}

/** `2026-11-29T10:00:00Z`: SDKs sign times without fractions of a second. */
function toSeconds(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
