import type { QualityLevel } from './types.ts';

/** Nothing for this long means lost. */
export const LOST_AFTER_MS = 3_000;

/** What a picture of a size needs, in bits per second (VP8; newer codecs need less). */
const TARGETS: readonly { readonly height: number; readonly bps: number }[] = [
  { height: 180, bps: 200_000 },
  { height: 360, bps: 500_000 },
  { height: 720, bps: 1_500_000 },
];

export function targetBps(height: number): number {
  return (TARGETS.find((target) => height <= target.height) ?? TARGETS[TARGETS.length - 1])?.bps ?? 0;
}

export interface QualityInput {
  readonly bitrateBps: number;
  /** `null`: nothing is expected of the bitrate (sound, a still slide). */
  readonly targetBps: number | null;
  readonly loss: number;
  /** Frames come often and without freezing: then few bits only mean that little moves. */
  readonly smooth: boolean;
  readonly silentForMs: number;
}

/**
 * Good: less than 3 % loss and at least half of the target bitrate, or a smooth picture with less. Fair: less than 6 %
 * loss, or less than 12 % with 30 % of the target. Lost: nothing for three seconds. Poor: everything else.
 */
export function qualityLevel({ bitrateBps, targetBps, loss, smooth, silentForMs }: QualityInput): QualityLevel {
  if (silentForMs >= LOST_AFTER_MS) {
    return 'lost';
  }
  if (loss < 0.03 && (targetBps === null || smooth || bitrateBps >= 0.5 * targetBps)) {
    return 'good';
  }
  if (loss < 0.06 || (loss < 0.12 && targetBps !== null && bitrateBps >= 0.3 * targetBps)) {
    return 'fair';
  }
  return 'poor';
}

const ORDER: readonly QualityLevel[] = ['good', 'fair', 'poor', 'lost'];

export function worst(levels: readonly QualityLevel[]): QualityLevel {
  return levels.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'good' as QualityLevel);
}
