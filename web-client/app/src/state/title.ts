import { t } from '../i18n/index.ts';

/** Names the page in the tab: the room first, since tabs are short. */
export function setTitle(room: string | null, unread = 0): void {
  const name = room === null ? `${t('app.name')} · ${t('app.tagline')}` : `${room} · ${t('app.name')}`;
  document.title = unread > 0 ? `(${unread}) ${name}` : name;
}
