import type { Timers } from '../util/Timers.ts';
import { backoffMs, restartWaitMs } from './backoff.ts';

export interface ReconnectWork {
  /** One attempt; throws when it failed. */
  attempt(): Promise<void>;
  /** Whether another attempt after this error makes no sense. */
  isFinal(error: unknown): boolean;
  /** No further attempts, because of a final error. */
  gaveUp(error: unknown): void;
}

/** Who is thrown out again within this time goes on with the longer waits. */
const STABLE_AFTER_MS = 10_000;

/** Attempts to come back, with growing waits, until one succeeds. */
export class Reconnect {
  private readonly timers: Timers;
  private readonly random: () => number;
  private readonly work: ReconnectWork;
  private running = false;
  private hurried = false;
  private attempts = 0;
  private succeededAt = -STABLE_AFTER_MS;
  private cancelWait: (() => void) | null = null;

  constructor(timers: Timers, random: () => number, work: ReconnectWork) {
    this.timers = timers;
    this.random = random;
    this.work = work;
  }

  get active(): boolean {
    return this.running;
  }

  /** `restarting`: the server said that it goes down, so that everybody comes back at the same time. */
  start(restarting = false): void {
    if (this.running) {
      return;
    }
    this.running = true;
    this.hurried = false;
    if (this.timers.now() - this.succeededAt >= STABLE_AFTER_MS) {
      this.attempts = 0;
    }
    const random = this.random();
    const delayMs = backoffMs(this.attempts++, random);
    this.wait(restarting ? Math.max(delayMs, restartWaitMs(random)) : delayMs);
  }

  /** Stops waiting: the network is back, or the computer has woken up. */
  hurry(): void {
    if (this.cancelWait) {
      this.cancelWait();
      void this.attempt();
    } else {
      this.hurried = this.running; // an attempt is under way; if it fails, another follows at once
    }
  }

  stop(): void {
    this.running = false;
    this.cancelWait?.();
    this.cancelWait = null;
  }

  private wait(delayMs: number): void {
    this.cancelWait = this.timers.after(delayMs, () => void this.attempt());
  }

  private async attempt(): Promise<void> {
    this.cancelWait = null;
    try {
      await this.work.attempt();
      this.running = false;
      this.succeededAt = this.timers.now();
    } catch (error) {
      if (!this.running) {
        return;
      }
      if (this.work.isFinal(error)) {
        this.stop();
        this.work.gaveUp(error);
        return;
      }
      this.wait(this.hurried ? 0 : backoffMs(this.attempts++, this.random()));
      this.hurried = false;
    }
  }
}
