import type { MediaState } from '../signaling/messages.ts';
import type { Timers } from '../util/Timers.ts';

/**
 * Waits before the restarts. Browsers report short gaps too, most heal by themselves; later a restart needs time to try
 * all ways, TCP and relays last.
 */
const WAITS_MS = [1_000, 5_000, 7_000, 10_000];
/** Then a new connection has better chances than the old one. */
const GIVE_UP_AFTER_MS = 60_000;

/** Brings interrupted media back by ICE restarts, and says when that is hopeless. */
export class IceRecovery {
  private readonly timers: Timers;
  private readonly restart: () => void;
  private readonly giveUp: () => void;
  private restarts = 0;
  private cancelWait: (() => void) | null = null;
  private cancelEnd: (() => void) | null = null;

  constructor(timers: Timers, restart: () => void, giveUp: () => void) {
    this.timers = timers;
    this.restart = restart;
    this.giveUp = giveUp;
  }

  onState(state: MediaState): void {
    if (state === 'connected' || state === 'closed') {
      this.stop();
    } else if (state !== 'connecting' && !this.cancelEnd) {
      this.restarts = 0;
      this.cancelEnd = this.timers.after(GIVE_UP_AFTER_MS, () => {
        this.stop();
        this.giveUp();
      });
      this.wait();
    }
  }

  /** There is a way to the server again: the next restart need not wait. */
  hurry(): void {
    if (this.cancelWait) {
      this.cancelWait();
      this.attempt();
    }
  }

  stop(): void {
    this.cancelWait?.();
    this.cancelWait = null;
    this.cancelEnd?.();
    this.cancelEnd = null;
  }

  private wait(): void {
    const delayMs = WAITS_MS[Math.min(this.restarts++, WAITS_MS.length - 1)] ?? 0;
    this.cancelWait = this.timers.after(delayMs, () => this.attempt());
  }

  private attempt(): void {
    this.restart();
    this.wait();
  }
}
