import type { Socket } from 'node:net';
import rhea, {
  type AmqpError,
  type Connection,
  type EventContext,
  type Message,
  type Receiver,
  type Sender,
  type Session,
} from 'rhea';
import { BrokerError, Condition } from '../model/errors.ts';
import type { Entity } from '../model/broker.ts';
import { TokenStore, tokenReply, type TokenAnswer } from './cbs.ts';
import { type Claim, requireClaim } from './claims.ts';
import { serve } from './faults.ts';
import { IncomingLink } from './incoming-link.ts';
import { refuse, type AttachedLink, type LinkHost, type WireContext } from './link-host.ts';
import { ManagementNode } from './management-node.ts';
import { OutgoingLink } from './outgoing-link.ts';
import { describeAttach, forgetSocket, holdAttach, isCoordinator, prepareSession } from './rhea-internals.ts';

const CBS = '$cbs';
const MANAGEMENT_SUFFIX = '/$management';

/** What a link is attached to. */
interface AttachRequest {
  /** As the client wrote it. */
  readonly address: string;
  /** Of the entity, without `$management`. */
  readonly path: string;
  /** What a token must cover: the path, or its `$management` node. */
  readonly audience: string;
  readonly entity: Entity;
  readonly isManagement: boolean;
}

/** One client connection: its tokens, and its links by their rhea counterpart. */
export class BrokerConnection implements LinkHost {
  readonly #links = new Map<Sender | Receiver, AttachedLink>();
  /** Links that answers go out on, by link name and by target address: SDK requests name the one or the other in `reply_to`. */
  readonly #replyLinks = new Map<string, Sender>();
  readonly #tokens: TokenStore;
  #isOver = false;
  #isForgotten = false;

  constructor(
    readonly context: WireContext,
    private readonly connection: Connection,
    private readonly socket: Socket,
    private readonly onOver: () => void,
  ) {
    this.#tokens = new TokenStore(context.clock, context.verifyToken, () => this.#detachUnauthorized());
  }

