import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { type MessageKey, t } from '../../i18n/index.ts';
import { devices } from '../../state/localMedia.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { startShare } from './actions.ts';

const withSound = signal(true);

const CHOICES: readonly {
  readonly content: 'text' | 'motion';
  readonly icon: IconName;
  readonly label: MessageKey;
  readonly why: MessageKey;
}[] = [
  { content: 'text', icon: 'slides', label: 'share.text', why: 'share.textWhy' },
  { content: 'motion', icon: 'motion', label: 'share.motion', why: 'share.motionWhy' },
];

/** What is on the screen decides what may suffer when the network is tight: sharpness or movement. */
export function ShareChoice({ onDone }: { readonly onDone: () => void }): JSX.Element {
  if (devices.value?.canShareScreen === false) {
    return <p class="menu-body">{t('share.unsupported')}</p>;
  }
  return (
    <div class="menu-body share-choice">
      <h2>{t('share.title')}</h2>
      {CHOICES.map(({ content, icon, label, why }, i) => (
        <button
          key={content}
          type="button"
          class="choice"
          aria-describedby={`share-why-${content}`}
          data-autofocus={i === 0 ? '' : undefined}
          onClick={() => {
            onDone();
            void startShare(content, withSound.value);
          }}
        >
          <Icon name={icon} size={26} />
          <span>
            <strong>{t(label)}</strong>
            <small id={`share-why-${content}`} aria-hidden="true">
              {t(why)}
            </small>
          </span>
        </button>
      ))}
      <label class="check">
        <input
          type="checkbox"
          role="switch"
          checked={withSound.value}
          onChange={(event) => {
            withSound.value = event.currentTarget.checked;
          }}
        />
        <span>
          {t('share.sound')}
          <small>{t('share.soundWhy')}</small>
        </span>
      </label>
    </div>
  );
}
