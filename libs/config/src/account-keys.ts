import { type Environment, environmentSchema } from './environment.ts';

/**
 * Variables that hold a key or a connection string of an Azure service. With one, anyone who reads the environment of a process has the account,
 * and no role limits what they do there. (A Redis of one's own has its password in its URL, and the secrets of webhooks have no identity to take instead.)
 * See ADR 120.
 */
export const ACCOUNT_KEYS = [
  'SERVICE_BUS_CONNECTION_STRING',
  'COSMOS_KEY',
  'BLOB_CONNECTION_STRING',
  'SPEECH_KEY',
  'TRANSLATOR_KEY',
  'OPENAI_KEY',
] as const satisfies readonly (keyof Environment)[];

/** One line for each key in the environment, without its value; none where keys are allowed. */
export function refusedAccountKeys(present: Readonly<Record<string, unknown>>): readonly string[] {
  // By itself: other variables may be wrong.
  const allowed = environmentSchema.shape.ALLOW_ACCOUNT_KEYS.safeParse(present['ALLOW_ACCOUNT_KEYS']);
  if (allowed.data === true) return [];
  return ACCOUNT_KEYS.filter((name) => name in present).map(
    (name) =>
      `${name}: keys and connection strings of Azure services are refused. Remove it and assign the role to the managed identity, or, for emulators, set ALLOW_ACCOUNT_KEYS=true`,
  );
}
