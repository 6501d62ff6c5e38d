import { z } from 'zod';
import { LINE_PATTERN, UPLOAD_PURPOSES } from '#domain';

/** What another system may ask for by a webhook, by the `type` of its payload. Others are kept and left alone. */
export const HOOK_ACTIONS = {
  /** A recording can be fetched: it becomes an upload. */
  'recording.available': z.object({
    purpose: z.enum(UPLOAD_PURPOSES),
    sourceUrl: z.string().min(1).max(2_048),
    fileName: z.string().trim().min(1).max(255).regex(LINE_PATTERN).optional(),
  }),
} as const;

export type HookAction = {
  readonly [T in keyof typeof HOOK_ACTIONS]: { readonly type: T; readonly data: z.infer<(typeof HOOK_ACTIONS)[T]> };
}[keyof typeof HOOK_ACTIONS];

export type ReadPayload =
  | { readonly action: HookAction }
  /** Nothing of our own. */
  | { readonly unknown: true }
  /** Names of fields that are wrong. */
  | { readonly invalid: readonly string[] };

const envelope = z.object({ type: z.string(), data: z.unknown() });

/** What the payload of a webhook asks for: `{"type": "…", "data": {…}}`, as Standard Webhooks recommends. */
export function readPayload(payload: string): ReadPayload {
  const parsed = envelope.safeParse(parseJson(payload));
  if (!parsed.success) return { unknown: true };
  const { type, data } = parsed.data;
  if (!isAction(type)) return { unknown: true };
  const checked = HOOK_ACTIONS[type].safeParse(data);
  if (!checked.success) return { invalid: checked.error.issues.map(({ path }) => ['data', ...path].join('.')) };
  return { action: { type, data: checked.data } };
}

function isAction(type: string): type is HookAction['type'] {
  return Object.hasOwn(HOOK_ACTIONS, type);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
