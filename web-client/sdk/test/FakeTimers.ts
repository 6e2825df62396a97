import type { Timers } from '../src/util/Timers.ts';

/** Time that a test moves. */
export class FakeTimers implements Timers {
  private time = 0;
  private readonly waiting: { at: number; action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(delayMs: number, action: () => void): () => void {
    const entry = { at: this.time + delayMs, action };
    this.waiting.push(entry);
    return () => {
      const index = this.waiting.indexOf(entry);
      if (index >= 0) {
        this.waiting.splice(index, 1);
      }
    };
  }

  /** Lets time pass; whatever falls due runs in order, and so do the promises it settles. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const due = this.waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) {
        break;
      }
      this.waiting.splice(this.waiting.indexOf(due), 1);
      this.time = due.at;
      due.action();
      await settle();
    }
    this.time = end;
  }
}

/** Runs all promises that are ready. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
