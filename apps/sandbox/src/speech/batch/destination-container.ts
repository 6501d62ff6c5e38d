import { fetchOk, type FetchBlob } from '../custom-voice/fetch-blob.ts';

/** What of it is kept. */
export interface KeptDestination {
  readonly containerUrl: string;
  readonly path: string;
  readonly written: readonly string[];
}

/** A folder in the client's container, written by Put Blob with the signature that came with the container's URL. */
export class DestinationContainer {
  constructor(
    private readonly fetchBlob: FetchBlob,
    private readonly containerUrl: string,
    /** Without slashes at its ends. */
    private readonly path: string,
    /** Names in the folder, of what was written already. */
    private readonly written: string[] = [],
  ) {}

  /** For `new DestinationContainer`, after a restart. */
  get kept(): KeptDestination {
    return { containerUrl: this.containerUrl, path: this.path, written: [...this.written] };
  }

  /** @throws StorageError */
  async write(name: string, content: Uint8Array): Promise<void> {
    await fetchOk(this.fetchBlob, this.urlOf(name), {
      method: 'PUT',
      headers: { 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2025-11-05' },
      body: new Uint8Array(content),
    });
    this.written.push(name);
  }

  /** @throws StorageError */
  async deleteAll(): Promise<void> {
    for (const name of this.written.splice(0)) {
      await fetchOk(this.fetchBlob, this.urlOf(name), { method: 'DELETE', headers: { 'x-ms-version': '2025-11-05' } });
    }
  }

  /** Paths in the container. */
  outputs(): { result: string; summary?: string } {
    const summary = this.written.includes('summary.json') ? { summary: `${this.path}/summary.json` } : {};
    return { result: `${this.path}/${this.written.includes('results.zip') ? 'results.zip' : ''}`, ...summary };
  }

  private urlOf(name: string): string {
    const url = new URL(this.containerUrl);
    const segments = `${this.path}/${name}`.split('/').map(encodeURIComponent);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${segments.join('/')}`;
    return url.href;
  }
}
