import { setTimeout as delay } from 'node:timers/promises';

interface Answer {
  readonly id?: number;
  readonly result?: { readonly usedSize?: number };
}

/** Reads the heap of a Node process from outside, through its inspector, after a garbage collection. */
export class HeapGauge {
  private nextId = 1;
  private readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
  }

  /** @param output what the process has written so far: it says there where its inspector listens */
  static async of(pid: number, output: () => string): Promise<HeapGauge> {
    process.kill(pid, 'SIGUSR1');
    for (;;) {
      const url = /Debugger listening on (ws:\S+)/.exec(output())?.[1];
      if (url !== undefined) {
        const socket = new WebSocket(url);
        await new Promise((resolve, reject) => {
          socket.addEventListener('open', resolve, { once: true });
          socket.addEventListener('error', reject, { once: true });
        });
        return new HeapGauge(socket);
      }
      await delay(20);
    }
  }

  async usedMb(): Promise<number> {
    for (let round = 0; round < 3; round++) await this.call('HeapProfiler.collectGarbage');
    const { usedSize = Number.NaN } = await this.call('Runtime.getHeapUsage');
    return usedSize / 1_048_576;
  }

  close(): void {
    this.socket.close();
  }

  private call(method: string): Promise<NonNullable<Answer['result']>> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      const onMessage = ({ data }: MessageEvent): void => {
        const answer = JSON.parse(String(data)) as Answer;
        if (answer.id !== id) return;
        this.socket.removeEventListener('message', onMessage);
        resolve(answer.result ?? {});
      };
      this.socket.addEventListener('message', onMessage);
      this.socket.send(JSON.stringify({ id, method }));
    });
  }
}
