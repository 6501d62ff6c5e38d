import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { Control } from '../chaos/control.ts';
import type { PatientClient } from '../chaos/patient-client.ts';
import { blobsOf } from '../security/consents/every-store.ts';
import { mustSucceed } from './world.ts';

interface StoredItem {
  readonly id: string;
  readonly kind?: string;
  readonly evidenceRemovedAt?: string;
  readonly archived?: unknown;
  readonly raw?: unknown;
}

interface Stores {
  readonly documents: ReadonlyMap<string, StoredItem>;
  /** `{container}/{name}`. */
  readonly blobs: ReadonlySet<string>;
}

type Previewed = Readonly<Record<string, ReadonlySet<string>>>;

const CLASSES = ['raw', 'sample', 'archive', 'consentEvidence', 'result', 'batch', 'deliveryLog'];
/** Where the blobs lie of which a document of a class has none when it was removed. */
const CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  raw: ['uploads'],
  sample: ['uploads', 'audio', 'archive'],
  archive: ['archive'],
  consentEvidence: ['consents'],
  result: ['results'],
  batch: ['results'],
  deliveryLog: [],
};
/** Kinds of which a class removes whole documents. */
const REMOVED_KINDS: Readonly<Record<string, string>> = {
  sample: 'upload',
  result: 'synthesis',
  batch: 'batch',
  deliveryLog: 'delivery',
};
/** Copies of what the archive has go by an age of their own, whatever the policy of the tenant. */
const BY_AGE = 'uploads/';

/** Compares what a sweep removes with what the preview listed before, by what the sandbox has in its stores. */
export class RetentionCheck {
  /** How many objects were removed, by class. */
  readonly removed = new Map<string, number>();
  readonly violations: string[] = [];
  #before: { readonly stores: Stores; readonly previewed: Previewed } | undefined;

  constructor(
    private readonly system: VoiceSystem,
    private readonly control: Control,
    private readonly client: PatientClient,
  ) {}

  /** Shortly before a sweep. */
  async preview(): Promise<void> {
    const previewed: Record<string, ReadonlySet<string>> = {};
    for (const name of CLASSES) previewed[name] = await this.previewOf(name);
    this.#before = { previewed, stores: await this.stores() };
  }

  /** After it. */
  async compare(slot: string): Promise<void> {
    if (!this.#before) throw new Error(`Nothing was previewed before ${slot}.`);
    const { previewed, stores: before } = this.#before;
    this.#before = undefined;
    const after = await this.stores();
    for (const name of CLASSES) {
      const listed = previewed[name] ?? new Set();
      const gone = goneOf(name, before, after);
      this.removed.set(name, (this.removed.get(name) ?? 0) + gone.size);
      for (const id of without(listed, gone)) this.complain(slot, `the preview listed ${name} ${id}, which stayed`);
      for (const id of without(gone, listed)) this.complain(slot, `${name} ${id} was removed, and was not listed`);
      for (const blob of after.blobs) {
        const [container = ''] = blob.split('/');
        if (CONTAINERS[name]?.includes(container) && [...listed].some((id) => blob.includes(id)))
          this.complain(slot, `${blob} is left of ${name}`);
      }
    }
    const all = Object.values(previewed).flatMap((ids) => [...ids]);
    for (const blob of without(before.blobs, after.blobs)) {
      if (!blob.startsWith(BY_AGE) && !all.some((id) => blob.includes(id)))
        this.complain(slot, `${blob} was removed, and its document was not listed`);
    }
  }

  private complain(slot: string, what: string): void {
    this.violations.push(`retention at ${slot}: ${what}`);
  }

  private async previewOf(name: string): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for (let after: string | null = null, isLast = false; !isLast;) {
      const body: object = { class: name, ...(after !== null && { after }) };
      const page: { data: { id: string }[]; next: string | null } = await mustSucceed(
        this.client,
        'POST',
        '/v1/retention/preview',
        body,
      );
      for (const { id } of page.data) ids.add(id);
      after = page.next;
      isLast = after === null;
    }
    return ids;
  }

  private async stores(): Promise<Stores> {
    const documents = await this.control.documents<StoredItem>('documents');
    const blobs = new Set<string>();
    const service = blobsOf(this.system);
    for (const container of new Set(Object.values(CONTAINERS).flat())) {
      for await (const { name } of service.getContainerClient(container).listBlobsFlat())
        blobs.add(`${container}/${name}`);
    }
    return { documents: new Map(documents.map((document) => [document.id, document])), blobs };
  }
}

/** What went from one state of the stores to another, by the ids of its documents. */
function goneOf(name: string, before: Stores, after: Stores): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const [id, document] of before.documents) {
    const now = after.documents.get(id);
    if (document.kind !== undefined && document.kind === REMOVED_KINDS[name] && now === undefined) gone.add(id);
    if (name === 'raw' && document.raw !== undefined && now?.raw === undefined) gone.add(id);
    if (name === 'archive' && document.archived !== undefined && now?.archived === undefined) gone.add(id);
    const isEvidence = name === 'consentEvidence' && document.kind === 'consent';
    if (isEvidence && document.evidenceRemovedAt === undefined && now?.evidenceRemovedAt !== undefined) gone.add(id);
  }
  return gone;
}

function without(some: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...some].filter((each) => !others.has(each));
}
