import { signal } from '@preact/signals';
import { t } from '../../i18n/index.ts';
import { announce } from '../../state/toasts.ts';

export type Copied = 'link' | 'text' | 'watch' | null;

/** What was copied a moment ago. */
export const copied = signal<Copied>(null);
const COPIED_SHOWN_MS = 2_500;

export async function copy(text: string, what: Copied): Promise<void> {
  if (!(await toClipboard(text))) {
    return;
  }
  copied.value = what;
  announce(t('invite.copied'));
  setTimeout(() => {
    copied.value = null;
  }, COPIED_SHOWN_MS);
}

/** Over plain HTTP there is no clipboard interface; a selection can still be copied. */
async function toClipboard(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
