// End-to-end tests wait, and only on conditions.

import { setTimeout as pause } from 'node:timers/promises';

/** Polls until `probe` gives something true, and returns it; fails with what was last seen. */
export async function until(what, probe, { seconds = 10, every = 50 } = {}) {
  const end = performance.now() + seconds * 1000;
  let seen;
  for (;;) {
    seen = await probe();
    if (seen) {
      return seen;
    }
    if (performance.now() > end) {
      throw new Error(`Waited ${seconds} s in vain: ${typeof what === 'function' ? await what() : what}`);
    }
    await pause(every);
  }
}

/** Lets the meeting run on for a measured stretch of time. */
export const letRun = (seconds) => pause(seconds * 1000);
