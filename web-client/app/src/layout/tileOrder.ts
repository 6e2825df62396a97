/** In which order people stand on the stage, and when the order may change. */

export interface Rankable {
  /** Participant and source; stays the same as long as the tile lives. */
  readonly key: string;
  readonly name: string;
  readonly isShare: boolean;
  readonly pinned: boolean;
  readonly hand: number | null;
  /** When this person last spoke, in milliseconds; 0 for never. */
  readonly lastSpokeAt: number;
  readonly videoOn: boolean;
}

/** Who spoke within this time counts as speaking. */
export const RECENT_SPEECH_MS = 10_000;

/** Tiles change their places at most this often, so that the eye can follow. */
export const RESORT_INTERVAL_MS = 2_000;

/** Shared screens, pinned, raised hands in order, who spoke lately, video on, then by name. */
export function compareTiles(a: Rankable, b: Rankable, nowMs: number, collator: Intl.Collator): number {
  return (
    flag(b.isShare) - flag(a.isShare) ||
    flag(b.pinned) - flag(a.pinned) ||
    compareHands(a.hand, b.hand) ||
    flag(spokeLately(b, nowMs)) - flag(spokeLately(a, nowMs)) ||
    flag(b.videoOn) - flag(a.videoOn) ||
    collator.compare(a.name, b.name) ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  );
}

export function sortTiles<T extends Rankable>(tiles: readonly T[], nowMs: number, locale: string): T[] {
  const collator = new Intl.Collator(locale);
  return [...tiles].sort((a, b) => compareTiles(a, b, nowMs, collator));
}

/**
 * Keeps places steady: newcomers are added at the end and leavers taken out at once, but a change of order waits
 * until the interval is over and no pointer is above the stage.
 */
export class SteadyOrder {
  private order: string[] = [];
  private sortedAtMs = -Infinity;

  /** The keys of `tiles` in the order to show. */
  arrange(tiles: readonly Rankable[], nowMs: number, locale: string, pointerInside: boolean): string[] {
    const sorted = sortTiles(tiles, nowMs, locale).map((tile) => tile.key);
    const mayMove = !pointerInside && nowMs - this.sortedAtMs >= RESORT_INTERVAL_MS;
    const forced =
      this.order.length === 0 || tiles.some((tile) => (tile.isShare || tile.pinned) && !this.order.includes(tile.key));
    if (mayMove || forced) {
      if (!sameOrder(sorted, this.order)) {
        this.sortedAtMs = nowMs;
      }
      this.order = sorted;
      return this.order;
    }
    const alive = new Set(sorted);
    const kept = this.order.filter((key) => alive.has(key));
    this.order = [...kept, ...sorted.filter((key) => !kept.includes(key))];
    return this.order;
  }

  /** When the order shown differs from the order wanted, the time to look again; else `null`. */
  nextLookMs(tiles: readonly Rankable[], nowMs: number, locale: string): number | null {
    const sorted = sortTiles(tiles, nowMs, locale).map((tile) => tile.key);
    return sameOrder(sorted, this.order) ? null : Math.max(nowMs + 50, this.sortedAtMs + RESORT_INTERVAL_MS);
  }
}

/** Raised hands before lowered ones, the longest wait first. */
function compareHands(a: number | null, b: number | null): number {
  if (a === null || b === null) {
    return flag(a === null) - flag(b === null);
  }
  return a - b;
}

function spokeLately(tile: Rankable, nowMs: number): boolean {
  return tile.lastSpokeAt > 0 && nowMs - tile.lastSpokeAt <= RECENT_SPEECH_MS;
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}

function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}
