import type { Timers } from '../util/Timers.ts';
import { backoffMs, GIVE_UP_AFTER_MS } from './backoff.ts';

export interface ReconnectWork {
  /** One attempt; throws when it failed. */
  attempt(): Promise<void>;
  /** Whether another attempt after this error makes sense. */
  isFinal(error: unknown): boolean;
  /** No further attempts: a final error, or five minutes without success. */
  gaveUp(error: unknown): void;
}

/** Attempts to come back, with growing waits, until one succeeds. */
export class Reconnect {
  private readonly timers: Timers;
  private readonly random: () => number;
  private readonly work: ReconnectWork;
  private running = false;
  private attempts = 0;
  private startedAt = 0;
  private cancelWait: (() => void) | null = null;

  constructor(timers: Timers, random: () => number, work: ReconnectWork) {
    this.timers = timers;
    this.random = random;
    this.work = work;
  }

  get active(): boolean {
    return this.running;
  }

  start(): void {
    if (this.running) {
      return;
    }
    this.running = true;
    this.attempts = 0;
    this.startedAt = this.timers.now();
    this.wait();
  }

  /** Stops waiting: the network is back, or the computer has woken up. */
  hurry(): void {
    if (this.cancelWait) {
      this.cancelWait();
      this.cancelWait = null;
      void this.attempt();
    }
  }

  stop(): void {
    this.running = false;
    this.cancelWait?.();
    this.cancelWait = null;
  }

  private wait(): void {
    this.cancelWait = this.timers.after(backoffMs(this.attempts++, this.random()), () => {
      this.cancelWait = null;
      void this.attempt();
    });
  }

  private async attempt(): Promise<void> {
    try {
      await this.work.attempt();
      this.running = false;
    } catch (error) {
      if (!this.running) {
        return;
      }
      if (this.work.isFinal(error) || this.timers.now() - this.startedAt > GIVE_UP_AFTER_MS) {
        this.stop();
        this.work.gaveUp(error);
        return;
      }
      this.wait();
    }
  }
}
