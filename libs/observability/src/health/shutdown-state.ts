import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Whether this process has begun to stop. After that it is not ready, and what never ends by itself (event streams) must end. */
@Injectable()
export class ShutdownState implements OnModuleDestroy {
  private readonly controller = new AbortController();

  /** Aborted when the shutdown begins. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get shuttingDown(): boolean {
    return this.controller.signal.aborted;
  }

  begin(): void {
    this.controller.abort();
  }

  /** The first of Nest's shutdown hooks. */
  onModuleDestroy(): void {
    this.begin();
  }
}
