import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Destination } from '../../../../sdk/src/index.ts';
import { t } from '../../i18n/index.ts';
import { program } from '../../state/program.ts';
import { announce } from '../../state/toasts.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useFocusOnShow } from '../../ui/useFocusOnShow.ts';
import { isSrt, platformOf } from './address.ts';
import { AddDestination } from './AddDestination.tsx';
import { produce, tryDestinationAgain } from './producer.ts';
import { destinationReason } from './reasons.ts';
import { destinationFacts, destinationWords } from './words.ts';

/** Whose key is being replaced, and who is about to be removed. */
const replacing = signal<string | null>(null);
const removing = signal<Destination | null>(null);

/** Where the program goes, and how it fares there. */
export function Destinations(): JSX.Element {
  const destinations = program.value?.destinations ?? [];
  useNews(destinations);
  return (
    <section class="destinations">
      <h3>{t('live.dest')}</h3>
      {destinations.length === 0 && (
        <p class="empty">
          <Icon name="live" size={28} />
          {t('live.noDest')}
        </p>
      )}
      <ul>
        {destinations.map((destination) => (
          <Row key={destination.id} destination={destination} />
        ))}
      </ul>
      <AddDestination first={destinations.length === 0} />
      {removing.value && <RemoveDialog destination={removing.value} />}
    </section>
  );
}

/** Tells a screen reader of each change of state, and not of the figures that change each second. */
function useNews(destinations: readonly Destination[]): void {
  const told = useRef(new Map<string, Destination['state']>());
  useEffect(() => {
    for (const destination of destinations) {
      const { id, name, state } = destination;
      const before = told.current.get(id);
      told.current.set(id, state);
      if (before !== undefined && before !== state) {
        announce(t('live.stateOf', { name, state: destinationWords(destination).text }));
      }
    }
  }, [destinations]);
}

function Row({ destination }: { readonly destination: Destination }): JSX.Element {
  const { id, name, url, enabled, state } = destination;
  const { mood, icon, text } = destinationWords(destination);
  const facts = destinationFacts(destination);
  const platform = platformOf(url);
  const reason = destinationReason(destination);
  return (
    <li class={`destination mood-${mood}`}>
      <div class="destination-head">
        <strong>{name}</strong>
        {platform !== null && platform !== name && <small>{platform}</small>}
        <label class="check">
          <input
            type="checkbox"
            aria-label={t('live.sendTo', { name })}
            checked={enabled}
            disabled={destination.reason === 'other_secret'}
            onChange={(event) => {
              const wanted = event.currentTarget.checked;
              void produce('destination', (desk) => desk.changeDestination(id, { enabled: wanted }));
            }}
          />
        </label>
      </div>
      <p class="destination-state">
        {state === 'connecting' ? <span class="spinner" /> : <Icon name={icon} size={18} />}
        <span>{text}</span>
      </p>
      {facts.length > 0 && <p class="destination-facts">{facts.join(' · ')}</p>}
      {reason !== '' && <p class="destination-words">{reason}</p>}
      {url !== '' && (
        <p class="destination-address">
          {url}
          {destination.key !== '' && <span> {destination.key}</span>}
        </p>
      )}
      {state === 'sending' && <p class="hint">{t('live.seenHint')}</p>}
      {destination.reason === 'other_secret' ? null : replacing.value === id ? <KeyForm destination={destination} /> : <Actions destination={destination} />}
    </li>
  );
}

function Actions({ destination }: { readonly destination: Destination }): JSX.Element {
  const { id, state } = destination;
  const confirm = () => void produce('destination', (desk) => desk.changeDestination(id, { confirmed: true }));
  return (
    <div class="destination-actions">
      {state === 'sending' && (
        <button type="button" class="button small primary" onClick={confirm}>
          <Icon name="eye" size={18} />
          {t('live.seen')}
        </button>
      )}
      {(state === 'failed' || state === 'stalled' || (state === 'stopped' && program.value?.live)) && (
        <button type="button" class="button small primary" onClick={() => void tryDestinationAgain(id)}>
          {t('app.retry')}
        </button>
      )}
      <button
        type="button"
        class={state === 'rejected' ? 'button small primary' : 'button small'}
        onClick={() => {
          replacing.value = id;
        }}
      >
        <Icon name="key" size={18} />
        {t('live.replaceKey')}
      </button>
      <button
        type="button"
        class="button small ghost"
        onClick={() => {
          removing.value = destination;
        }}
      >
        <Icon name="trash" size={18} />
        {t('live.remove')}
      </button>
    </div>
  );
}

/** A key goes in and never comes out. */
function KeyForm({ destination }: { readonly destination: Destination }): JSX.Element {
  const id = useId();
  const field = useFocusOnShow<HTMLInputElement>();
  const close = () => {
    replacing.value = null;
  };
  const save = async (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get('key')).trim();
    if (key !== '' && (await produce('destination', (desk) => desk.changeDestination(destination.id, { key })))) {
      close();
    }
  };
  return (
    <form class="field" onSubmit={(event) => void save(event)}>
      <label for={id}>{t(isSrt(destination.url) ? 'live.newStreamId' : 'live.newKey')}</label>
      <input id={id} name="key" class="input" type="password" autocomplete="off" ref={field} required aria-describedby={`${id}-hint`} />
      <p class="hint" id={`${id}-hint`}>
        {t('live.keyHidden')}
      </p>
      <div class="destination-actions">
        <button type="submit" class="button small primary">
          {t('live.save')}
        </button>
        <button type="button" class="button small ghost" onClick={close}>
          {t('live.cancel')}
        </button>
      </div>
    </form>
  );
}

function RemoveDialog({ destination: { id, name } }: { readonly destination: Destination }): JSX.Element {
  const close = () => {
    removing.value = null;
  };
  return (
    <Dialog title={t('live.removeTitle', { name })} onClose={close}>
      <p>{t('live.removeText', { name })}</p>
      <div class="dialog-actions">
        <button type="button" class="button ghost" onClick={close}>
          {t('live.cancel')}
        </button>
        <button
          type="button"
          class="button danger"
          autofocus
          onClick={() => {
            close();
            void produce('destination', (desk) => desk.removeDestination(id));
          }}
        >
          {t('live.remove')}
        </button>
      </div>
    </Dialog>
  );
}
