import { signal } from '@preact/signals';
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { route } from '../../router.ts';
import { takeSecretFromAddress } from '../../state/secret.ts';
import { keepWatchCapability } from '../../state/storage.ts';
import { setTitle } from '../../state/title.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { SiteFrame } from '../../ui/SiteFrame.tsx';
import { useFocusOnShow } from '../../ui/useFocusOnShow.ts';
import '../../styles/live.css';
import type { StreamState } from '../live/StreamPlayer.ts';
import { useStreamPlayer } from '../live/useStreamPlayer.ts';

const muted = signal(false);
const volume = signal(1);
const isFull = signal(false);

/** A room's program for people who are not in the room. */
export function WatchPage(): JSX.Element {
  const room = route.value.page === 'watch' ? route.value.room : '';
  const main = useFocusOnShow<HTMLElement>();
  const video = useRef<HTMLVideoElement>(null);
  const player = useRef<HTMLDivElement>(null);
  const capability = useMemo(() => keepWatchCapability(room, takeSecretFromAddress()), [room]);
  const url = capability === null ? null : streamOf(room, capability);
  const found = useStreamPlayer(video, url, 'viewer', () => {
    muted.value = true;
  });
  const state = capability === null ? 'denied' : found;
  setTitle(t('watch.title', { room }));
  useEffect(() => {
    const read = () => {
      isFull.value = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', read);
    return () => document.removeEventListener('fullscreenchange', read);
  }, []);
  useEffect(() => {
    if (video.current) {
      video.current.volume = volume.value;
    }
  }, [volume.value]);
  return (
    <SiteFrame>
      <main ref={main} class="watch" id="content" tabIndex={-1}>
        <h1>{room}</h1>
        <div ref={player} class="player">
          <video ref={video} playsInline muted={muted.value} aria-label={t('watch.player')} />
          <Cover state={state} />
          {isThere(state) && <Controls player={player} video={video} />}
        </div>
      </main>
    </SiteFrame>
  );
}

function streamOf(room: string, capability: string): string {
  return `/hls/${encodeURIComponent(room)}/index.m3u8?t=${encodeURIComponent(capability)}`;
}

function isThere(state: StreamState): boolean {
  return state === 'loading' || state === 'playing' || state === 'stalled';
}

function Cover({ state }: { readonly state: StreamState }): JSX.Element | null {
  switch (state) {
    case 'waiting':
      return <Board icon="clock" title={t('watch.waiting')} text={t('watch.waitingText')} />;
    case 'ended':
      return <Board icon="check" title={t('watch.ended')} text={t('watch.endedText')} />;
    case 'denied':
      return <Board icon="lock" title={t('watch.denied')} text={t('watch.deniedText')} />;
    case 'unsupported':
      return <Board icon="warning" title={t('watch.unsupported')} text={t('watch.unsupportedText')} />;
    case 'unreachable':
      return <Board title={t('watch.unreachable')} />;
    case 'loading':
    case 'stalled':
      return <Board title={t('watch.loading')} />;
    case 'playing':
      return muted.value ? (
        <button
          type="button"
          class="button primary player-sound"
          onClick={() => {
            muted.value = false;
          }}
        >
          <Icon name="volume" />
          {t('watch.sound')}
        </button>
      ) : null;
  }
}

interface BoardProps {
  /** Without one something is under way. */
  readonly icon?: IconName;
  readonly title: string;
  readonly text?: string;
}

function Board({ icon, title, text }: BoardProps): JSX.Element {
  return (
    <div class="player-board" role="status">
      {icon ? <Icon name={icon} size={36} /> : <span class="spinner" />}
      <strong>{title}</strong>
      {text !== undefined && <span>{text}</span>}
    </div>
  );
}

interface ControlsProps {
  readonly player: RefObject<HTMLDivElement | null>;
  readonly video: RefObject<HTMLVideoElement | null>;
}

function Controls({ player, video }: ControlsProps): JSX.Element {
  const silent = muted.value || volume.value === 0;
  return (
    <div class="player-controls" role="group" aria-label={t('watch.controls')}>
      <IconButton
        icon={silent ? 'volumeOff' : 'volume'}
        label={t(silent ? 'watch.sound' : 'watch.soundOff')}
        press={() => {
          muted.value = !silent;
          if (silent && volume.value === 0) {
            volume.value = 1;
          }
        }}
      />
      <input
        type="range"
        class="player-volume"
        min="0"
        max="1"
        step="0.05"
        aria-label={t('watch.volume')}
        value={muted.value ? 0 : volume.value}
        onInput={(event) => {
          volume.value = Number(event.currentTarget.value);
          muted.value = volume.value === 0;
        }}
      />
      <IconButton
        icon="expand"
        label={t(isFull.value ? 'watch.leaveFullscreen' : 'watch.fullscreen')}
        press={() => toggleFullscreen(player.current, video.current)}
      />
    </div>
  );
}

function IconButton(props: {
  readonly icon: IconName;
  readonly label: ComponentChildren & string;
  readonly press: () => void;
}): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={props.label} title={props.label} onClick={props.press}>
      <Icon name={props.icon} />
    </button>
  );
}

function toggleFullscreen(player: HTMLElement | null, video: HTMLVideoElement | null): void {
  if (document.fullscreenElement) {
    void document.exitFullscreen();
    return;
  }
  if (player?.requestFullscreen) {
    void player.requestFullscreen().catch(() => undefined);
    return;
  }
  // On an iPhone only a video itself can fill the screen.
  (video as (HTMLVideoElement & { webkitEnterFullscreen?: () => void }) | null)?.webkitEnterFullscreen?.();
}
