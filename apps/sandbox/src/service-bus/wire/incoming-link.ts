import type { Delivery, EventContext, Receiver } from 'rhea';
import type { Entity } from '../model/broker.ts';
import { BrokerError, Condition } from '../model/errors.ts';
import { decodeTransfer } from './codec.ts';
import { serve } from './faults.ts';
import type { AttachedLink, LinkHost } from './link-host.ts';
import { acceptedState, describeAttach, RAW_FORMAT, rejectedState } from './rhea-internals.ts';

/** Largest message or batch of the Standard tier and of the official emulator, in bytes. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Messages that a client may have on the way. The SDK gives up after a second without credit, so this is ample. */
const CREDIT = 1000;

/** A link on which a client sends messages to an entity. */
export class IncomingLink implements AttachedLink {
  #usedCredit = 0;

  constructor(
    private readonly host: LinkHost,
    private readonly receiver: Receiver,
    readonly address: string,
    private readonly entity: Entity,
  ) {}

  start(): boolean {
    const { receiver } = this;
    describeAttach(receiver, { senderSettleMode: receiver.snd_settle_mode, receiverSettleMode: 0 });
    receiver.set_source(receiver.source);
    receiver.set_target({ address: this.address });
    receiver.on('message', (context: EventContext) => this.#onMessage(context));
    receiver.add_credit(CREDIT);
    return true;
  }

  onFlow(): void {
    // A sender's flow frames ask for nothing.
  }

  onClose(): void {
    // Each message is answered when it comes in, so nothing is left to do.
  }

  #onMessage({ message, delivery }: EventContext): void {
    this.#restoreCredit();
    if (delivery === undefined) return;
    const payload = message as unknown as Buffer;
    const { context } = this.host;
    const store = (): void => this.#store(payload, delivery);
    serve(context.takeFault('send', this.entity.queue.path), context.clock, {
      work: () => {
        try {
          store();
          delivery.update(true, acceptedState());
        } catch (error) {
          this.#reject(delivery, error);
        }
      },
      workSilently: () => {
        try {
          store();
        } catch (error) {
          context.log('message refused', { entity: this.address, error: String(error) });
        }
      },
      refuse: (condition, description) => this.#reject(delivery, new BrokerError(condition, description)),
      drop: () => this.host.drop(),
    });
  }

  #store(payload: Buffer, delivery: Delivery): void {
    if (payload.length > MAX_MESSAGE_BYTES) {
      throw new BrokerError(
        Condition.messageSizeExceeded,
        `The received message (delivery-id:${delivery.id}, size:${payload.length} bytes) exceeds the limit (${MAX_MESSAGE_BYTES} bytes) currently allowed on the link.`,
      );
    }
    const format = delivery.format === RAW_FORMAT ? 0 : delivery.format;
    const { broker, clock } = this.host.context;
    broker.send(this.entity, decodeTransfer(payload, format, clock));
  }

  #reject(delivery: Delivery, error: unknown): void {
    if (!(error instanceof BrokerError)) throw error;
    delivery.update(true, rejectedState({ condition: error.condition, description: error.message }));
  }

  #restoreCredit(): void {
    this.#usedCredit += 1;
    if (this.#usedCredit < CREDIT / 4) return;
    this.receiver.add_credit(this.#usedCredit);
    this.#usedCredit = 0;
  }
}
