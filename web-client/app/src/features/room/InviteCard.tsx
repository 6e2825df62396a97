import type { JSX } from 'preact';
import { LOCALES, locale, t, translate } from '../../i18n/index.ts';
import { linkOf } from '../../router.ts';
import { me } from '../../state/meeting.ts';
import { roomName } from '../../state/session.ts';
import { Icon } from '../../ui/Icon.tsx';
import { copied, copy } from './copy.ts';

/** What one sees alone in a room: how to bring others in. */
export function InviteCard({ beside }: { readonly beside: boolean }): JSX.Element {
  const link = linkOf(roomName.value);
  return (
    <section class={beside ? 'invite beside' : 'invite'} aria-labelledby="invite-title">
      <h2 id="invite-title">{t('invite.title')}</h2>
      <p>{t('invite.text')}</p>
      <input
        class="input"
        readOnly
        value={link}
        aria-label={t('invite.link')}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class="invite-actions">
        <button type="button" class="button primary small" onClick={() => void copy(link, 'link')}>
          <Icon name={copied.value === 'link' ? 'check' : 'link'} size={18} />
          {t(copied.value === 'link' ? 'invite.copied' : 'invite.copyLink')}
        </button>
        <button type="button" class="button small" onClick={() => void copy(invitationText(), 'text')}>
          <Icon name={copied.value === 'text' ? 'check' : 'copy'} size={18} />
          {t(copied.value === 'text' ? 'invite.copied' : 'invite.copyText')}
        </button>
      </div>
    </section>
  );
}

/** In both languages, one's own first: who gets it may read the other. */
export function invitationText(): string {
  const values = { name: me.value?.name ?? '', room: roomName.value, link: linkOf(roomName.value) };
  const order = [locale.value, ...LOCALES.map((choice) => choice.locale).filter((other) => other !== locale.value)];
  return order.map((language) => translate(language, 'invite.body', values)).join('\n\n');
}
