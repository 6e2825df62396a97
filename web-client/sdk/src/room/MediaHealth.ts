import type { MediaState } from '../signaling/messages.ts';
import { LOST_AFTER_MS } from '../stats/quality.ts';
import { Emitter } from '../util/Emitter.ts';
import type { Timers } from '../util/Timers.ts';

/** Whether media flows, by what the connection says of itself and by what really arrives. */
export class MediaHealth extends Emitter<{ changed: [state: MediaState] }> {
  private readonly timers: Timers;
  private connection: MediaState = 'connecting';
  private current: MediaState = 'connecting';
  private received = -1;
  private lastHeardAt = 0;
  private missing = false;

  constructor(timers: Timers) {
    super();
    this.timers = timers;
  }

  get state(): MediaState {
    return this.current;
  }

  /** Something is missing, perhaps for a moment only: a closer look is worth its price. */
  get doubtful(): boolean {
    return this.current === 'connected' ? this.missing : this.current !== 'connecting';
  }

  onConnection(state: MediaState): void {
    this.connection = state;
    this.lastHeardAt = this.timers.now();
    this.missing = false;
    // A connection that tries again is not back yet.
    this.set(state === 'connecting' && this.current !== 'connecting' ? 'interrupted' : state);
  }

  /** `received` counts up with everything that arrives, on each way anew; `expected`: something should. */
  onTraffic(received: number, expected: boolean): void {
    const now = this.timers.now();
    // Less than before is another way that is tried, and not yet a sign that it leads anywhere.
    this.missing = expected && received <= this.received;
    this.received = received;
    if (!this.missing) {
      this.lastHeardAt = now;
      if (this.current === 'silent') {
        this.set(this.connection);
      }
    } else if (this.current === 'connected' && now - this.lastHeardAt >= LOST_AFTER_MS) {
      this.set('silent');
    }
  }

  private set(state: MediaState): void {
    if (state !== this.current) {
      this.current = state;
      this.emit('changed', state);
    }
  }
}
