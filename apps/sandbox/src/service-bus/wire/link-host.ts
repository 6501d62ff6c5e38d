import type { Receiver, Sender } from 'rhea';
import type { Clock } from '../../faults/clock.ts';
import type { FaultEffect } from '../../faults/fault-plan.ts';
import type { Log } from '../../log.ts';
import type { TokenVerifier } from '../../service.ts';
import type { Broker } from '../model/broker.ts';

/** What the protocol side of the broker works with. */
export interface WireContext {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly log: Log;
  readonly verifyToken?: TokenVerifier | undefined;
  /** The scripted fault for a call, if there is one. `subject` is an entity path. */
  takeFault(operation: FaultOperation, subject: string): FaultEffect | undefined;
}

/** The operations that a fault rule for `service-bus` can name. */
export type FaultOperation = 'connect' | 'attach' | 'send' | 'receive' | 'settle' | 'renew-lock' | 'management';

/** What a link may ask of the connection that it lives on. */
export interface LinkHost {
  readonly context: WireContext;
  /** Breaks the connection at once: what was not written yet is lost. */
  drop(): void;
  /** Breaks the connection once everything written so far has left. */
  dropAfterFlush(): void;
  /** Runs an event handler; an exception ends this connection and not the process. */
  guard(handler: () => void): void;
  /** Sends to the link that the client named in `reply_to`. */
  reply(replyTo: string | undefined, message: unknown): void;
}

/** One attached link. */
export interface AttachedLink {
  /** Address of the entity, as the client wrote it. */
  readonly address: string;
  /**
   * Prepares the answer to the attach; false when it is not to be sent yet.
   * @throws BrokerError when the link has to be refused.
   */
  start(): boolean;
  /** The client may take more now. */
  onFlow(): void;
  /** The link is gone, from whichever side. */
  onClose(): void;
}

/** Detaches a link (also one whose attach has not been answered yet) with an error. */
export function refuse(link: Sender | Receiver, condition: string, description: string): void {
  link.open();
  link.close({ condition, description });
}
