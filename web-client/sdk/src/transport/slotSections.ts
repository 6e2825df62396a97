import type { Kind } from '../signaling/messages.ts';

/** A receive-only section of the connection. */
export interface ReceiveSection {
  readonly mid: string;
  readonly kind: Kind;
  readonly track: MediaStreamTrack;
}

/** The sections that form one slot; no video: a slot for sound only. */
export interface SlotSections {
  readonly index: number;
  readonly audio: ReceiveSection;
  readonly video: ReceiveSection | null;
}

/**
 * The n-th receive-only audio section and the n-th receive-only video section form slot n. Track ids say nothing:
 * browsers and server name them differently.
 */
export function pairSections(sections: readonly ReceiveSection[], midOrder: readonly string[]): SlotSections[] {
  const ordered = sections
    .filter(({ mid }) => midOrder.includes(mid))
    .sort((a, b) => midOrder.indexOf(a.mid) - midOrder.indexOf(b.mid));
  const videos = ordered.filter(({ kind }) => kind === 'video');
  return ordered
    .filter(({ kind }) => kind === 'audio')
    .map((audio, index) => ({ index, audio, video: videos[index] ?? null }));
}

/** Adding more at once disturbs the sound for a moment. */
export const MAX_GROWTH_STEP = 8;
const MIN_GROWTH_STEP = 4;

/** How many pictures to add next to come from `have` to `want`: steps of 4 to 8, never beyond `limit`. */
export function growthStep(have: number, want: number, limit: number): number {
  const missing = Math.min(want, limit) - have;
  if (missing <= 0) {
    return 0;
  }
  return Math.min(Math.max(missing, MIN_GROWTH_STEP), MAX_GROWTH_STEP, limit - have);
}
