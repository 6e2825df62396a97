import type { Area } from './stageLayout.ts';

/** A tile on screen that needs a slot: one source of somebody else, with its size in physical pixels. */
export interface WantedTile {
  readonly participant: string;
  readonly source: 'camera' | 'screen_share';
  readonly size: Area;
}

/** Who is in a slot now; `source` of its video, `null` when it carries no video. */
export interface SlotOwner {
  readonly slot: number;
  readonly participant: string | null;
  readonly source: 'camera' | 'screen_share' | null;
}

export type PlannedSlot =
  | { readonly slot: number; readonly show: 'auto'; readonly width: number; readonly height: number }
  | { readonly slot: number; readonly show: 'nobody' }
  | {
      readonly slot: number;
      readonly show: 'participant';
      readonly participant: string;
      readonly source: 'camera' | 'screen_share';
      readonly width: number;
      readonly height: number;
    };

/**
 * Which slot shows what. As long as everybody fits, the server chooses ("auto") and only learns the sizes: then
 * newcomers appear without a round trip. Otherwise each slot is asked for by name, and a tile keeps the slot it has.
 */
export function planView(
  tiles: readonly WantedTile[],
  owners: readonly SlotOwner[],
  everyoneFits: boolean,
): PlannedSlot[] {
  return everyoneFits ? planAuto(tiles, owners) : planByName(tiles, owners);
}

function planAuto(tiles: readonly WantedTile[], owners: readonly SlotOwner[]): PlannedSlot[] {
  const smallest = tiles.reduce<Area>(
    (least, tile) => (tile.size.width * tile.size.height < least.width * least.height ? tile.size : least),
    tiles[0]?.size ?? { width: 640, height: 360 },
  );
  return owners.map((owner) => {
    const size = tiles.find((tile) => owns(owner, tile))?.size ?? smallest;
    return { slot: owner.slot, show: 'auto', width: size.width, height: size.height };
  });
}

function planByName(tiles: readonly WantedTile[], owners: readonly SlotOwner[]): PlannedSlot[] {
  const bySlot = new Map<number, WantedTile>();
  const homeless: WantedTile[] = [];
  for (const tile of tiles) {
    const home = owners.find((owner) => owns(owner, tile) && !bySlot.has(owner.slot));
    if (home) {
      bySlot.set(home.slot, tile);
    } else {
      homeless.push(tile);
    }
  }
  const free = owners.filter((owner) => !bySlot.has(owner.slot)).map((owner) => owner.slot);
  for (const tile of homeless) {
    const slot = free.shift();
    if (slot === undefined) {
      break;
    }
    bySlot.set(slot, tile);
  }
  return owners.map(({ slot }) => {
    const tile = bySlot.get(slot);
    if (!tile) {
      return { slot, show: 'nobody' };
    }
    return {
      slot,
      show: 'participant',
      participant: tile.participant,
      source: tile.source,
      width: tile.size.width,
      height: tile.size.height,
    };
  });
}

function owns(owner: SlotOwner, tile: WantedTile): boolean {
  return owner.participant === tile.participant && (owner.source ?? 'camera') === tile.source;
}
