import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { locale, t } from '../../i18n/index.ts';
import { linkOf } from '../../router.ts';
import { me, people, speaking } from '../../state/meeting.ts';
import type { Person } from '../../state/model.ts';
import { roomName } from '../../state/session.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { HostMenu } from './HostMenu.tsx';
import { copy } from './copy.ts';
import { PanelFrame } from './Panel.tsx';

const search = signal('');

/** From so many people on, looking is slower than typing. */
const SEARCH_FROM = 8;

export function PeoplePanel(): JSX.Element {
  const all = people.value;
  const searching = all.length >= SEARCH_FROM;
  const word = searching ? search.value.trim().toLocaleLowerCase(locale.value) : '';
  const found = all.filter((person) => person.name.toLocaleLowerCase(locale.value).includes(word));
  const hands = found.filter((person) => person.hand !== null).sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0));
  const others = found.filter((person) => person.hand === null).sort(byName);
  return (
    <PanelFrame title={t('people.title')}>
      {searching && (
        <div class="panel-search">
          <Icon name="search" size={18} />
          <input
            type="search"
            class="input"
            aria-label={t('people.search')}
            placeholder={t('people.search')}
            value={search.value}
            onInput={(event) => {
              search.value = event.currentTarget.value;
            }}
          />
        </div>
      )}
      <div class="people" role="group" aria-label={t('people.title')} tabIndex={0}>
        {hands.length > 0 && <Group title={t('people.hands', { n: hands.length })} of={hands} />}
        {others.length > 0 && <Group title={t('people.inMeeting', { n: others.length })} of={others} />}
        {found.length === 0 && <p class="empty">{t('people.none')}</p>}
      </div>
      <div class="panel-foot">
        <button type="button" class="button small wide" onClick={() => void copy(linkOf(roomName.value), 'link')}>
          <Icon name="link" size={18} />
          {t('more.copyLink')}
        </button>
      </div>
    </PanelFrame>
  );
}

function Group({ title, of }: { readonly title: string; readonly of: readonly Person[] }): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {of.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
    </section>
  );
}

function PersonRow({ person }: { readonly person: Person }): JSX.Element {
  const speaks = speaking.value.has(person.id) && person.microphone === 'on';
  const isAway = person.connection !== 'connected';
  const label = person.isMe
    ? t('tile.you', { name: person.name })
    : isAway
      ? t('tile.reconnecting', { name: person.name })
      : person.name;
  const microphone = { on: 'people.micOn', off: 'people.micOff', held: 'people.micHeld' } as const;
  return (
    <li class={isAway ? 'person away' : 'person'}>
      <Avatar name={person.name} />
      <span class="person-name">
        <span>{label}</span>
        {person.isHost && <small>{t('people.host')}</small>}
      </span>
      {person.hand !== null && (
        <span class="person-hand" title={t('tile.hand')}>
          <Icon name="hand" size={18} />
          <span class="visually-hidden">{t('tile.hand')}</span>
        </span>
      )}
      <span class={speaks ? 'person-state speaking' : 'person-state'} title={t(microphone[person.microphone])}>
        <Icon
          name={speaks ? 'wave' : person.microphone === 'on' ? 'mic' : person.microphone === 'held' ? 'lock' : 'micOff'}
          size={18}
        />
        <span class="visually-hidden">{speaks ? t('tile.speaking') : t(microphone[person.microphone])}</span>
      </span>
      <span class="person-state" title={t(person.camera ? 'people.camOn' : 'people.camOff')}>
        <Icon name={person.camera ? 'camera' : 'cameraOff'} size={18} />
        <span class="visually-hidden">{t(person.camera ? 'people.camOn' : 'people.camOff')}</span>
      </span>
      {me.value?.isHost && !person.isMe && <HostMenu person={person} />}
    </li>
  );
}

/** Oneself first, hosts next, then by name. */
function byName(a: Person, b: Person): number {
  return (
    Number(b.isMe) - Number(a.isMe) || Number(b.isHost) - Number(a.isHost) || a.name.localeCompare(b.name, locale.value)
  );
}
