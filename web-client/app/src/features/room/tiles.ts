import { computed, signal } from '@preact/signals';
import { locale, t } from '../../i18n/index.ts';
import { type Rankable, SteadyOrder } from '../../layout/tileOrder.ts';
import { lastSpokeAt, people, slots } from '../../state/meeting.ts';
import { showSelf } from '../../state/preferences.ts';
import type { Person, SlotView, VideoSource } from '../../state/model.ts';

/** One picture on the stage. */
export interface TileModel extends Rankable {
  readonly person: Person;
  readonly source: VideoSource;
  readonly label: string;
}

/** The tile one person keeps large for themselves. */
export const pinnedKey = signal<string | null>(null);

/** Resting pointers hold the order: nothing may slip away from under them. */
export const pointerOnStage = signal(false);

/** Moves when the order has to be looked at again. */
export const orderTick = signal(0);

const steady = new SteadyOrder();

const unordered = computed<readonly TileModel[]>(() => {
  const tiles: TileModel[] = [];
  // Of whom nothing is seen or heard any more, only the list of people knows.
  const present = people.value.filter((person) => person.connection !== 'lost');
  for (const person of present) {
    if (!person.isMe || showSelf.on.value || present.length === 1) {
      tiles.push(tileOf(person, 'camera'));
    }
    if (person.sharing) {
      tiles.push(tileOf(person, 'screen_share'));
    }
  }
  return tiles;
});

/** All tiles in their order; one's own camera is always the last. */
export const tiles = computed<readonly TileModel[]>(() => {
  orderTick.value;
  const now = Date.now();
  const others = unordered.value.filter((tile) => !isOwnCamera(tile));
  const keys = steady.arrange(others, now, locale.value, pointerOnStage.value);
  const again = steady.nextLookMs(others, now, locale.value);
  if (again !== null) {
    lookAgainAt(again - now);
  }
  const byKey = new Map(others.map((tile) => [tile.key, tile]));
  const ordered = keys.map((key) => byKey.get(key)).filter((tile) => tile !== undefined);
  return [...ordered, ...unordered.value.filter(isOwnCamera)];
});

let lookTimer: ReturnType<typeof setTimeout> | undefined;

function lookAgainAt(inMs: number): void {
  clearTimeout(lookTimer);
  lookTimer = setTimeout(() => orderTick.value++, inMs);
}

export function isOwnCamera(tile: TileModel): boolean {
  return tile.person.isMe && tile.source === 'camera';
}

/** The slot that carries the tile, if any does. */
export function slotOf(tile: TileModel): SlotView | null {
  return (
    slots.value.find((slot) => slot.participant === tile.person.id && (slot.source ?? 'camera') === tile.source) ?? null
  );
}

function tileOf(person: Person, source: VideoSource): TileModel {
  const key = `${person.id}/${source}`;
  const isShare = source === 'screen_share';
  return {
    key,
    person,
    source,
    isShare,
    name: person.name,
    pinned: pinnedKey.value === key,
    hand: person.hand,
    lastSpokeAt: isShare ? 0 : (lastSpokeAt.value.get(person.id) ?? 0),
    videoOn: isShare || person.camera,
    label: labelOf(person, isShare),
  };
}

function labelOf(person: Person, isShare: boolean): string {
  if (isShare) {
    return t(person.isMe ? 'tile.shareYou' : 'tile.share', { name: person.name });
  }
  if (person.isMe) {
    return t('tile.you', { name: person.name });
  }
  return person.connection === 'connected' ? person.name : t('tile.reconnecting', { name: person.name });
}

export function togglePin(key: string): void {
  pinnedKey.value = pinnedKey.value === key ? null : key;
}
