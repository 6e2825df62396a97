import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { shortcutsOn } from '../../state/preferences.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { SHORTCUTS } from './shortcuts.ts';

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog title={t('keys.title')} onClose={onClose} wide>
      <label class="check">
        <input
          type="checkbox"
          role="switch"
          checked={shortcutsOn.on.value}
          onChange={(event) => shortcutsOn.choose(event.currentTarget.checked)}
        />
        <span>{t('more.shortcutsOn')}</span>
      </label>
      <dl class="keys">
        {SHORTCUTS.map(({ keys, label }) => (
          <div key={label}>
            <dt>
              {keys.map((key, i) => (
                <>
                  {i > 0 && (label === 'keys.pin' ? ' – ' : ' ')}
                  <kbd class="kbd">{key === 'keys.space' ? t('keys.space') : key}</kbd>
                </>
              ))}
            </dt>
            <dd>{t(label)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
