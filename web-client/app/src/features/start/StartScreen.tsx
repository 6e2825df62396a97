import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type MessageKey, t } from '../../i18n/index.ts';
import { parseRoomInput, randomRoomName } from '../../roomName.ts';
import { openRoom } from '../../router.ts';
import { forgetRoom, recentRooms } from '../../state/recentRooms.ts';
import { setTitle } from '../../state/title.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { SiteFrame } from '../../ui/SiteFrame.tsx';

const typed = signal('');
const problem = signal<MessageKey | null>(null);

const EXPLANATIONS: readonly { readonly icon: IconName; readonly text: MessageKey }[] = [
  { icon: 'link', text: 'app.explain1' },
  { icon: 'wave', text: 'app.explain2' },
  { icon: 'shield', text: 'app.explain3' },
];

export function StartScreen(): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  setTitle(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    const room = parseRoomInput(typed.value, location.host);
    if (room.ok) {
      problem.value = null;
      openRoom(room.name);
      return;
    }
    problem.value = `room.${room.problem}`;
    field.current?.focus();
  };
  return (
    <SiteFrame>
      <main class="start" id="content" tabIndex={-1}>
        <section class="start-hero">
          <h1>{t('app.tagline')}</h1>
          <ul class="start-points">
            {EXPLANATIONS.map(({ icon, text }) => (
              <li key={text}>
                <Icon name={icon} size={22} />
                <span>{t(text)}</span>
              </li>
            ))}
          </ul>
        </section>
        <section class="card start-card">
          <button type="button" class="button primary wide" onClick={() => openRoom(randomRoomName())}>
            <Icon name="camera" />
            {t('app.start')}
          </button>
          <p class="divider">
            <span>{t('app.or')}</span>
          </p>
          <form onSubmit={submit} noValidate>
            <div class="field">
              <label for="room-field">{t('app.roomField')}</label>
              <div class="input-row">
                <input
                  ref={field}
                  id="room-field"
                  class="input"
                  name="room"
                  value={typed.value}
                  autocomplete="off"
                  autocapitalize="none"
                  spellcheck={false}
                  enterkeyhint="go"
                  aria-invalid={problem.value !== null}
                  aria-describedby="room-hint"
                  onInput={(event) => {
                    typed.value = event.currentTarget.value;
                    problem.value = null;
                  }}
                />
                <button type="submit" class="button">
                  {t('app.go')}
                </button>
              </div>
              <p id="room-hint" class={problem.value ? 'problem' : 'hint'} role={problem.value ? 'alert' : undefined}>
                {t(problem.value ?? 'app.roomHint')}
              </p>
            </div>
          </form>
          <RecentRooms />
        </section>
      </main>
    </SiteFrame>
  );
}

function RecentRooms(): JSX.Element | null {
  if (recentRooms.value.length === 0) {
    return null;
  }
  return (
    <section class="recents" aria-labelledby="recents-title">
      <h2 id="recents-title">{t('app.recent')}</h2>
      <ul>
        {recentRooms.value.map((room) => (
          <li key={room}>
            <button type="button" class="recent" onClick={() => openRoom(room)}>
              <Icon name="clock" size={18} />
              <span>{room}</span>
            </button>
            <button
              type="button"
              class="icon-button small"
              aria-label={t('app.forget', { room })}
              title={t('app.forget', { room })}
              onClick={() => forgetRoom(room)}
            >
              <Icon name="close" size={16} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
