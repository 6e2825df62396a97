import { Emitter } from '../util/Emitter.ts';
import { type Timers } from '../util/Timers.ts';
import { StatsSummary, type StatsEntry, type WatchedSlot } from './summary.ts';
import type { Source } from '../signaling/messages.ts';
import type { StatsSnapshot } from './types.ts';

/** `getStats` costs; nobody needs it more often than this in the background. */
const PERIOD_MS = 2_000;
/** While somebody looks at the figures. */
const CLOSE_PERIOD_MS = 500;

/** What the sampler reads from. */
export interface StatsTarget {
  stats(): Promise<{ forEach(visit: (entry: unknown) => void): void }>;
  sourceOf(mid: string): Source | undefined;
  watchedSlots(): readonly WatchedSlot[];
}

/** Samples one connection until it is stopped. */
export class StatsSampler extends Emitter<{ sampled: [stats: StatsSnapshot] }> {
  private readonly target: StatsTarget;
  private readonly timers: Timers;
  private readonly summary: StatsSummary;
  private cancel: () => void;
  private closely: boolean;
  private stopped = false;

  constructor(target: StatsTarget, timers: Timers, closely: boolean) {
    super();
    this.target = target;
    this.timers = timers;
    this.closely = closely;
    this.summary = new StatsSummary((mid) => target.sourceOf(mid));
    this.cancel = this.next();
  }

  watchClosely(closely: boolean): void {
    this.closely = closely;
    this.cancel();
    this.cancel = this.next();
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
    this.removeAll();
  }

  private next(): () => void {
    return this.timers.after(this.closely ? CLOSE_PERIOD_MS : PERIOD_MS, () => void this.sample());
  }

  private async sample(): Promise<void> {
    try {
      const entries: StatsEntry[] = [];
      (await this.target.stats()).forEach((entry) => entries.push(entry as StatsEntry));
      if (!this.stopped) {
        this.emit('sampled', this.summary.summarise(entries, this.target.watchedSlots(), this.timers.now()));
      }
    } catch {
      // A connection that is closing has no figures; the next one has its own sampler.
    }
    if (!this.stopped) {
      this.cancel();
      this.cancel = this.next();
    }
  }
}
