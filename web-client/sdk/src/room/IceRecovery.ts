import type { MediaState } from '../signaling/messages.ts';
import type { Timers } from '../util/Timers.ts';

/** Browsers report short gaps too; most heal by themselves. */
const PATIENCE_MS = 1_500;
const RETRY_MS = 5_000;
/** Then a new connection has better chances than the old one. */
const GIVE_UP_AFTER_MS = 60_000;

/** Brings interrupted media back by ICE restarts, and says when that is hopeless. */
export class IceRecovery {
  private readonly timers: Timers;
  private readonly restart: () => void;
  private readonly giveUp: () => void;
  private cancel: (() => void) | null = null;
  private interruptedAt = 0;

  constructor(timers: Timers, restart: () => void, giveUp: () => void) {
    this.timers = timers;
    this.restart = restart;
    this.giveUp = giveUp;
  }

  onState(state: MediaState): void {
    if (state === 'connected' || state === 'closed') {
      this.stop();
    } else if (state === 'interrupted' && !this.cancel) {
      this.interruptedAt = this.timers.now();
      this.cancel = this.timers.after(PATIENCE_MS, () => this.attempt());
    }
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private attempt(): void {
    if (this.timers.now() - this.interruptedAt >= GIVE_UP_AFTER_MS) {
      this.cancel = null;
      this.giveUp();
      return;
    }
    this.restart();
    this.cancel = this.timers.after(RETRY_MS, () => this.attempt());
  }
}
