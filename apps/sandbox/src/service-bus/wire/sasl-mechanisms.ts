import type { Container } from 'rhea';

/** What rhea expects of a mechanism on the side of a server. */
interface Mechanism {
  /** Undefined while the client has to answer again; then whether it may come in. */
  outcome: boolean | undefined;
  username: string | undefined;
  start(response: Buffer | undefined): void;
}

type Mechanisms = Record<string, () => Mechanism>;

/**
 * Offers the SASL mechanisms of Service Bus, in its order: clients take the first that they know, and .NET knows only `MSSBCBS`. With all
 * but `PLAIN`, who the client is comes later, by tokens on the `$cbs` link. `PLAIN` carries the name and the key of a shared access
 * policy.
 * @param takesKeys whether any key is let in, as the official emulator does, or none
 */
export function offerMechanisms(container: Container, takesKeys: boolean): void {
  const mechanisms = (container as unknown as { sasl_server_mechanisms: Mechanisms }).sasl_server_mechanisms;
  mechanisms['MSSBCBS'] = () => new StartedMechanism(true);
  mechanisms['PLAIN'] = () => new StartedMechanism(takesKeys);
  mechanisms['ANONYMOUS'] = () => new StartedMechanism(true);
  mechanisms['EXTERNAL'] = () => new StartedMechanism(true);
}

/** One that is done with the client's first frame. */
class StartedMechanism implements Mechanism {
  outcome: boolean | undefined;
  username: string | undefined;

  constructor(private readonly letsIn: boolean) {}

  start(): void {
    this.outcome = this.letsIn;
    this.username = 'anonymous';
  }
}
