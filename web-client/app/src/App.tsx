import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { EndScreen } from './features/end/EndScreen.tsx';
import { PrejoinScreen } from './features/prejoin/PrejoinScreen.tsx';
import { ReturningScreen } from './features/prejoin/ReturningScreen.tsx';
import { RoomScreen } from './features/room/RoomScreen.tsx';
import { StartScreen } from './features/start/StartScreen.tsx';
import { t } from './i18n/index.ts';
import { openStart, route } from './router.ts';
import { closeSession, openSession, phase } from './state/session.ts';
import { Lazy } from './ui/Lazy.tsx';
import { MessagePage } from './ui/MessagePage.tsx';
import { Toasts } from './ui/Toasts.tsx';

export function App(): JSX.Element {
  return (
    <>
      <a class="skip-link" href="#content">
        {t('app.skip')}
      </a>
      <Page />
      <Toasts />
    </>
  );
}

function Page(): JSX.Element {
  const { value } = route;
  switch (value.page) {
    case 'start':
      return <StartScreen />;
    case 'room':
      return <RoomPage key={value.room} room={value.room} />;
    case 'watch':
      return <Lazy key={`watch ${value.room}`} load={async () => (await import('./features/watch/WatchPage.tsx')).WatchPage} />;
    case 'notFound':
      return (
        <MessagePage icon="search" title={t('app.notFound')} text={t('app.notFoundText')}>
          <button type="button" class="button primary" onClick={openStart}>
            {t('app.toStart')}
          </button>
        </MessagePage>
      );
  }
}

function RoomPage({ room }: { readonly room: string }): JSX.Element {
  // Before anything is painted: whoever comes back after a reload shall not see the pre-join page.
  useLayoutEffect(() => {
    openSession(room);
    return closeSession;
  }, [room]);
  const { value } = phase;
  switch (value.is) {
    case 'prejoin':
    case 'joining':
      return <PrejoinScreen />;
    case 'returning':
      return <ReturningScreen />;
    case 'room':
      return <RoomScreen />;
    case 'ended':
      return <EndScreen reason={value.reason} />;
  }
}
