import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { roomName } from '../../state/session.ts';
import { setTitle } from '../../state/title.ts';
import { SiteFrame } from '../../ui/SiteFrame.tsx';

/** For the moment between a reload and the room. */
export function ReturningScreen(): JSX.Element {
  setTitle(roomName.value);
  return (
    <SiteFrame>
      <main class="message-page" id="content" tabIndex={-1}>
        <div class="card">
          <span class="message-icon">
            <span class="spinner" />
          </span>
          <h1>{roomName.value}</h1>
          <p role="status">{t('net.reconnecting')}</p>
        </div>
      </main>
    </SiteFrame>
  );
}
