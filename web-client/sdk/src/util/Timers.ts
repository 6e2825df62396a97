/** Time as an argument, so that tests can move it. */
export interface Timers {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Calls `action` once after `delayMs` unless the returned function was called before. */
  after(delayMs: number, action: () => void): () => void;
}

export const browserTimers: Timers = {
  now: () => performance.now(),
  after(delayMs, action) {
    const id = setTimeout(action, delayMs);
    return () => clearTimeout(id);
  },
};

/** Calls `action` every `periodMs` until the returned function is called. */
export function every(timers: Timers, periodMs: number, action: () => void): () => void {
  let cancel = timers.after(periodMs, tick);
  function tick(): void {
    cancel = timers.after(periodMs, tick);
    action();
  }
  return () => cancel();
}
