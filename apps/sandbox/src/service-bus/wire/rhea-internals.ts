import rhea, {
  type AmqpError,
  type Connection,
  type Delivery,
  type Receiver,
  type Sender,
  type Session,
  type Typed,
} from 'rhea';
import { entriesOf } from './sections.ts';

/**
 * The places where a broker needs more of rhea 3.0.5 than its typings show, each with the reason. rhea is written for clients first; as a
 * server it opens each link by itself, decodes each message, and never forgets a delivery that only the server settled.
 */

interface EndpointState {
  local_open: boolean;
  open_requests: number;
  mark(marker: object): void;
}

interface LinkInternals {
  readonly state: EndpointState;
  readonly local: {
    readonly attach: {
      snd_settle_mode: number;
      rcv_settle_mode: number;
      max_message_size: unknown;
      properties: Record<string, unknown>;
    };
  };
}

interface SenderInternals {
  credit: number;
  delivery_count: number;
  _draining: boolean;
  _drained: boolean;
  _get_drain(): boolean;
}

interface OutgoingInternals {
  readonly next_delivery_id: number;
  readonly next_pending_delivery: number;
  available(): number;
  transfer_window(): number;
}

interface TransferFrame {
  readonly performative: { message_format: number | undefined };
}

interface AttachFrame {
  readonly performative: { readonly name: string; target: Typed | undefined };
}

interface SessionInternals {
  readonly outgoing: OutgoingInternals;
  on_attach(frame: AttachFrame): void;
  on_transfer(frame: TransferFrame): void;
  on_flow(frame: unknown): void;
}

interface OutgoingDelivery {
  remote_settled: boolean;
  data: unknown[];
}

/** rhea makes the constructors of outcomes at run time. */
const outcomes = rhea.message as unknown as {
  accepted(): { described(): unknown };
  rejected(fields: { error: AmqpError }): { described(): unknown };
};

/** The outcome `accepted`, for `Delivery.update`. */
export function acceptedState(): unknown {
  return outcomes.accepted().described();
}

/** The outcome `rejected`, for `Delivery.update`. */
export function rejectedState(error: AmqpError): unknown {
  return outcomes.rejected({ error }).described();
}

/** What a receiver decided about a delivery. */
export type Outcome =
  | { readonly kind: 'accepted' | 'released' }
  | { readonly kind: 'modified'; readonly undeliverableHere: boolean; readonly properties: Record<string, Typed> }
  | { readonly kind: 'rejected'; readonly condition: string; readonly info: Record<string, Typed> };

interface RemoteState {
  readonly constructor: { readonly composite_type?: string };
  /** The fields as they came, with their AMQP types; the accessors below lose them. */
  readonly value: readonly (Typed | undefined)[];
  readonly undeliverable_here?: boolean | null;
  readonly error?: { readonly condition?: string } | null;
}

/** Places of maps in what a receiver decides, OASIS AMQP 1.0 parts 3.4.5 and 2.8.14. */
const MODIFIED_ANNOTATIONS = 2;
const REJECTED_ERROR = 0;
const ERROR_INFO = 2;

/** Reads the peer's outcome; undefined while there is none that ends the delivery. */
export function outcomeOf(delivery: Delivery): Outcome | undefined {
  const state = delivery.remote_state as RemoteState | undefined;
  const kind = state?.constructor.composite_type;
  switch (kind) {
    case 'accepted':
    case 'released':
      return { kind };
    case 'modified':
      return {
        kind,
        undeliverableHere: state?.undeliverable_here === true,
        properties: mapIn(state?.value[MODIFIED_ANNOTATIONS]),
      };
    case 'rejected':
      return { kind, condition: state?.error?.condition ?? '', info: mapIn(errorFields(state)[ERROR_INFO]) };
    default:
      return undefined;
  }
}

function errorFields(state: RemoteState | undefined): readonly (Typed | undefined)[] {
  const fields = state?.value[REJECTED_ERROR]?.value as unknown;
  return Array.isArray(fields) ? (fields as (Typed | undefined)[]) : [];
}

function mapIn(field: Typed | undefined): Record<string, Typed> {
  return field !== undefined && Array.isArray(field.value) ? entriesOf(field) : {};
}

/** Stands for message format 0: the transfer must reach the broker as bytes. */
export const RAW_FORMAT = 0xffff_fffe;

/** Descriptor of the target of a link that controls transactions, OASIS AMQP 1.0 part 4.5.1. */
const COORDINATOR = 0x30;
const coordinators = new WeakMap<Session, Set<string>>();

