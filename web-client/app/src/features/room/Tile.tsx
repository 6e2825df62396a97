import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import type { Rect } from '../../layout/stageLayout.ts';
import { camera, screenShare } from '../../state/localMedia.ts';
import { speaking } from '../../state/meeting.ts';
import type { VideoState } from '../../state/model.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { isOwnCamera, slotOf, type TileModel, togglePin } from './tiles.ts';
import { useStream, useStreamOf } from './useStream.ts';

interface TileProps {
  readonly tile: TileModel;
  readonly rect: Rect;
  /** Small tiles say less. */
  readonly small: boolean;
}

/**
 * After a slot has changed hands the last pictures of its former owner are still on their way through the decoder;
 * the new tile opens its eyes when they are through.
 */
const FORMER_OWNER_MS = 160;

export function Tile({ tile, rect, small }: TileProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const mirrored = isOwnCamera(tile);
  const slot = tile.person.isMe ? null : slotOf(tile);
  const own = useStreamOf(tile.person.isMe ? (tile.isShare ? screenShare : camera).value.track : null);
  const stream = slot?.stream ?? own;
  const state = tile.person.isMe ? (own ? 'live' : 'off') : (slot?.videoState ?? 'off');
  const settled = useSettled(stream, state === 'live' && !tile.person.isMe);
  const shown = state === 'live' && (tile.person.isMe || settled);
  const isSpeaking = !tile.isShare && speaking.value.has(tile.person.id) && tile.person.microphone === 'on';
  useStream(video, stream);
  const { person, label } = tile;
  return (
    <article
      class={classes(tile, small, isSpeaking, shown)}
      aria-label={label}
      data-participant={person.id}
      data-source={tile.source}
      style={{
        left: `${rect.x}px`,
        top: `${rect.y}px`,
        width: `${rect.width}px`,
        height: `${rect.height}px`,
        '--avatar': `${avatarSize(rect)}px`,
      }}
    >
      <video
        ref={video}
        class={mirrored ? 'mirrored' : ''}
        autoplay
        playsInline
        muted
        aria-hidden={!shown}
        tabIndex={-1}
      />
      {!shown && (
        <div class="tile-cover">
          <Avatar name={person.name} />
          <TileRemark state={state} sharing={tile.isShare} small={small} />
        </div>
      )}
      {person.hand !== null && !tile.isShare && (
        <span class="tile-hand">
          <Icon name="hand" size={18} />
          <span class="visually-hidden">{t('tile.hand')}</span>
        </span>
      )}
      <div class="tile-foot">
        <span class="tile-name">
          {isSpeaking ? (
            <span class="tile-speaking">
              <Icon name="wave" size={16} />
              <span class="visually-hidden">{t('tile.speaking')}</span>
            </span>
          ) : (
            !tile.isShare &&
            person.microphone !== 'on' && (
              <span class="tile-muted">
                <Icon name={person.microphone === 'held' ? 'lock' : 'micOff'} size={16} />
                <span class="visually-hidden">{t(person.microphone === 'held' ? 'people.micHeld' : 'tile.muted')}</span>
              </span>
            )
          )}
          {tile.isShare && <Icon name="share" size={16} />}
          {!tile.isShare && person.connection !== 'connected' && <span class="spinner" />}
          <span class="tile-label">{label}</span>
        </span>
      </div>
      <button
        type="button"
        class="icon-button small tile-pin"
        aria-pressed={tile.pinned}
        aria-label={`${t('tile.pin')}: ${label}`}
        title={t(tile.pinned ? 'tile.unpin' : 'tile.pin')}
        onClick={() => togglePin(tile.key)}
      >
        <Icon name="pin" size={18} />
      </button>
    </article>
  );
}

function TileRemark(props: {
  readonly state: VideoState;
  readonly sharing: boolean;
  readonly small: boolean;
}): JSX.Element | null {
  if (props.small && !props.sharing) {
    return null;
  }
  switch (props.state) {
    case 'unsupportedCodec':
      return <p class="tile-remark">{t('tile.unsupported')}</p>;
    case 'paused':
      return <p class="tile-remark">{t('tile.paused')}</p>;
    case 'pending':
      return <p class="tile-remark">{t('tile.pending')}</p>;
    case 'off':
      return props.sharing ? <p class="tile-remark">{t('tile.pending')}</p> : null;
    case 'live':
      return null;
  }
}

/** Whether `live` has been true for this stream long enough. */
function useSettled(stream: MediaStream | null, live: boolean): boolean {
  const [settled, setSettled] = useState<MediaStream | null>(null);
  useEffect(() => {
    if (!live || !stream) {
      setSettled(null);
      return;
    }
    const timer = setTimeout(() => setSettled(stream), FORMER_OWNER_MS);
    return () => clearTimeout(timer);
  }, [stream, live]);
  return live && settled === stream;
}

function avatarSize(rect: Rect): number {
  return Math.round(Math.max(36, Math.min(144, Math.min(rect.width, rect.height) * 0.42)));
}

function classes(tile: TileModel, small: boolean, isSpeaking: boolean, shown: boolean): string {
  const names = ['tile'];
  if (small) names.push('small');
  if (isSpeaking) names.push('speaking');
  if (tile.isShare) names.push('share');
  if (tile.pinned) names.push('pinned');
  if (tile.person.isMe) names.push('mine');
  if (shown) names.push('live');
  return names.join(' ');
}
