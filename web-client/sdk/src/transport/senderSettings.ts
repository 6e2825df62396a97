import type { Source } from '../signaling/messages.ts';

/** What one source may cost, and what to give up first when it cannot get that. */
export interface SenderSettings {
  readonly maxBitrate: number;
  readonly maxFramerate?: number;
  readonly degradationPreference?: RTCDegradationPreference;
  readonly priority: RTCPriorityType;
}

/** Above this many pixels a picture counts as 720p. */
const SMALL_PIXELS = 640 * 360;
const MICROPHONE_BPS = 40_000;
/** Music and films deserve more than speech. */
const SHARED_SOUND_BPS = 128_000;
const SMALL_CAMERA_BPS = 700_000;
const CAMERA_BPS = 1_700_000;
const SCREEN_BPS = 2_500_000;
export const TEXT_FRAMES_PER_SECOND = 15;
export const MOTION_FRAMES_PER_SECOND = 30;

export function senderSettings(
  source: Source,
  track: { readonly contentHint: string; getSettings(): { width?: number; height?: number } },
): SenderSettings {
  switch (source) {
    case 'microphone':
      return { maxBitrate: MICROPHONE_BPS, priority: 'high' };
    case 'screen_share_audio':
      return { maxBitrate: SHARED_SOUND_BPS, priority: 'high' };
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