  /** Starts to listen to the peer; call it before any of its bytes are read. */
  start(): void {
    const { connection } = this;
    this.#on('session_open', ({ session }) => {
      if (session !== undefined) prepareSession(session, () => this.#onSessionFlow(session));
    });
    this.#on('sender_open', ({ sender }) => {
      if (sender !== undefined) this.#onAttach(sender, sender.source?.address);
    });
    this.#on('receiver_open', ({ receiver }) => {
      if (receiver !== undefined) this.#onAttach(receiver, receiver.target?.address);
    });
    for (const event of ['sender_close', 'receiver_close', 'session_close']) {
      this.#on(event, ({ sender, receiver, session }) => {
        const link = sender ?? receiver;
        if (link !== undefined) this.#forget(link);
        else for (const [other] of this.#links) if (other.session === session) this.#forget(other);
      });
    }
    for (const event of ['sender_error', 'receiver_error', 'session_error', 'connection_error']) {
      this.#on(event, ({ sender, receiver, session }) => {
        const error = (sender ?? receiver ?? session ?? connection).error as AmqpError | undefined;
        this.context.log('client reported an error', { condition: error?.condition, error: error?.description });
      });
    }
    connection.on('connection_close', () => undefined);
    connection.on('disconnected', () => {
      this.#isForgotten = true;
      this.drop();
    });
    for (const event of ['protocol_error', 'error']) {
      connection.on(event, (error: unknown) => {
        this.context.log('connection failed', { error: String(error) });
        this.drop();
      });
    }
    this.socket.on('close', () => {
      // rhea does not notice when a socket is destroyed on this side.
      if (!this.#isForgotten) forgetSocket(connection);
      this.#end();
    });
  }

  drop(): void {
    this.#end();
    this.socket.destroy();
  }

  dropAfterFlush(): void {
    this.#end();
    // rhea writes on the next tick.
    setImmediate(() => this.socket.destroySoon());
  }

  reply(replyTo: string | undefined, message: unknown): void {
    const sender = this.#replyLinks.get(replyTo ?? '');
    if (sender?.is_open() === true) sender.send(message as Message);
    else this.context.log('a request names no link for its answer', { replyTo });
  }

  /**
   * Detaches every link to an entity with an error that clients recover from.
   * @returns how many there were
   */
  dropLinks(): number {
    const links = [...this.#links.keys()];
    for (const link of links) {
      this.#forget(link);
      refuse(link, Condition.detachForced, 'The link was detached by the broker.');
    }
    return links.length;
  }

  /**
   * Keeps the links that messages are delivered by, and never sends on them again.
   * @returns how many there were
   */
  silenceLinks(): number {
    const silent = [...this.#links.values()].filter((link) => link instanceof OutgoingLink);
    for (const link of silent) link.silence();
    return silent.length;
  }

  /** Becomes a black hole: the socket stays open, but nothing is read or written. */
  silence(): void {
    this.silenceLinks();
    this.socket.removeAllListeners('data');
    this.socket.pause();
    this.socket.write = () => true;
  }

  /** Calls back once the client has opened the connection. */
  onOpen(callback: (connection: this) => void): void {
    this.#on('connection_open', () => callback(this));
  }

  /** Closes the connection with an error, as the service does when it lets a client go. */
  closeWith(condition: string, description: string): void {
    this.connection.close({ condition, description });
  }

  // ---- attaching

  #onAttach(link: Sender | Receiver, address: string | undefined | null): void {
    if (this.#isOver) return;
    if (isCoordinator(link)) {
      // Final, so that clients do not try again: `amqp:not-implemented` is in no SDK's list of passing errors.
      refuse(link, Condition.notImplemented, 'Transactions are not supported by this broker.');
      return;
    }
    if (typeof address !== 'string') {
      refuse(link, Condition.invalidField, 'The link names no address.');
      return;
    }
    if (address === CBS) {
      this.#attachCbs(link);
      return;
    }
    const { context } = this;
    // .NET writes `/orders` or `orders`, as the endpoint's address has a path or not.
    const entityAddress = address.replace(/^\/+/, '');
    const isManagement = entityAddress.toLowerCase().endsWith(MANAGEMENT_SUFFIX);
    const path = isManagement ? entityAddress.slice(0, -MANAGEMENT_SUFFIX.length) : entityAddress;
    const effect = context.takeFault('attach', path);
    if (effect?.kind === 'latency' || effect?.kind === 'hang') holdAttach(link);
    const attach = (): void => {
      if (link.is_remote_open()) this.#attach(link, address, path, isManagement);
    };
    serve(effect, context.clock, {
      work: attach,
      workSilently: attach,
      refuse: (condition, description) => refuse(link, condition, description),
      drop: () => this.drop(),
    });
  }

  #attach(link: Sender | Receiver, address: string, path: string, isManagement: boolean): void {
    try {
      // The SDKs put a token for the node itself, and perhaps none for its entity.
      const audience = isManagement ? `${path}${MANAGEMENT_SUFFIX}` : path;
      if (!this.#tokens.allows(audience)) {
        throw new BrokerError(
          Condition.unauthorized,
          `Unauthorized access. A claim for '${address}' is required to perform this operation.`,
        );
      }
      const entity = this.#require(path);
      const attached = this.#createLink(link, { address, path, audience, entity, isManagement });
      const isAnswered = attached.start();
      this.#links.set(link, attached);
      // Needed only when a scripted latency held the answer back.
      if (isAnswered) link.open();
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      refuse(link, error.condition, error.message);
    }
  }

  /** @throws BrokerError `amqp:not-found`, in the words of the service */
  #require(path: string): Entity {
    const { broker } = this.context;
    const entity = broker.find(path);
    if (entity !== undefined) return entity;
    const namespace = this.#tokens.hostOf(path) ?? String(this.connection.hostname);
    const [topic = '', , subscription, ...rest] = path.split('/');
    const isSubscription = subscription !== undefined && rest.length === 0 && broker.find(topic)?.kind === 'topic';
    const name = isSubscription
      ? `${namespace.split(/[.:]/)[0]}:topic:${topic}|${subscription}`
      : `sb://${namespace}/${path}`;
    throw new BrokerError(Condition.notFound, `The messaging entity '${name}' could not be found.`);
  }

  /** @throws BrokerError `amqp:unauthorized-access`, `amqp:not-allowed` */
  #createLink(link: Sender | Receiver, { address, path, audience, entity, isManagement }: AttachRequest): AttachedLink {
    const demand = (...claims: Claim[]): void => {
      const namespace = this.#tokens.hostOf(audience) ?? String(this.connection.hostname);
      requireClaim(this.#tokens.callerFor(audience), entity, claims, `sb://${namespace}/${path}`);
    };
    if (isManagement) {
      demand('Send', 'Listen');
      return link.is_sender()
        ? { address, start: () => this.#openReplyLink(link as Sender), onFlow: ignore, onClose: ignore }
        : new ManagementNode(this, link as Receiver, address, entity, demand);
    }
    if (link.is_receiver()) {
      demand('Send');
      if (!entity.isSendable) {
        throw new BrokerError(Condition.notAllowed, `Messages cannot be sent to '${address}'.`);
      }
      return new IncomingLink(this, link as Receiver, address, entity);
    }
    demand('Listen');
    if (!entity.isReceivable) {
      throw new BrokerError(Condition.notAllowed, `Messages of '${address}' cannot be received: it passes them on.`);
    }
    return new OutgoingLink(this, link as Sender, address, entity);
  }

  #attachCbs(link: Sender | Receiver): void {
    if (link.is_sender()) {
      this.#openReplyLink(link as Sender);
      return;
    }
    const receiver = link as Receiver;
    echoSettleMode(receiver);
    receiver.set_source(receiver.source);
    receiver.set_target({ address: CBS });
    receiver.on('message', ({ message, delivery }: EventContext) => {
      receiver.add_credit(1);
      delivery?.accept();
      const request = rhea.message.decode(message as unknown as Buffer) as unknown as Message;
      void this.#putToken(request);
    });
    receiver.add_credit(100);
  }

  async #putToken(request: Message): Promise<void> {
    let answer: TokenAnswer;
    try {
      answer = await this.#tokens.put(request);
    } catch (error) {
      this.context.log('token could not be checked', { error: String(error) });
      answer = { status: 500, description: 'The token could not be checked.' };
    }
    if (answer.status >= 300) this.context.log('token refused', { status: answer.status });
    this.reply(request.reply_to, tokenReply(request, answer));
  }

  #openReplyLink(sender: Sender): boolean {
    echoSettleMode(sender);
    sender.set_source(sender.source);
    sender.set_target(sender.target ?? {});
    this.#replyLinks.set(sender.name, sender);
    const address = sender.target?.address;
    if (typeof address === 'string' && address !== '') this.#replyLinks.set(address, sender);
    return true;
  }

  // ---- going on and ending

  #onSessionFlow(session: Session): void {
    for (const [link, attached] of this.#links) if (link.session === session) attached.onFlow();
  }

  #detachUnauthorized(): void {
    for (const [link, { address }] of this.#links) {
      if (this.#tokens.allows(address.replace(/^\/+/, ''))) continue;
      this.#forget(link);
      refuse(link, Condition.unauthorized, 'ExpiredToken: The token is expired.');
    }
  }

  #forget(link: Sender | Receiver): void {
    const attached = this.#links.get(link);
    this.#links.delete(link);
    attached?.onClose();
    for (const [name, sender] of this.#replyLinks) if (sender === link) this.#replyLinks.delete(name);
  }

  /** Takes the connection out of the broker at once, so that it gets no more messages. */
  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#tokens.close();
    for (const [link] of this.#links) this.#forget(link);
    this.#replyLinks.clear();
    this.onOver();
  }

  /** rhea calls some handlers from a bare tick, where an exception would end the process. */
  guard(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.context.log('connection handler failed', { error: String(error) });
      this.closeWith(Condition.internalError, 'The broker failed.');
    }
  }

  #on(event: string, handler: (context: EventContext) => void): void {
    this.connection.on(event, (context: EventContext) => this.guard(() => handler(context)));
  }
}

/** .NET settles what it sent by the mode that the answer names: without it, it waits for dispositions that never come. */
function echoSettleMode(link: Sender | Receiver): void {
  describeAttach(link, { senderSettleMode: link.snd_settle_mode, receiverSettleMode: 0 });
}

function ignore(): void {
  // A link for answers asks for nothing and leaves nothing behind.
}
