// For how long this machine lets nobody run: a thread that only looks at the clock tells it, since the tests' own may be
// busy. What a test measures is judged less these, for no product goes on then.

import { Worker } from 'node:worker_threads';

const LOOK_MS = 20;
/** A timer may be a little late on any machine. */
const STALL_MS = 50;

/** In the thread: how long it stood still at most, and in all. */
const LOOK = `
  const { shared, lookMs, stallMs } = require('node:worker_threads').workerData;
  const stalls = new Float64Array(shared);
  let last = performance.now();
  setInterval(() => {
    const late = performance.now() - last - lookMs;
    last = performance.now();
    if (late > stallMs) {
      stalls[0] = Math.max(stalls[0], late);
      stalls[1] += late;
    }
  }, lookMs);
`;

/** Begins to look; `end` tells the milliseconds of the longest stall and of all together, `total` those of all so far. */
export function watchStalls() {
  const shared = new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT);
  const stalls = new Float64Array(shared);
  const thread = new Worker(LOOK, { eval: true, workerData: { shared, lookMs: LOOK_MS, stallMs: STALL_MS } });
  thread.unref();
  return {
    total: () => stalls[1],
    async end() {
      await thread.terminate();
      const [longest, total] = stalls;
      return { longest, total };
    },
  };
}
