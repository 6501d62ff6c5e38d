import { DEFAULT_REALTIME_FORMAT } from '../output-format.ts';
import { parseJson } from '../rest/call.ts';

/** What a `synthesis.context` frame asks for. */
export interface SynthesisContext {
  readonly outputFormat: string;
  readonly wordBoundary: boolean;
  readonly punctuationBoundary: boolean;
  readonly sentenceBoundary: boolean;
  readonly bookmark: boolean;
  readonly viseme: boolean;
  readonly sessionEnd: boolean;
}

interface ContextBody {
  synthesis?: { audio?: { outputFormat?: unknown; metadataOptions?: Record<string, unknown> } };
}

/** Undefined when the body is not JSON. The SDK sends flags as booleans or as strings. */
export function readSynthesisContext(body: string): SynthesisContext | undefined {
  const parsed = parseJson(body);
  if (parsed === undefined) return undefined;
  const audio = (parsed.value as ContextBody | null)?.synthesis?.audio;
  const options = audio?.metadataOptions ?? {};
  const flag = (name: string, fallback: boolean): boolean => {
    const value = options[name];
    return value === undefined
      ? fallback
      : value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
  };
  return {
    outputFormat: typeof audio?.outputFormat === 'string' ? audio.outputFormat : DEFAULT_REALTIME_FORMAT,
    wordBoundary: flag('wordBoundaryEnabled', false),
    punctuationBoundary: flag('punctuationBoundaryEnabled', true),
    sentenceBoundary: flag('sentenceBoundaryEnabled', false),
    bookmark: flag('bookmarkEnabled', false),
    viseme: flag('visemeEnabled', false),
    sessionEnd: flag('sessionEndEnabled', true),
  };
}
