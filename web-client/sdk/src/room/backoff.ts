/** Waits before each attempt to come back; then the last one again and again. */
const WAITS_MS = [0, 300, 1_000, 2_000, 4_000, 7_000];
/** A restarted server must not meet everybody in the same moment. */
const JITTER = 0.3;

/** After this long without success nobody expects to come back by itself. */
export const GIVE_UP_AFTER_MS = 300_000;

/** How long to wait before attempt number `attempt` (from 0); `random` from 0 to 1. */
export function backoffMs(attempt: number, random: number): number {
  const wait = WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] ?? 0;
  const spread = Math.max(wait, WAITS_MS[1] ?? 0);
  return Math.max(0, wait + spread * JITTER * (2 * random - 1));
}
