import type { Slot } from '../api.ts';
import { StatsSampler } from '../stats/StatsSampler.ts';
import type { WatchedSlot } from '../stats/summary.ts';
import type { StatsSnapshot } from '../stats/types.ts';
import type { MediaLink } from '../transport/MediaConnection.ts';
import { Emitter } from '../util/Emitter.ts';
import type { Timers } from '../util/Timers.ts';

/** The figures of whichever connection the room has at the moment. */
export class RoomStats extends Emitter<{ updated: [stats: StatsSnapshot] }> {
  latest: StatsSnapshot | null = null;
  private readonly timers: Timers;
  private sampler: StatsSampler | null = null;
  private watchers = 0;

  constructor(timers: Timers) {
    super();
    this.timers = timers;
  }

  start(media: MediaLink, slots: () => readonly Slot[]): void {
    this.stop();
    const target = {
      stats: () => media.stats(),
      sourceOf: (mid: string) => media.sourceOf(mid),
      watchedSlots: () => watchedSlots(media, slots()),
    };
    this.sampler = new StatsSampler(target, this.timers, this.watchers > 0);
    this.sampler.on('sampled', (stats) => {
      this.latest = stats;
      this.emit('updated', stats);
    });
  }

  stop(): void {
    this.sampler?.stop();
    this.sampler = null;
  }

  watchClosely(): () => void {
    this.watchers++;
    this.sampler?.watchClosely(true);
    let watching = true;
    return () => {
      if (watching) {
        watching = false;
        this.watchers--;
        this.sampler?.watchClosely(this.watchers > 0);
      }
    };
  }
}

function watchedSlots(media: MediaLink, slots: readonly Slot[]): WatchedSlot[] {
  return media.slots.flatMap(({ index, audio, video }) => {
    const slot = slots[index];
    if (!slot) {
      return [];
    }
    return {
      index,
      audioMid: audio.mid,
      videoMid: video?.mid ?? null,
      participantId: slot.participant?.id ?? null,
      audioExpected: slot.audio !== null && !slot.audio.muted,
      videoExpected: slot.videoState === 'live' && slot.video !== null && !slot.video.muted,
      isCamera: slot.video?.source === 'camera',
    };
  });
}
