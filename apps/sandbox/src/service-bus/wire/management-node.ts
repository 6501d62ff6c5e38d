import rhea, { type EventContext, type Receiver, type Typed } from 'rhea';
import type { Entity } from '../model/broker.ts';
import { BrokerError, Condition } from '../model/errors.ts';
import type { Claim } from './claims.ts';
import { serve, statusOf } from './faults.ts';
import type { AttachedLink, LinkHost } from './link-host.ts';
import { claimOf, faultOperationOf, runManagementOperation, type ManagementAnswer } from './management-operations.ts';
import { decodeRequest, type ManagementRequest } from './management-request.ts';
import { describeAttach } from './rhea-internals.ts';

const CREDIT = 100;

/** A link on which a client sends requests to the `$management` node of an entity. */
export class ManagementNode implements AttachedLink {
  constructor(
    private readonly host: LinkHost,
    private readonly receiver: Receiver,
    readonly address: string,
    private readonly entity: Entity,
    /** @throws BrokerError when the client does not have the claim, or has lost it */
    private readonly demand: (claim: Claim) => void,
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
    // A request that is being held back is answered to nobody.
  }

  #onMessage({ message, delivery }: EventContext): void {
    this.receiver.add_credit(1);
    delivery?.accept();
    const request = decodeRequest(message as unknown as Buffer);
    const operation = String(request.application_properties?.['operation']);
    const { context } = this.host;
    const { path } = this.entity.queue;
    const specific = faultOperationOf(operation);
    const effect =
      context.takeFault(specific, path) ??
      (specific === 'management' ? undefined : context.takeFault('management', path));
    serve(effect, context.clock, {
      work: () => this.#answer(request, this.#run(operation, request)),
      workSilently: () => {
        this.#run(operation, request);
      },
      refuse: (condition, description) => this.#answer(request, new BrokerError(condition, description)),
      drop: () => this.host.drop(),
    });
  }

  #run(operation: string, request: ManagementRequest): ManagementAnswer | BrokerError {
    try {
      this.demand(claimOf(operation));
      const { body } = request;
      if (typeof body !== 'object' || body === null) {
        throw new BrokerError(Condition.argumentError, 'The request has no body map.');
      }
      return runManagementOperation(this.host.context.broker, this.entity, operation, body as Record<string, unknown>);
    } catch (error) {
      if (error instanceof BrokerError) return error;
      throw error;
    }
  }

  #answer(request: ManagementRequest, answer: ManagementAnswer | BrokerError): void {
    const trackingId = request.application_properties?.['com.microsoft:tracking-id'];
    const properties: Record<string, unknown> =
      answer instanceof BrokerError
        ? {
            statusCode: rhea.types.wrap_int(statusOf(answer.condition)),
            statusDescription: answer.message,
            errorCondition: rhea.types.wrap_symbol(answer.condition),
          }
        : { statusCode: rhea.types.wrap_int(answer.status), statusDescription: answer.description };
    if (trackingId !== undefined) properties['com.microsoft:tracking-id'] = trackingId;
    const body: Typed = rhea.types.wrap_map(answer instanceof BrokerError ? {} : (answer.body ?? {}));
    this.host.reply(request.reply_to, {
      correlation_id: request.message_id,
      application_properties: properties,
      body,
    });
  }
}
