import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { announcement, dropToast, toasts } from '../state/toasts.ts';
import { Icon } from './Icon.tsx';

/** Short news in a corner, and beside them the words meant for screen readers alone. */
export function Toasts(): JSX.Element {
  return (
    <>
      <div class="toasts" role="status">
        {toasts.value.map(({ id, text, actions }) => (
          <div key={id} class="toast">
            <span>{text}</span>
            {actions.map((action) => (
              <button
                key={action.label}
                type="button"
                class="button small"
                onClick={() => {
                  dropToast(id);
                  action.run();
                }}
              >
                {action.label}
              </button>
            ))}
            {actions.length < 2 && (
              <button type="button" class="icon-button small" aria-label={t('app.close')} onClick={() => dropToast(id)}>
                <Icon name="close" size={16} />
              </button>
            )}
          </div>
        ))}
      </div>
      <p class="visually-hidden" role="status">
        {announcement.value}
      </p>
    </>
  );
}
