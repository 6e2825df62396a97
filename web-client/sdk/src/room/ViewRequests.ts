import type { SlotRequest } from '../signaling/messages.ts';
import type { Timers } from '../util/Timers.ts';

/** Layouts settle within this time; asking for each step between would make the server switch for nothing. */
const QUIET_MS = 100;
/** While a window is being dragged, ask at least this often. */
const MAX_WAIT_MS = 500;

/** Sends what the page wants to see: not more often than needed, and never the same twice. */
export class ViewRequests {
  private readonly timers: Timers;
  private readonly send: (view: readonly SlotRequest[]) => void;
  private wanted: readonly SlotRequest[];
  private sent: string | null = null;
  private cancel: (() => void) | null = null;
  private waitingSince = 0;

  constructor(timers: Timers, initial: readonly SlotRequest[], send: (view: readonly SlotRequest[]) => void) {
    this.timers = timers;
    this.wanted = initial;
    this.send = send;
  }

  /** What is wanted now, to go along with coming in, which makes it known to the server. */
  forEntry(): readonly SlotRequest[] {
    this.cancelTimer();
    this.sent = JSON.stringify(this.wanted);
    return this.wanted;
  }

  set(view: readonly SlotRequest[]): void {
    this.wanted = view;
    const now = this.timers.now();
    if (this.cancel) {
      this.cancel();
    } else {
      this.waitingSince = now;
    }
    const delayMs = Math.max(0, Math.min(QUIET_MS, this.waitingSince + MAX_WAIT_MS - now));
    this.cancel = this.timers.after(delayMs, () => this.flush());
  }

  stop(): void {
    this.cancelTimer();
  }

  private flush(): void {
    this.cancel = null;
    const text = JSON.stringify(this.wanted);
    if (text !== this.sent) {
      this.sent = text;
      this.send(this.wanted);
    }
  }

  private cancelTimer(): void {
    this.cancel?.();
    this.cancel = null;
  }
}

/** A view for who does not say: whatever the server finds best, in each slot with a picture. */
export function automaticView(slots: number): SlotRequest[] {
  return Array.from({ length: slots }, (_, slot) => ({ slot, show: 'auto', width: 640, height: 360 }));
}
