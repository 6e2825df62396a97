import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { durationText } from '../../duration.ts';
import { type MessageKey, t } from '../../i18n/index.ts';
import { people, startedAt } from '../../state/meeting.ts';
import { roomName } from '../../state/session.ts';
import { type ViewMode, viewMode } from '../../state/viewMode.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { Logo } from '../../ui/Logo.tsx';
import { Lamps } from './Lamps.tsx';
import { NetworkBadge } from './NetworkBadge.tsx';

const VIEWS: readonly { readonly mode: ViewMode; readonly icon: IconName; readonly label: MessageKey }[] = [
  { mode: 'auto', icon: 'auto', label: 'view.auto' },
  { mode: 'grid', icon: 'grid', label: 'view.grid' },
  { mode: 'speaker', icon: 'speaker', label: 'view.speaker' },
];

export function RoomHeader(): JSX.Element {
  return (
    <header class="room-head">
      <div class="room-title">
        <Logo size={24} />
        <h1>{roomName.value}</h1>
        <Timer />
      </div>
      <ViewSwitch />
      <div class="room-facts">
        <Lamps />
        <NetworkBadge />
        <span class="head-count" title={t('people.count', { n: people.value.length })}>
          <Icon name="people" size={18} />
          <span aria-hidden="true">{people.value.length}</span>
          <span class="visually-hidden">{t('people.count', { n: people.value.length })}</span>
        </span>
      </div>
    </header>
  );
}

function ViewSwitch(): JSX.Element {
  return (
    <fieldset class="segmented view-switch">
      <legend class="visually-hidden">{t('view.label')}</legend>
      {VIEWS.map(({ mode, icon, label }) => (
        <label key={mode}>
          <input
            type="radio"
            name="view"
            checked={viewMode.value === mode}
            onChange={() => {
              viewMode.value = mode;
            }}
          />
          <span>
            <Icon name={icon} size={16} />
            {t(label)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

const now = signal(0);

function Timer(): JSX.Element {
  useEffect(() => {
    const read = () => {
      now.value = Date.now();
    };
    read();
    const timer = setInterval(read, 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="timer" role="timer">
      {durationText(now.value - startedAt.value)}
    </span>
  );
}
