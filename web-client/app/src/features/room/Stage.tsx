import { computed, effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { type Area, bestGrid, focusLayout, pageCapacity, type Rect } from '../../layout/stageLayout.ts';
import { planView, type WantedTile } from '../../layout/viewPlan.ts';
import { people, slots, speaking } from '../../state/meeting.ts';
import { sdkRoom } from '../../state/session.ts';
import { viewMode } from '../../state/viewMode.ts';
import { Icon } from '../../ui/Icon.tsx';
import { InviteCard } from './InviteCard.tsx';
import { stageFocus } from './roomState.ts';
import { Tile } from './Tile.tsx';
import { isOwnCamera, pinnedKey, pointerOnStage, type TileModel, tiles } from './tiles.ts';

const area = signal<Area>({ width: 0, height: 0 });
const page = signal(0);

/** So many people may stand in the grid before "auto" turns to the one who speaks. */
const AUTO_GRID_LIMIT = 16;

/** More pictures at once nobody can watch; who chooses the grid gets as many. */
const MOST_TILES = 25;

/** Below this many processors "auto" is content with the pictures that there are. */
const STRONG_PROCESSORS = 6;

interface Placed {
  readonly tile: TileModel;
  readonly rect: Rect;
  readonly small: boolean;
}

interface StagePlan {
  readonly placed: readonly Placed[];
  readonly pages: number;
}

/** Alone, one shares the stage with the invitation: beside it on a wide stage, above it on a narrow one. */
const INVITE: Area = { width: 424, height: 256 };

/** On a stage that is wide but low the invitation stands beside even where that leaves less than half. */
const LEAST_BESIDE_WIDTH = INVITE.width + 136;

const invitesBeside = computed(() => {
  const { width, height } = area.value;
  return width >= 2 * INVITE.width || (height < 2 * INVITE.height && width >= LEAST_BESIDE_WIDTH);
});

const usable = computed<Area>(() => {
  const { width, height } = area.value;
  if (people.value.length > 1) {
    return area.value;
  }
  return invitesBeside.value
    ? { width: width - INVITE.width, height }
    : { width, height: Math.max(height - INVITE.height, height / 3) };
});

const plan = computed<StagePlan>(() => {
  const all = tiles.value;
  const focused = focusedTiles(all);
  return focused.length > 0 ? planFocus(all, focused) : planGrid(all);
});

/** A pinned tile, else shared screens, else, in the speaker view, who speaks or spoke last. */
function focusedTiles(all: readonly TileModel[]): readonly TileModel[] {
  const pinned = all.filter((tile) => tile.pinned);
  if (pinned.length > 0) {
    return pinned;
  }
  const shares = all.filter((tile) => tile.isShare);
  if (shares.length > 0 && viewMode.value !== 'grid') {
    return shares;
  }
  const speakerView = viewMode.value === 'speaker' || (viewMode.value === 'auto' && all.length > AUTO_GRID_LIMIT);
  if (!speakerView || all.length < 2) {
    return [];
  }
  const speaker = all.find((tile) => tile.person.id === stageFocus.value && !tile.person.isMe && !tile.isShare);
  const other = speaker ?? all.find((tile) => !isOwnCamera(tile));
  return other ? [other] : [];
}

function planFocus(all: readonly TileModel[], focused: readonly TileModel[]): StagePlan {
  const rest = all.filter((tile) => !focused.includes(tile));
  const own = rest.filter(isOwnCamera);
  const layout = focusLayout(focused.length, rest.length, usable.value);
  // One's own picture keeps the last place even when not everybody fits.
  const strip = [
    ...rest.filter((tile) => !isOwnCamera(tile)).slice(0, Math.max(0, layout.strip.length - own.length)),
    ...own,
  ];
  return {
    placed: [...place(focused, layout.focus, false), ...place(strip, layout.strip, true)],
    pages: 1,
  };
}

function planGrid(all: readonly TileModel[]): StagePlan {
  const own = all.filter(isOwnCamera);
  const others = all.filter((tile) => !isOwnCamera(tile));
  const capacity = pageCapacity(usable.value, Math.min(all.length, mostOthers() + own.length));
  const perPage = Math.max(1, capacity - own.length);
  const pages = Math.max(1, Math.ceil(others.length / perPage));
  const current = Math.min(page.value, pages - 1);
  const shown = [...others.slice(current * perPage, (current + 1) * perPage), ...own];
  const { rects } = bestGrid(shown.length, usable.value);
  return { placed: place(shown, rects, (rects[0]?.width ?? 0) < 200), pages };
}

/** How many others a page may show; slots that this needs are asked for. */
function mostOthers(): number {
  const most = sdkRoom.value?.invitation?.limits.slots ?? MOST_TILES;
  const there = Math.max(4, slots.value.filter((slot) => slot.hasVideo).length);
  if (viewMode.value === 'grid') {
    return Math.min(MOST_TILES - 1, most);
  }
  return navigator.hardwareConcurrency >= STRONG_PROCESSORS ? Math.min(AUTO_GRID_LIMIT - 1, most) : there;
}

function place(of: readonly TileModel[], rects: readonly Rect[], small: boolean): Placed[] {
  return of.flatMap((tile, i) => {
    const rect = rects[i];
    return rect ? [{ tile, rect, small }] : [];
  });
}

/** Tells the server what is on screen and how large, whenever that changes. */
function announceView(): () => void {
  return effect(() => {
    const scale = Math.min(devicePixelRatio || 1, 2);
    const wanted: WantedTile[] = plan.value.placed
      .filter(({ tile }) => !tile.person.isMe)
      .map(({ tile, rect }) => ({
        participant: tile.person.id,
        source: tile.source,
        size: { width: Math.round(rect.width * scale), height: Math.round(rect.height * scale) },
      }));
    const withVideo = slots.value.filter((slot) => slot.hasVideo);
    const all = tiles.value.filter((tile) => !tile.person.isMe).length;
    sdkRoom.value?.setView(planView(wanted, withVideo, all <= withVideo.length && wanted.length === all));
  });
}

/** Asks for more slots when more others stand on the stage than there are slots for pictures. */
function askForSlots(): () => void {
  let asked = 0;
  return effect(() => {
    const wanted = plan.value.placed.filter(({ tile }) => !tile.person.isMe).length;
    const there = slots.value.filter((slot) => slot.hasVideo).length;
    if (there > 0 && wanted > Math.max(there, asked)) {
      asked = wanted;
      sdkRoom.value?.growSlots(wanted).catch(() => {
        asked = 0; // at the next change of the stage, again
      });
    }
  });
}

export function Stage(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) {
      return;
    }
    const watch = new ResizeObserver(() => {
      area.value = { width: element.clientWidth, height: element.clientHeight };
    });
    watch.observe(element);
    const stops = [announceView(), askForSlots()];
    return () => {
      watch.disconnect();
      stops.forEach((stop) => stop());
      page.value = 0;
      pinnedKey.value = null;
    };
  }, []);
  const { placed, pages } = plan.value;
  const alone = people.value.length === 1;
  return (
    <div class="stage">
      <div
        ref={box}
        class="stage-tiles"
        onPointerEnter={() => {
          pointerOnStage.value = true;
        }}
        onPointerLeave={() => {
          pointerOnStage.value = false;
        }}
      >
        {placed.map(({ tile, rect, small }) => (
          <Tile key={tile.key} tile={tile} rect={rect} small={small} />
        ))}
        {alone && <InviteCard beside={invitesBeside.value} />}
      </div>
      <UnseenSpeakers placed={placed} />
      {pages > 1 && <Pages pages={pages} />}
    </div>
  );
}

function UnseenSpeakers({ placed }: { readonly placed: readonly Placed[] }): JSX.Element | null {
  const seen = new Set(placed.map(({ tile }) => tile.person.id));
  const unseen = [...speaking.value.keys()].filter((id) => !seen.has(id));
  if (unseen.length === 0) {
    return null;
  }
  return <p class="stage-pill">{t('say.moreSpeaking', { n: unseen.length })}</p>;
}

function Pages({ pages }: { readonly pages: number }): JSX.Element {
  const current = Math.min(page.value, pages - 1);
  return (
    <nav class="stage-pages" aria-label={t('view.page', { page: current + 1, pages })}>
      <button
        type="button"
        class="icon-button"
        aria-label={t('view.previous')}
        disabled={current === 0}
        onClick={() => {
          page.value = current - 1;
        }}
      >
        <Icon name="chevronLeft" />
      </button>
      <span aria-hidden="true">
        {current + 1} / {pages}
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={t('view.next')}
        disabled={current === pages - 1}
        onClick={() => {
          page.value = current + 1;
        }}
      >
        <Icon name="chevronRight" />
      </button>
    </nav>
  );
}
