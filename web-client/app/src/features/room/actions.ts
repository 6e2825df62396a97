import { t } from '../../i18n/index.ts';
import { camera, microphone, screenShare } from '../../state/localMedia.ts';
import { attempt, me, people, quality } from '../../state/meeting.ts';
import { cameraWanted, microphoneWanted, showSelf } from '../../state/preferences.ts';
import { leave, noteWish, roomName, sdkRoom } from '../../state/session.ts';
import { announce, toast } from '../../state/toasts.ts';
import { viewMode } from '../../state/viewMode.ts';
import { dialog } from './roomState.ts';
import { pinnedKey, tiles, togglePin } from './tiles.ts';

/** What a person can do in a room; buttons and shortcuts share it. */

export async function setMicrophone(on: boolean): Promise<void> {
  const room = sdkRoom.value;
  if (room && (await attempt(room.localParticipant.setMicrophoneEnabled(on)))) {
    microphoneWanted.choose(on);
    noteWish({ microphone: on });
    announce(t(on ? 'say.micOn' : 'say.micOff'));
  }
}

export async function setCamera(on: boolean): Promise<void> {
  const room = sdkRoom.value;
  if (room && (await attempt(room.localParticipant.setCameraEnabled(on)))) {
    cameraWanted.choose(on);
    noteWish({ camera: on });
    announce(t(on ? 'say.camOn' : 'say.camOff'));
  }
}

export const toggleMicrophone = () => setMicrophone(!microphone.value.on);
export const toggleCamera = () => setCamera(!camera.value.on);

export async function startShare(content: 'text' | 'motion', audio: boolean): Promise<void> {
  const room = sdkRoom.value;
  if (!room || !(await attempt(room.localParticipant.setScreenShareEnabled(true, { content, audio })))) {
    return;
  }
  const sound = room.localParticipant.screenShareAudio.track;
  toast(t(sound ? 'share.youSound' : 'share.you'));
  if (sound && !hearsOnlyItself(sound)) {
    toast(t('dev.echo'));
  }
}

export async function stopShare(): Promise<void> {
  const room = sdkRoom.value;
  if (room) {
    await attempt(room.localParticipant.setScreenShareEnabled(false));
  }
}

export async function toggleHand(): Promise<void> {
  const raise = me.value?.hand === null;
  if (sdkRoom.value && (await attempt(sdkRoom.value.localParticipant.setHandRaised(raise)))) {
    announce(t(raise ? 'say.handUp' : 'say.handDown'));
  }
}

/** Hosts are asked, since they can also end it for all. */
export function askToLeave(): void {
  if (me.value?.isHost && people.value.length > 1) {
    dialog.value = 'leave';
    return;
  }
  void leave();
}

export function toggleView(): void {
  viewMode.value = viewMode.value === 'speaker' ? 'grid' : 'speaker';
  announce(t(viewMode.value === 'speaker' ? 'view.speaker' : 'view.grid'));
}

export function pinNumber(number: number): void {
  const tile = tiles.value[number - 1];
  if (!tile) {
    return;
  }
  togglePin(tile.key);
  announce(pinnedKey.value === null ? t('say.unpinned') : t('say.pinned', { name: tile.label }));
}

export function toggleSelf(): void {
  showSelf.choose(!showSelf.on.value);
}

export function toggleFullscreen(): void {
  if (document.fullscreenElement) {
    void document.exitFullscreen();
    return;
  }
  void document.documentElement.requestFullscreen().catch(() => {});
}

/** Reads out where one is. */
export function sayWhere(): void {
  announce(
    t('say.where', {
      room: roomName.value,
      people: t('people.count', { n: people.value.length }),
      mic: t(microphone.value.on ? 'say.micOn' : 'say.micOff'),
      cam: t(camera.value.on ? 'say.camOn' : 'say.camOff'),
      net: t(`net.${quality.value}`),
    }),
  );
}

export const isSharing = () => screenShare.value.on || screenShare.value.pending;

/** Whether the browser keeps this meeting's own sound out of the shared sound. */
function hearsOnlyItself(sound: MediaStreamTrack): boolean {
  const settings = sound.getSettings() as MediaTrackSettings & { restrictOwnAudio?: boolean; displaySurface?: string };
  return settings.restrictOwnAudio === true || settings.displaySurface === 'browser';
}
