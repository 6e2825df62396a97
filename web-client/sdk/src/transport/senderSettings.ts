import type { Source } from '../signaling/messages.ts';

/** What one source may cost, and what to give up first when it cannot get that. */
export interface SenderSettings {
  readonly maxFramerate?: number;
  readonly degradationPreference?: RTCDegradationPreference;
  readonly priority: RTCPriorityType;
  /** By the name of the encoding; without a name there is one. */
  readonly maxBitrate: { readonly [rid: string]: number };
}

/** Above this many pixels a picture counts as 720p. */
const SMALL_PIXELS = 640 * 360;
const MICROPHONE_BPS = 40_000;
/** Music and films deserve more than speech. */
const SHARED_SOUND_BPS = 128_000;
const SMALL_CAMERA_BPS = { l: 80_000, m: 200_000, h: 700_000, '': 700_000 };
const CAMERA_BPS = { l: 150_000, m: 500_000, h: 1_700_000, '': 1_700_000 };
const SCREEN_BPS = { l: 400_000, h: 2_500_000, '': 2_500_000 };
export const TEXT_FRAMES_PER_SECOND = 15;
export const MOTION_FRAMES_PER_SECOND = 30;

interface Encoding extends RTCRtpEncodingParameters {
  /** Newer than the type library. */
  scalabilityMode?: string;
}

/** What encoding a picture more than once may cost. */
export type Power = 'weak' | 'frugal' | 'full';

/** With so many processors, a meeting of four in three encodings each leaves nothing for the page. */
const WEAK_PROCESSORS = 2;

/**
 * The encodings of a source, the smallest picture first, so that each receiver gets what it has room for: three of a
 * camera (two where encoding is dear), two of a screen. Frames of three temporal layers can be thinned out. A weak
 * machine sends what everybody did before there were several: one.
 */
export function sendEncodings(source: Source, power: Power): RTCRtpEncodingParameters[] {
  const frugal = power === 'frugal';
  const scales = {
    camera: frugal ? { l: 4, h: 1 } : { l: 4, m: 2, h: 1 },
    screen_share: { l: 2, h: 1 },
    microphone: {},
    screen_share_audio: {},
  }[source];
  if (power === 'weak') {
    return [];
  }
  return Object.entries(scales).map(([rid, scaleResolutionDownBy]): Encoding => {
    const encoding = { rid, scaleResolutionDownBy, active: true };
    return frugal ? encoding : { ...encoding, scalabilityMode: 'L1T3' };
  });
}

/** Firefox does not say how layers in time are to be, and takes more of the processor for each encoding. */
export function powerOf({ userAgent, hardwareConcurrency }: Pick<Navigator, 'userAgent' | 'hardwareConcurrency'>): Power {
  if (hardwareConcurrency <= WEAK_PROCESSORS) {
    return 'weak';
  }
  return /\bFirefox\//.test(userAgent) ? 'frugal' : 'full';
}

export function senderSettings(
  source: Source,
  track: { readonly contentHint: string; getSettings(): { width?: number; height?: number } },
): SenderSettings {
  switch (source) {
    case 'microphone':
      return { maxBitrate: { '': MICROPHONE_BPS }, priority: 'high' };
    case 'screen_share_audio':
      return { maxBitrate: { '': SHARED_SOUND_BPS }, priority: 'high' };
    case 'camera': {
      const { width = 0, height = 0 } = track.getSettings();
      return { maxBitrate: width * height > SMALL_PIXELS ? CAMERA_BPS : SMALL_CAMERA_BPS, priority: 'low' };
    }
    case 'screen_share':
      return track.contentHint === 'motion'
        ? { maxBitrate: SCREEN_BPS, maxFramerate: MOTION_FRAMES_PER_SECOND, priority: 'medium' }
        : {
            maxBitrate: SCREEN_BPS,
            maxFramerate: TEXT_FRAMES_PER_SECOND,
            degradationPreference: 'maintain-resolution',
            priority: 'medium',
          };
  }
}
