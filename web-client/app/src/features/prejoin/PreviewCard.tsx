import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { camera, level, microphone } from '../../state/localMedia.ts';
import { cameraWanted, microphoneWanted, name } from '../../state/preferences.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useStream, useStreamOf } from '../room/useStream.ts';
import { askForDevices, asking, needsToAsk, toggleCameraBefore, toggleMicrophoneBefore } from './permission.ts';

/** One's own picture before joining, with the two switches under it. */
export function PreviewCard(): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const stream = useStreamOf(camera.value.track);
  useStream(video, stream);
  const ask = needsToAsk.value;
  const micOn = ask ? microphoneWanted.on.value : microphone.value.on;
  const camOn = ask ? cameraWanted.on.value : camera.value.on;
  const shownName = name.value.trim() || t('tile.guest');
  return (
    <section class={ask && !stream ? 'preview asking' : 'preview'} aria-label={t('pre.preview')}>
      <video
        ref={video}
        class="mirrored"
        autoplay
        playsInline
        muted
        hidden={!stream}
        aria-hidden="true"
        tabIndex={-1}
      />
      {!stream && (ask ? <AskCard /> : <NoPicture name={shownName} />)}
      {!ask && <span class="preview-name">{shownName}</span>}
      <div class="preview-controls">
        <button
          type="button"
          class={micOn || microphone.value.pending ? 'round-tool' : 'round-tool off'}
          aria-label={t(micOn ? 'tb.mute' : 'tb.unmute')}
          title={t(micOn ? 'tb.mute' : 'tb.unmute')}
          aria-busy={microphone.value.pending || undefined}
          onClick={toggleMicrophoneBefore}
        >
          {micOn && !ask && <LevelRing />}
          {microphone.value.pending ? <span class="spinner" /> : <Icon name={micOn ? 'mic' : 'micOff'} size={22} />}
        </button>
        <button
          type="button"
          class={camOn || camera.value.pending ? 'round-tool' : 'round-tool off'}
          aria-label={t(camOn ? 'tb.camOff' : 'tb.camOn')}
          title={t(camOn ? 'tb.camOff' : 'tb.camOn')}
          aria-busy={camera.value.pending || undefined}
          onClick={toggleCameraBefore}
        >
          {camera.value.pending ? <span class="spinner" /> : <Icon name={camOn ? 'camera' : 'cameraOff'} size={22} />}
        </button>
      </div>
    </section>
  );
}

const CIRCUMFERENCE = 2 * Math.PI * 26;

/** Fills with the voice. */
function LevelRing(): JSX.Element | null {
  const filled = Math.min(1, level.value * 1.4) * CIRCUMFERENCE;
  if (filled < 1) {
    return null;
  }
  return (
    <svg class="level-ring" viewBox="0 0 56 56" aria-hidden="true" focusable="false">
      <circle cx="28" cy="28" r="26" stroke-dasharray={`${filled} ${CIRCUMFERENCE}`} />
    </svg>
  );
}

function NoPicture({ name: shown }: { readonly name: string }): JSX.Element {
  return (
    <div class="preview-cover">
      <Avatar name={shown} />
      <p>{t(camera.value.pending ? 'pre.cameraStarting' : 'pre.cameraOff')}</p>
    </div>
  );
}

/** Says why before the browser asks. */
function AskCard(): JSX.Element {
  const waiting = asking.value;
  return (
    <div class="preview-cover ask">
      <span class="ask-picture" aria-hidden="true">
        <Icon name="camera" size={34} />
        <Icon name="mic" size={34} />
      </span>
      <h2>{t('pre.askTitle')}</h2>
      <p>{t(waiting ? 'pre.askWaiting' : 'pre.askText')}</p>
      <button type="button" class="button small" disabled={waiting} onClick={askForDevices}>
        {t('pre.askButton')}
      </button>
    </div>
  );
}
