import { QUEUES, type QueueName, type WorkerApp } from '#messaging';

/** How often the HPA compares, and how long it looks back before it scales in (learn.microsoft.com, "Set scaling rules in Azure Container Apps"). */
const SYNC_SECONDS = 15;
const SCALE_IN_SECONDS = 300;
/** From one comparison to the next: to this many, or twice as many. */
const MIN_STEP = 4;
/** It does nothing about a difference below a tenth. */
const TOLERANCE = 0.1;

/**
 * The replicas of a worker app: KEDA wakes it from zero and sends it back there, the HPA decides between one and the maximum. Rules of several
 * queues: the largest number counts. Messages in work are active messages, scheduled ones are not.
 */
export class Autoscaler {
  replicas: number;
  /** Seconds in which there was a replica, and seconds of all replicas. */
  upSeconds = 0;
  replicaSeconds = 0;
  #activeAt = Number.NEGATIVE_INFINITY;
  /** What was wanted in the last minutes, by the second. */
  readonly #wanted: { readonly at: number; readonly replicas: number }[] = [];

  constructor(private readonly app: WorkerApp) {
    this.replicas = app.minReplicas;
  }

  /**
   * To be called once for each second.
   * @param second of the simulation
   * @param active messages of a queue that are ready or in work
   */
  tick(second: number, active: (queue: QueueName) => number): void {
    if (this.replicas > 0) this.upSeconds++;
    this.replicaSeconds += this.replicas;
    if (second % this.app.pollingSeconds === 0) this.poll(second, active);
    if (second % SYNC_SECONDS === 0 && this.replicas > 0) this.scale(second, active);
  }

  /** KEDA: activates when there is a message at all, and deactivates after the cool-down. */
  private poll(second: number, active: (queue: QueueName) => number): void {
    if (this.app.queues.some((queue) => active(queue) > 0)) {
      this.#activeAt = second;
      if (this.replicas === 0) this.replicas = 1;
    } else if (this.app.minReplicas === 0 && second - this.#activeAt >= this.app.cooldownSeconds) {
      this.replicas = 0;
      this.#wanted.length = 0;
    }
  }

  private scale(second: number, active: (queue: QueueName) => number): void {
    const ratio = Math.max(
      ...this.app.queues.map((queue) => active(queue) / QUEUES[queue].messagesPerReplica / this.replicas),
    );
    const wanted = Math.abs(ratio - 1) <= TOLERANCE ? this.replicas : Math.ceil(ratio * this.replicas);
    this.#wanted.push({ at: second, replicas: wanted });
    while ((this.#wanted[0]?.at ?? second) < second - SCALE_IN_SECONDS) this.#wanted.shift();
    const stable = Math.max(...this.#wanted.map(({ replicas }) => replicas));
    const target = wanted > this.replicas ? wanted : Math.min(this.replicas, stable);
    const step = Math.max(MIN_STEP, this.replicas * 2);
    this.replicas = Math.min(this.app.maxReplicas, step, Math.max(1, this.app.minReplicas, target));
  }
}