/** Whether the client attached the link in order to control transactions. */
export function isCoordinator(link: Sender | Receiver): boolean {
  return coordinators.get(link.session)?.has(link.name) === true;
}

/**
 * Keeps rhea from decoding messages of format 0, and tells when the peer's session window may have grown. Notes links to the transaction
 * coordinator, whose target rhea does not know.
 */
export function prepareSession(session: Session, onFlow: () => void): void {
  const internals = session as unknown as SessionInternals;
  const onAttach = internals.on_attach.bind(session);
  internals.on_attach = (frame) => {
    const { performative } = frame;
    if (descriptorOf(performative.target) === COORDINATOR) {
      const names = coordinators.get(session) ?? new Set();
      coordinators.set(session, names.add(performative.name));
      performative.target = undefined;
    }
    onAttach(frame);
  };
  const onTransfer = internals.on_transfer.bind(session);
  internals.on_transfer = (frame) => {
    if (!frame.performative.message_format) frame.performative.message_format = RAW_FORMAT;
    onTransfer(frame);
  };
  const onFlowFrame = internals.on_flow.bind(session);
  // rhea announces flow frames only when they name a link; those that only open the session's window stay silent.
  internals.on_flow = (frame) => {
    onFlowFrame(frame);
    onFlow();
  };
}

/** Takes back the answer to an attach that rhea has prepared; `link.open()` sends it later. */
export function holdAttach(link: Sender | Receiver): void {
  const { state } = link as unknown as LinkInternals;
  state.local_open = false;
  state.open_requests = 0;
}

/** To be called when the client has closed the link: rhea would answer on the tick after this one. */
export function leaveCloseUnanswered(link: Sender | Receiver): void {
  process.nextTick(() => (link as unknown as LinkInternals).state.mark({}));
}

/** Sets what the answer to the attach says. */
export function describeAttach(
  link: Sender | Receiver,
  fields: { senderSettleMode: number; receiverSettleMode: number; properties?: Record<string, unknown> },
): void {
  const { attach } = (link as unknown as LinkInternals).local;
  attach.snd_settle_mode = fields.senderSettleMode;
  attach.rcv_settle_mode = fields.receiverSettleMode;
  if (fields.properties !== undefined) attach.properties = fields.properties;
}

function descriptorOf(described: Typed | undefined): unknown {
  return (described as { readonly descriptor?: { readonly value?: unknown } } | undefined)?.descriptor?.value;
}

export function creditOf(sender: Sender): number {
  return (sender as unknown as SenderInternals).credit;
}

export function isDraining(sender: Sender): boolean {
  return (sender as unknown as SenderInternals)._draining;
}

/**
 * Gives up the credit that is left and says so. rhea answers a drain only while credit is left; but when the last message used it up at the
 * same moment, the SDK still waits for the answer, and closes the link when none comes.
 */
export function answerDrain(sender: Sender): void {
  const internals = sender as unknown as SenderInternals;
  internals._get_drain = () => {
    if (!internals._draining || !internals._drained) return false;
    internals.delivery_count += internals.credit;
    internals.credit = 0;
    // Only once: a second answer could cross with new credit and wipe it out on the peer's side.
    internals._draining = false;
    return true;
  };
  sender.set_drained(true);
}

/** How many more deliveries the peer's session window and rhea's own buffer let through now. */
export function roomOf(session: Session): number {
  const { outgoing } = session as unknown as SessionInternals;
  const pending = outgoing.next_delivery_id - outgoing.next_pending_delivery;
  return Math.min(outgoing.available(), outgoing.transfer_window() - pending);
}

/** Whether rhea has written the delivery to its socket. */
export function isWritten(delivery: Delivery): boolean {
  const { outgoing } = delivery.link.session as unknown as SessionInternals;
  return delivery.id < outgoing.next_pending_delivery;
}

/**
 * Answers the peer's disposition permanently. rhea keeps a delivery until both sides have settled it, but after the second-mode handshake of
 * Service Bus the peer sends nothing more: without the marks its buffer of deliveries fills up and the link stops speaking.
 */
export function settleDelivery(delivery: Delivery, state: unknown): void {
  delivery.update(true, state);
  const internals = delivery as unknown as OutgoingDelivery;
  internals.remote_settled = true;
  internals.data = [];
}

/** Ends rhea's side of a connection whose socket is gone without an `end` event. */
export function forgetSocket(connection: Connection): void {
  (connection as unknown as { _disconnected(): void })._disconnected();
}
