import { every, type Timers } from '../util/Timers.ts';

/** Often enough for a moving bar, rare enough to cost nothing. */
const PERIOD_MS = 100;
const SAMPLES = 1024;
/** Nothing of it is played, so no output device is kept busy, and what is measured ten times a second may come late. */
const UNHEARD = { latencyHint: 'playback', sinkId: { type: 'none' } } as const;
/** What a bar calls silence. */
const FLOOR_DB = -60;

/**
 * Measures how loud a microphone is, also while it is muted: it listens to a copy of the track that stays on.
 */
export class LevelMeter {
  private readonly copy: MediaStreamTrack;
  private readonly context: AudioContext;
  private readonly samples = new Float32Array(SAMPLES);
  private readonly stopTimer: () => void;

  constructor(track: MediaStreamTrack, timers: Timers, onLevel: (dbfs: number) => void) {
    this.copy = track.clone();
    this.copy.enabled = true;
    this.context = new AudioContext(UNHEARD);
    const analyser = new AnalyserNode(this.context, { fftSize: SAMPLES });
    this.context.createMediaStreamSource(new MediaStream([this.copy])).connect(analyser);
    this.stopTimer = every(timers, PERIOD_MS, () => {
      if (this.context.state === 'suspended') {
        void this.context.resume(); // granted once the person has touched the page
        return; // nothing was measured, so nothing is said about silence either
      }
      analyser.getFloatTimeDomainData(this.samples);
      onLevel(decibels(this.samples));
    });
  }

  stop(): void {
    this.stopTimer();
    this.copy.stop();
    void this.context.close().catch(() => undefined);
  }
}

/** Root mean square in dB below full scale; −∞ for digital silence. */
export function decibels(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) {
    sum += sample * sample;
  }
  return 10 * Math.log10(sum / samples.length);
}

/** 0 to 1 for a bar: the loudness in dB, spread over what a voice covers. */
export function barLevel(dbfs: number): number {
  return Math.min(1, Math.max(0, 1 - dbfs / FLOOR_DB));
}
