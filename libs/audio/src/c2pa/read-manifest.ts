import type { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { WasmReader } from '@contentauth/c2pa-wasm';
import { id3v2Size, sniffContainer } from '../decode/sniff-container.ts';
import { atTime } from './at-time.ts';
import { certificatesIn } from './claim-algorithm.ts';
import { librarySettings, PROVENANCE_ASSERTION } from './manifest-definition.ts';
import type { ManifestReport, ManifestState, ManifestTimeStamp } from './manifest-report.ts';
import type { ReadJob } from './messages.ts';

/** Bytes behind ID3 tags that tell the container. */
const HEAD_BYTES = 16_384;
/** More would not be read by anybody; a hostile manifest can have thousands. */
const MAX_CODES = 20;
const NONE: ManifestReport = { state: 'none', codes: [] };

/**
 * How the library explains `signingCredential.trusted` where the signer's certificate is one of the given ones, byte by byte, and not under a root, whose
 * list it would name. It has no code for it.
 */
const OWN_CERTIFICATE = 'found in [] trust anchors';
const EXPIRED = 'signingCredential.expired';
const SECOND_MS = 1_000;

interface Status {
  readonly code: string;
  readonly explanation?: string;
}

interface Assertion {
  readonly label: string;
  readonly data?: Record<string, unknown>;
}

/** The part of the library's report that is used. */
interface Store {
  readonly active_manifest?: string;
  readonly validation_state?: 'Invalid' | 'Valid' | 'Trusted';
  readonly validation_results?: {
    readonly activeManifest?: Readonly<Record<'success' | 'informational' | 'failure', readonly Status[]>>;
  };
  readonly manifests?: Readonly<
    Record<
      string,
      {
        readonly assertions?: readonly Assertion[];
        readonly signature_info?: {
          readonly alg?: string;
          readonly issuer?: string;
          readonly common_name?: string;
          /** Decimal. */
          readonly cert_serial_number?: string;
          readonly time?: string;
        };
      }
    >
  >;
}

/** Reads and verifies the manifest of a file, whatever the file is. For the child process only. See ADR 191 and 199. */
export async function readManifest({ inputPath, trustAnchors, ownCertificates }: ReadJob): Promise<ManifestReport> {
  const bytes = readFileSync(inputPath);
  const format = formatOf(bytes);
  if (format === undefined) return NONE;
  const read = (): Promise<Store> => storeOf(format, bytes, librarySettings(trustAnchors, ownCertificates));
  try {
    const store = await read();
    const report = reportOf(store);
    const expired = report.codes.includes(EXPIRED) ? signerIn(ownCertificates, store) : undefined;
    if (!expired) return report;
    // Of an expired certificate the library checks neither whose it is nor the signature: it did both on its last day.
    return expiredSince(reportOf(await atTime(expired.validToDate.getTime() - SECOND_MS, read)));
  } catch (error) {
    const code = codeOf(error);
    return code === 'JumbfNotFound' ? NONE : { state: 'unreadable', codes: [code] };
  }
}

async function storeOf(format: string, bytes: Uint8Array, settings: string): Promise<Store> {
  const reader = await WasmReader.fromBytes(format, bytes, settings);
  try {
    return JSON.parse(reader.json()) as Store;
  } finally {
    reader.free();
  }
}

/** Which of the certificates the manifest may be signed with, by the serial number that it states: the library compares all of them. */
function signerIn(certificates: string, store: Store): X509Certificate | undefined {
  const { cert_serial_number: serial } = manifestOf(store)?.signature_info ?? {};
  return certificatesIn(certificates).find(({ serialNumber }) => BigInt(`0x${serialNumber}`).toString() === serial);
}

function expiredSince(report: ManifestReport): ManifestReport {
  const codes = report.codes.filter((code) => code !== EXPIRED && code !== 'claimSignature.insideValidity');
  const state = report.state === 'trusted' ? 'untrusted' : report.state;
  return { ...report, state, codes: [EXPIRED, ...codes].slice(0, MAX_CODES) };
}

/** What the library calls the container; undefined where it reads no manifest of it. */
function formatOf(bytes: Uint8Array): string | undefined {
  const skipped = id3v2Size(bytes);
  switch (sniffContainer(bytes.subarray(skipped, skipped + HEAD_BYTES))?.container) {
    case 'WAV':
      return 'audio/wav';
    case 'MP3':
      return 'audio/mpeg';
    case 'FLAC':
      return 'audio/flac';
    case 'MP4':
    case 'QuickTime':
      return 'audio/mp4';
    default:
      // Of a file that is cut off within its tag, nothing else is there to be read.
      return skipped > 0 ? 'audio/mpeg' : undefined;
  }
}

/** Of `C2pa(JumbfParseError(…))` the first name within: the rest may quote the file. */
function codeOf(error: unknown): string {
  return /^C2pa\((\w+)/.exec(String(error))?.[1] ?? 'ReadFailed';
}

function manifestOf(store: Store) {
  return store.manifests?.[store.active_manifest ?? ''];
}

function reportOf(store: Store): ManifestReport {
  const manifest = manifestOf(store);
  const { failure = [], informational = [], success = [] } = store.validation_results?.activeManifest ?? {};
  const failures = failure.map(({ code }) => code);
  const others = [...informational, ...success].map(({ code }) => code);
  const { alg, issuer, common_name: signer } = manifest?.signature_info ?? {};
  return {
    state: stateOf(store, failures),
    codes: [...new Set([...failures, ...others])].slice(0, MAX_CODES),
    manifestId: store.active_manifest,
    issuer,
    signer,
    isSignedHere: isSignedHere(success) || undefined,
    algorithm: alg?.toLowerCase(),
    digitalSourceType: digitalSourceTypeOf(manifest?.assertions ?? []),
    provenanceId: textIn(dataOf(manifest?.assertions ?? [], PROVENANCE_ASSERTION), 'provenanceId'),
    timeStamp: timeStampOf(manifest?.signature_info?.time, [...failures, ...others]),
  };
}

/** The library looks at the certificate before it checks the signature, so both must be there. */
function isSignedHere(success: readonly Status[]): boolean {
  const isOwn = success.some(
    ({ code, explanation }) => code === 'signingCredential.trusted' && explanation?.includes(OWN_CERTIFICATE) === true,
  );
  return isOwn && success.some(({ code }) => code === 'claimSignature.validated');
}

function stateOf({ validation_state: state }: Store, failures: readonly string[]): ManifestState {
  if (state === 'Trusted') return 'trusted';
  // Who signed is in doubt; what is signed is not.
  const isCredential = (code: string): boolean =>
    code.startsWith('signingCredential.') || code.startsWith('timeStamp.');
  return state === 'Valid' || (failures.length > 0 && failures.every(isCredential)) ? 'untrusted' : 'mismatch';
}

function timeStampOf(at: string | undefined, codes: readonly string[]): ManifestTimeStamp | undefined {
  if (codes.includes('timeStamp.validated')) return { at, state: 'validated' };
  const isThere = codes.some((code) => code.startsWith('timeStamp.'));
  return isThere ? { at, state: 'invalid' } : undefined;
}

function dataOf(assertions: readonly Assertion[], label: string): Record<string, unknown> | undefined {
  return assertions.find((assertion) => assertion.label === label)?.data;
}

function digitalSourceTypeOf(assertions: readonly Assertion[]): string | undefined {
  const data = dataOf(assertions, 'c2pa.actions.v2') ?? dataOf(assertions, 'c2pa.actions');
  const actions = Array.isArray(data?.['actions']) ? (data['actions'] as readonly unknown[]) : [];
  for (const action of actions) {
    const type = isRecord(action) ? textIn(action, 'digitalSourceType') : undefined;
    if (type !== undefined) return type;
  }
  return undefined;
}

function textIn(data: Readonly<Record<string, unknown>> | undefined, field: string): string | undefined {
  const value = data?.[field];
  return typeof value === 'string' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
