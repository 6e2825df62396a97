import { computed, effect, signal } from '@preact/signals';
import { camera, devices, microphone } from '../../state/localMedia.ts';
import { cameraWanted, microphoneWanted } from '../../state/preferences.ts';
import { phase, sdkRoom } from '../../state/session.ts';

/** When the browser may be asked for devices: never before the person has seen why. */

/** The person has pressed the button that leads to the browser's question. */
const asked = signal(false);

/** The browser's question is open. */
export const asking = computed(() => asked.value && (microphone.value.pending || camera.value.pending) && !anyOpen());

/** The browser would ask, and the person has not agreed to that yet. */
export const needsToAsk = computed(() => {
  const now = devices.value;
  if (!now?.available || anyOpen() || microphone.value.problem || camera.value.problem) {
    return false;
  }
  if (!microphoneWanted.on.value && !cameraWanted.on.value) {
    return false;
  }
  const { permissions } = now;
  const known = permissions.microphone === 'granted' || permissions.camera === 'granted';
  return !known && (!asked.value || microphone.value.pending || camera.value.pending);
});

export function forgetAsking(): void {
  asked.value = false;
}

/** Opens what is wanted without a question as soon as the browser says that it was told before. */
export function openAllowedDevices(): () => void {
  const opened = { microphone: false, camera: false };
  return effect(() => {
    const permissions = devices.value?.permissions;
    const me = sdkRoom.value?.localParticipant;
    if (!me || !permissions || phase.value.is !== 'prejoin') {
      return;
    }
    if (permissions.microphone === 'granted' && !opened.microphone) {
      opened.microphone = true;
      if (microphoneWanted.on.peek()) {
        ignoreFailure(me.setMicrophoneEnabled(true));
      }
    }
    if (permissions.camera === 'granted' && !opened.camera) {
      opened.camera = true;
      if (cameraWanted.on.peek()) {
        ignoreFailure(me.setCameraEnabled(true));
      }
    }
  });
}

export function askForDevices(): void {
  const me = sdkRoom.value?.localParticipant;
  if (!me) {
    return;
  }
  asked.value = true;
  if (microphoneWanted.on.value) {
    ignoreFailure(me.setMicrophoneEnabled(true));
  }
  if (cameraWanted.on.value) {
    ignoreFailure(me.setCameraEnabled(true));
  }
}

/** Before the question the switches only note the wish. */
export function toggleMicrophoneBefore(): void {
  const on = needsToAsk.value ? !microphoneWanted.on.value : !microphone.value.on;
  microphoneWanted.choose(on);
  if (!needsToAsk.value && sdkRoom.value) {
    ignoreFailure(sdkRoom.value.localParticipant.setMicrophoneEnabled(on));
  }
}

export function toggleCameraBefore(): void {
  const on = needsToAsk.value ? !cameraWanted.on.value : !camera.value.on;
  cameraWanted.choose(on);
  if (!needsToAsk.value && sdkRoom.value) {
    ignoreFailure(sdkRoom.value.localParticipant.setCameraEnabled(on));
  }
}

function anyOpen(): boolean {
  return microphone.value.track !== null || camera.value.track !== null;
}

/** The track's own state shows what went wrong. */
function ignoreFailure(request: Promise<void>): void {
  request.catch(() => {});
}
