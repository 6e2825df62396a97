import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { autoplayBlocked, startAllMedia } from '../../state/audioOutput.ts';
import { microphone, talkingWhileMuted } from '../../state/localMedia.ts';
import { connection, serverClosing, unread } from '../../state/meeting.ts';
import { onAir } from '../../state/program.ts';
import { roomName } from '../../state/session.ts';
import { route } from '../../router.ts';
import { setTitle } from '../../state/title.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Lazy } from '../../ui/Lazy.tsx';
import { useFocusOnShow } from '../../ui/useFocusOnShow.ts';
import { DeviceNotices } from '../prejoin/DeviceNotices.tsx';
import { ChatPanel } from './ChatPanel.tsx';
import { Dialogs } from './Dialogs.tsx';
import { PanelFrame } from './Panel.tsx';
import { PeoplePanel } from './PeoplePanel.tsx';
import { RemoteAudio } from './RemoteAudio.tsx';
import { RoomHeader } from './RoomHeader.tsx';
import { panel, resetRoomState } from './roomState.ts';
import { canHoldToTalk, listenForShortcuts } from './shortcuts.ts';
import { Stage } from './Stage.tsx';
import { StatsPanel } from './StatsPanel.tsx';
import { Toolbar, TOOLBAR_ID } from './Toolbar.tsx';
import { keepAwake } from './wakeLock.ts';

export function RoomScreen(): JSX.Element {
  const main = useFocusOnShow<HTMLElement>();
  setTitle(roomName.value, unread.value);
  const large = route.value.page === 'room' && route.value.live;
  useEffect(() => {
    if (large) {
      panel.value = 'live';
    }
    const stops = [
      listenForShortcuts(() => document.getElementById(TOOLBAR_ID)?.querySelector('button')?.focus()),
      keepAwake(),
    ];
    return () => {
      stops.forEach((stop) => stop());
      resetRoomState();
    };
  }, []);
  return (
    <div class={roomClass(large)}>
      <div class="air-bar" role="status">
        {onAir.value && <span>{t('live.youAreLive')}</span>}
      </div>
      <RoomHeader />
      <Banners />
      <div class="room-body">
        <main
          ref={main}
          tabIndex={-1}
          id="content"
          class={connection.value === 'mediaLost' ? 'room-main frozen' : 'room-main'}
          aria-label={roomName.value}
        >
          <Stage />
        </main>
        {panel.value === 'chat' && <ChatPanel />}
        {panel.value === 'people' && <PeoplePanel />}
        {panel.value === 'stats' && <StatsPanel />}
        {panel.value === 'live' && <LivePanel />}
      </div>
      <Toolbar />
      <RemoteAudio />
      <Dialogs />
    </div>
  );
}

function roomClass(large: boolean): string {
  const names = ['room'];
  if (onAir.value) names.push('on-air');
  if (panel.value !== null) names.push('with-panel');
  if (panel.value === 'live') names.push(large ? 'with-console large' : 'with-console');
  return names.join(' ');
}

function LivePanel(): JSX.Element {
  return (
    <PanelFrame title={t('live.panel')}>
      <Lazy load={async () => (await import('../live/Console.tsx')).Console} />
    </PanelFrame>
  );
}

function Banners(): JSX.Element {
  return (
    <div class="banners">
      <div role="status">
        {connection.value === 'mediaLost' && (
          <div class="notice reconnecting">
            <span class="spinner" />
            <span>
              <strong>{t('net.reconnecting')}</strong> {t('net.reconnectingText')}
            </span>
          </div>
        )}
        {serverClosing.value && (
          <div class="notice quiet">
            <Icon name="clock" size={18} />
            <span>{t('net.closing')}</span>
          </div>
        )}
        {talkingWhileMuted.value && !microphone.value.held && !microphone.value.pending && (
          <div class="notice quiet">
            <Icon name="micOff" size={18} />
            <span>{t(canHoldToTalk() ? 'dev.talkingMuted' : 'dev.talkingMutedTap')}</span>
          </div>
        )}
      </div>
      {autoplayBlocked.value && (
        <button type="button" class="button primary" onClick={startAllMedia}>
          <Icon name="volume" />
          {t('dev.autoplay')}
        </button>
      )}
      <DeviceNotices />
    </div>
  );
}
