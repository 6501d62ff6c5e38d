import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { RestAnswer, RestCall } from '../rest/call.ts';

/** How long a link to a result is good for, ms: about what the links of the service have been seen with. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

const PATH = '/batchsynthesis-output';

/** Signed, expiring links to `results.zip`, as Blob Storage would give. */
export class ResultLinks {
  constructor(
    private readonly now: () => number,
    private readonly secret: Buffer = randomBytes(32),
  ) {}

  static readonly routePath = `${PATH}/{id}/results.zip`;

  linkFor(id: string, base: URL): string {
    const link = new URL(`${PATH}/${id}/results.zip`, base);
    const expiry = new Date(this.now() + LIFETIME_MS).toISOString();
    link.search = new URLSearchParams({ se: expiry, sp: 'r', sr: 'b', sig: this.sign(id, expiry) }).toString();
    return link.href;
  }

  isValid(call: RestCall): boolean {
    const expiry = call.url.searchParams.get('se') ?? '';
    const given = Buffer.from(call.url.searchParams.get('sig') ?? '');
    const wanted = Buffer.from(this.sign(call.parameter('id'), expiry));
    return given.length === wanted.length && timingSafeEqual(given, wanted) && this.now() < Date.parse(expiry);
  }

  private sign(id: string, expiry: string): string {
    return createHmac('sha256', this.secret).update(`${id}\n${expiry}`).digest('base64');
  }
}

/** An error as Blob Storage writes it. */
export function blobError(status: 403 | 404): RestAnswer {
  const code = status === 403 ? 'AuthenticationFailed' : 'BlobNotFound';
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': code },
    body: Buffer.from(
      `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
    ),
  };
}
