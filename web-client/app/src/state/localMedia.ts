import { batch, signal } from '@preact/signals';
import type { DeviceError, DeviceKind, Devices, LocalTrack, Room } from '../../../sdk/src/index.ts';
import { t } from '../i18n/index.ts';
import { toast } from './toasts.ts';

/** One's own microphone, camera and screen. */

export interface LocalSource {
  readonly track: MediaStreamTrack | null;
  readonly on: boolean;
  readonly pending: boolean;
  readonly held: boolean;
  readonly problem: DeviceError | null;
  readonly label: string;
}

const NOTHING: LocalSource = { track: null, on: false, pending: false, held: false, problem: null, label: '' };

export const microphone = signal<LocalSource>(NOTHING);
export const camera = signal<LocalSource>(NOTHING);
export const screenShare = signal<LocalSource>(NOTHING);
export const screenShareAudio = signal<LocalSource>(NOTHING);

export const devices = signal<Devices | null>(null);

/** Level of the own microphone, 0 to 1, also while muted. */
export const level = signal(0);

/** Unmuted, yet nothing is heard. */
export const silent = signal(false);

/** Speaks without being heard. */
export const talkingWhileMuted = signal(false);

export function followDevices(room: Room): () => void {
  const me = room.localParticipant;
  const readTracks = () =>
    batch(() => {
      microphone.value = read(me.microphone);
      camera.value = read(me.camera);
      screenShare.value = read(me.screenShare);
      screenShareAudio.value = read(me.screenShareAudio);
    });
  // A new object each time: the SDK keeps one and changes it, signals compare.
  const readDevices = () => {
    const now = room.devices;
    devices.value = {
      microphones: now.microphones,
      cameras: now.cameras,
      speakers: now.speakers,
      selected: now.selected,
      permissions: now.permissions,
      available: now.available,
      canShareScreen: now.canShareScreen,
      audioOutput: now.audioOutput,
      refresh: () => now.refresh(),
    };
  };
  const stops = [
    room.on('localTrackChanged', readTracks),
    room.on('devicesChanged', readDevices),
    room.on('microphoneSilent', (is) => {
      silent.value = is;
    }),
    room.on('talkingWhileMuted', (is) => {
      talkingWhileMuted.value = is;
    }),
    room.on('deviceReplaced', ({ source, to, from }) => {
      const kind: DeviceKind = source === 'camera' ? 'camera' : 'microphone';
      toast(t('dev.switched', { device: to.label }), {
        actions: [{ label: t('app.undo'), run: () => void me.switchDevice(kind, from).catch(() => {}) }],
      });
    }),
    me.onMicrophoneLevel((now) => {
      level.value = now;
    }),
  ];
  readTracks();
  readDevices();
  void room.devices.refresh().catch(() => {});
  return () => {
    stops.forEach((stop) => stop());
    batch(() => {
      [microphone, camera, screenShare, screenShareAudio].forEach((source) => {
        source.value = NOTHING;
      });
      devices.value = null;
      level.value = 0;
      silent.value = false;
      talkingWhileMuted.value = false;
    });
  };
}

function read(local: LocalTrack): LocalSource {
  return {
    track: local.track,
    on: local.enabled,
    pending: local.pending,
    held: local.held,
    problem: local.error,
    label: local.label,
  };
}
