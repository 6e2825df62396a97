/**
 * Waits before each attempt to come back, which so happen after 0, 0.3, 1, 2, 4 and 7 s; then the last again and again. No
 * longer, so that a restarted server has everybody back within seconds.
 */
const WAITS_MS = [0, 300, 700, 1_000, 2_000, 3_000];
/** A restarted server must not meet everybody in the same moment. */
const JITTER = 0.3;
/** After a farewell everybody knows that the server restarts, so the first attempts are spread over this time. */
const RESTART_MIN_MS = 500;
const RESTART_MAX_MS = 3_000;

/** How long to wait before attempt number `attempt` (from 0); `random` from 0 to 1. */
export function backoffMs(attempt: number, random: number): number {
  const wait = WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] ?? 0;
  const spread = Math.max(wait, WAITS_MS[1] ?? 0);
  return Math.max(0, wait + spread * JITTER * (2 * random - 1));
}

/** How long to wait before the first attempt when the server said that it goes. */
export function restartWaitMs(random: number): number {
  return RESTART_MIN_MS + (RESTART_MAX_MS - RESTART_MIN_MS) * random;
}
