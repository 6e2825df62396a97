import type { ScreenShareOptions } from '../api.ts';
import { MOTION_FRAMES_PER_SECOND, TEXT_FRAMES_PER_SECOND } from '../transport/senderSettings.ts';

/** A machine with so few processors cannot encode 720p beside everything else. */
const WEAK_PROCESSORS = 2;

/** Members that browsers know and the type library does not yet. */
interface NewDisplayOptions {
  selfBrowserSurface: 'exclude';
  surfaceSwitching: 'include';
  systemAudio: 'include' | 'exclude';
}

export function microphoneConstraints(deviceId: string | null): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    channelCount: 1,
    ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
  };
}

export function cameraConstraints(deviceId: string | null, processors: number): MediaTrackConstraints {
  const weak = processors <= WEAK_PROCESSORS;
  return {
    width: { ideal: weak ? 640 : 1280 },
    height: { ideal: weak ? 360 : 720 },
    frameRate: { ideal: 30, max: 30 },
    ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
  };
}

export function screenOptions({ content = 'text', audio = true }: ScreenShareOptions): DisplayMediaStreamOptions {
  const frameRate = content === 'motion' ? MOTION_FRAMES_PER_SECOND : TEXT_FRAMES_PER_SECOND;
  const options: DisplayMediaStreamOptions & NewDisplayOptions = {
    video: { frameRate: { ideal: frameRate, max: frameRate } },
    // Shared sound is not speech: nothing may be filtered out of it but the meeting itself.
    audio: audio
      ? ({
          restrictOwnAudio: true,
          echoCancellation: false,
          noiseSuppression: false,
          autoGainControl: false,
        } as MediaTrackConstraints)
      : false,
    selfBrowserSurface: 'exclude',
    surfaceSwitching: 'include',
    systemAudio: audio ? 'include' : 'exclude',
  };
  return options;
}

/** Captures a device; when the remembered one is not there any more, any other will do. */
export async function captureDevice(kind: 'microphone' | 'camera', deviceId: string | null): Promise<MediaStreamTrack> {
  try {
    return await captureExactly(kind, deviceId);
  } catch (error) {
    const gone = ['OverconstrainedError', 'NotFoundError'].includes((error as DOMException).name);
    if (deviceId === null || !gone) {
      throw error;
    }
    return captureExactly(kind, null);
  }
}

async function captureExactly(kind: 'microphone' | 'camera', deviceId: string | null): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia(
    kind === 'microphone'
      ? { audio: microphoneConstraints(deviceId) }
      : { video: cameraConstraints(deviceId, navigator.hardwareConcurrency) },
  );
  const track = stream.getTracks()[0];
  if (!track) {
    throw new DOMException('no track', 'NotFoundError');
  }
  track.contentHint = kind === 'microphone' ? 'speech' : 'motion';
  return track;
}

/** Lets the person choose a screen, window or tab. */
export async function captureScreen(
  options: ScreenShareOptions,
): Promise<{ video: MediaStreamTrack; audio: MediaStreamTrack | null }> {
  const stream = await navigator.mediaDevices.getDisplayMedia(screenOptions(options));
  const video = stream.getVideoTracks()[0];
  if (!video) {
    throw new DOMException('no track', 'NotFoundError');
  }
  video.contentHint = options.content === 'motion' ? 'motion' : 'text';
  const audio = stream.getAudioTracks()[0] ?? null;
  if (audio) {
    audio.contentHint = 'music';
  }
  return { video, audio };
}

/** Whether shared sound may hold the meeting's own voices, which everybody would hear twice. */
export function mayEcho(audio: MediaStreamTrack): boolean {
  const { restrictOwnAudio } = audio.getSettings() as MediaTrackSettings & { restrictOwnAudio?: boolean };
  return restrictOwnAudio !== true;
}
