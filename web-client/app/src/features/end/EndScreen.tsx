import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { openStart } from '../../router.ts';
import type { EndReason } from '../../state/model.ts';
import { rejoin, roomName } from '../../state/session.ts';
import { setTitle } from '../../state/title.ts';
import type { IconName } from '../../ui/Icon.tsx';
import { MessagePage } from '../../ui/MessagePage.tsx';

const ICONS: Readonly<Record<EndReason, IconName>> = {
  left: 'leave',
  removed: 'remove',
  ended: 'check',
  replaced: 'share',
  shutdown: 'clock',
  expired: 'clock',
  lost: 'warning',
};

/** After the meeting: why it is over, and the way back. */
export function EndScreen({ reason }: { readonly reason: EndReason }): JSX.Element {
  setTitle(roomName.value);
  return (
    <MessagePage icon={ICONS[reason]} title={t(`end.${reason}`)} text={t(`end.${reason}Text`)}>
      {reason !== 'expired' && (
        <button type="button" class="button primary" onClick={() => void rejoin()}>
          {t('end.rejoin')}
        </button>
      )}
      <button type="button" class="button ghost" onClick={openStart}>
        {t('end.startNew')}
      </button>
    </MessagePage>
  );
}
