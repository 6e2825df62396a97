import type { Destination, ProgramInfo, ProgramVideo } from '../../../../sdk/src/index.ts';
import { durationText } from '../../duration.ts';
import { locale, t } from '../../i18n/index.ts';
import type { IconName } from '../../ui/Icon.tsx';
import { isSrt } from './address.ts';

/** The words of the console. */

/** How much a destination's state asks for attention. */
export type Mood = 'calm' | 'busy' | 'amber' | 'good' | 'bad';

export interface DestinationWords {
  readonly mood: Mood;
  readonly icon: IconName;
  readonly text: string;
}

/** The state of a destination in words; only `confirmed` is green, and each has a sign of its own. */
export function destinationWords({ state, enabled, nextMillis, url }: Destination): DestinationWords {
  switch (state) {
    case 'idle':
      return { mood: 'calm', icon: 'circle', text: t(enabled ? 'live.idle' : 'live.switchedOff') };
    case 'connecting':
      return { mood: 'busy', icon: 'clock', text: t('live.connecting') };
    case 'sending':
      return { mood: 'amber', icon: 'live', text: t('live.sending') };
    case 'confirmed':
      return { mood: 'good', icon: 'check', text: t('live.confirmed') };
    case 'stalled':
      return { mood: 'bad', icon: 'warning', text: t('live.stalled') };
    case 'retrying':
      return { mood: 'amber', icon: 'clock', text: retryText(nextMillis) };
    case 'rejected':
      return { mood: 'bad', icon: 'lock', text: t(isSrt(url) ? 'live.streamRefused' : 'live.badKey') };
    case 'failed':
      return { mood: 'bad', icon: 'warning', text: t('live.destFailed') };
    case 'stopped':
      return { mood: 'calm', icon: 'stop', text: t('live.stopped') };
  }
}

function retryText(nextMillis: number): string {
  const seconds = Math.ceil(nextMillis / 1_000);
  return seconds > 0 ? t('live.retry', { s: seconds }) : t('live.retryNow');
}

/** Figures of a destination that is at work: since when, how much, and what went wrong on the way. */
export function destinationFacts(destination: Destination): string[] {
  const { state, bitrateBps, droppedFrames, queuedMillis, sinceMillis, retry } = destination;
  const flows = state === 'sending' || state === 'confirmed' || state === 'stalled';
  return [
    flows ? t('live.since', { time: durationText(sinceMillis) }) : null,
    flows ? rateText(bitrateBps) : null,
    flows || droppedFrames > 0 ? t('live.dropped', { n: droppedFrames }) : null,
    flows && queuedMillis >= 500 ? t('live.behind', { s: oneDigit(queuedMillis / 1_000) }) : null,
    retry > 0 ? t('live.tries', { n: retry }) : null,
  ].filter((fact) => fact !== null);
}

/** What the encoder does, as `1280 × 720, 30 fps, 2,480 kbit/s` and the rest. */
export function encoderFacts({ video, output }: ProgramInfo, framesPerSecond: number | null): string[] {
  if (!output) {
    return [];
  }
  const bps = output.videoBps + output.audioBps;
  return [
    videoText({ ...video, framesPerSecond: framesPerSecond ?? video.framesPerSecond, bitrateBps: bps }),
    t('live.cpu', { percent: percent(output.cpuPercent) }),
    ...(output.viewers > 0 ? [t('live.viewers', { n: output.viewers })] : []),
    ...(output.skippedPictures > 0 ? [t('live.skipped', { n: output.skippedPictures })] : []),
  ];
}

export function videoText({ width, height, framesPerSecond, bitrateBps }: ProgramVideo): string {
  return t('live.qualityOf', { width, height, fps: Math.round(framesPerSecond), rate: rateText(bitrateBps) });
}

export function rateText(bps: number): string {
  return `${new Intl.NumberFormat(locale.value, { maximumFractionDigits: 0 }).format(bps / 1_000)} kbit/s`;
}

export function sizeText(bytes: number): string {
  const mega = bytes / 1_000_000;
  return mega < 1_000 ? `${oneDigit(mega)} MB` : `${oneDigit(mega / 1_000)} GB`;
}

function oneDigit(value: number): string {
  return new Intl.NumberFormat(locale.value, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

function percent(of100: number): string {
  return new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 0 }).format(of100 / 100);
}

/** The leave to watch, out of the address that the server gave. */
export function capabilityOf(watch: string): string | null {
  return new URLSearchParams(watch.slice(watch.indexOf('?') + 1)).get('t');
}
