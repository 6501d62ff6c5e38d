import { join } from 'node:path';
import ts from 'typescript';
import { z } from 'zod';
import { BLOB_CONTAINERS } from '#storage';
import { envelopeSchema, MESSAGES } from '#messaging';

const ROOT = join(import.meta.dirname, '../..');

/** What is stored in Cosmos DB, by the name under which the table lists it: where its TypeScript type is declared, and its name. */
const STORED_TYPES: readonly (readonly [name: string, file: string, type: string])[] = [
  ['*', 'libs/domain/src/aggregate.ts', 'Aggregate'],
  ['upload', 'libs/domain/src/upload.ts', 'Upload'],
  ['consent', 'libs/domain/src/consent.ts', 'Consent'],
  ['voice', 'libs/domain/src/voice.ts', 'Voice'],
  ['synthesis', 'libs/domain/src/synthesis.ts', 'Synthesis'],
  ['batch', 'libs/domain/src/batch.ts', 'Batch'],
  ['recordingClaim', 'libs/documents/src/recordings/recording-claims.ts', 'RecordingClaim'],
  ['operation', 'libs/domain/src/operation.ts', 'Operation'],
  ['webhookEndpoint', 'libs/domain/src/webhook-endpoint.ts', 'WebhookEndpoint'],
  ['delivery', 'libs/domain/src/delivery.ts', 'Delivery'],
  ['hook', 'libs/domain/src/hook.ts', 'Hook'],
  ['notificationSubscription', 'libs/domain/src/notification-subscription.ts', 'NotificationSubscription'],
  ['audit', 'libs/storage/src/audit/audit-chain.ts', 'AuditEntry'],
  ['idempotency', 'libs/documents/src/idempotency/idempotency-store.ts', 'IdempotencyRecord'],
  ['endpointSlots', 'libs/documents/src/webhooks/endpoint-slots.ts', 'SlotsItem'],
  ['schedule', 'libs/domain/src/schedule.ts', 'ScheduleState'],
  ['budget', 'libs/documents/src/budgets/budget-store.ts', 'BudgetItem'],
  ['settlement', 'libs/documents/src/budgets/budget-store.ts', 'SettlementItem'],
  ['retention', 'libs/documents/src/retention/retention-store.ts', 'RetentionItem'],
  ['usage', 'libs/storage/src/usage/usage-store.ts', 'UsageRecord'],
  ['provenance', 'libs/storage/src/provenance/provenance-store.ts', 'ProvenanceItem'],
];
/** Of every document, whose rows are those of `*`; messages in outboxes have rows of their own. */
const ENVELOPE = ['outbox', 'undeliverable'];

/**
 * Every field that is stored: of documents by their TypeScript types, of messages by their schemas, and the blob containers. `upload.custody[].at`,
 * `message.data.chunk`, `blobs/audio`. What every document has is listed once, under `*`.
 */
export function storedFields(): readonly string[] {
  const files = STORED_TYPES.map(([, file]) => join(ROOT, file));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['development'],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
  };
  const program = ts.createProgram(files, options, hostOf(options));
  const checker = program.getTypeChecker();
  const common = new Set<string>();
  const found: string[] = [];
  for (const [name, file, typeName] of STORED_TYPES) {
    const source = program.getSourceFile(join(ROOT, file));
    const declared = source?.statements.find(
      (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === typeName,
    );
    if (!declared) throw new Error(`${file} declares no ${typeName}`);
    for (const property of checker.getTypeAtLocation(declared).getProperties()) {
      if (name === '*') common.add(property.name);
      else if (
        common.has(property.name) &&
        !['audit', 'idempotency', 'usage', 'provenance', 'recordingClaim'].includes(name)
      )
        continue;
      found.push(...leavesOf(property, `${name}.${property.name}`, checker));
    }
  }
  return [
    ...new Set([...found, ...messageFields(), ...Object.values(BLOB_CONTAINERS).map((each) => `blobs/${each}`)]),
  ].sort();
}

/** Reads our own files only: the types of packages are large, and no stored field is declared there. */
function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (names, from, _reference, given) =>
    names.map(({ text }) =>
      text.startsWith('.') || text.startsWith('#')
        ? ts.resolveModuleName(text, from, given, host, undefined, undefined, ts.ModuleKind.ESNext)
        : { resolvedModule: undefined },
    );
  return host;
}

function leavesOf(property: ts.Symbol, path: string, checker: ts.TypeChecker): string[] {
  if (ENVELOPE.includes(property.name)) return [path];
  const declaration = property.valueDeclaration ?? property.declarations?.[0];
  // An index signature, for example of Cosmos DB's own items.
  if (!declaration) return [];
  return leavesOfType(
    checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(property, declaration)),
    path,
    checker,
  );
}

function leavesOfType(type: ts.Type, path: string, checker: ts.TypeChecker): string[] {
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    return element ? leavesOfType(element, `${path}[]`, checker) : [path];
  }
  const objects = (type.isUnion() ? type.types : [type]).filter(
    (each) => (each.flags & ts.TypeFlags.Object) !== 0 && checker.getPropertiesOfType(each).length > 0,
  );
  if (objects.length === 0) return [path];
  return objects.flatMap((each) =>
    checker.getPropertiesOfType(each).flatMap((property) => leavesOf(property, `${path}.${property.name}`, checker)),
  );
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

function messageFields(): string[] {
  const own = Object.keys(envelopeSchema.shape).filter((name) => name !== 'data');
  const data = Object.values(MESSAGES).flatMap(({ data: schema }) =>
    schemaLeaves(z.toJSONSchema(schema) as JsonSchema, 'message.data'),
  );
  return [...own.map((name) => `message.${name}`), ...data];
}

function schemaLeaves({ properties }: JsonSchema, path: string): string[] {
  return Object.entries(properties ?? {}).flatMap(([name, schema]) =>
    schema.properties ? schemaLeaves(schema, `${path}.${name}`) : [`${path}.${name}`],
  );
}
