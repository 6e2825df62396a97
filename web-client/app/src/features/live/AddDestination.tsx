import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { sdkRoom } from '../../state/session.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useFocusOnShow } from '../../ui/useFocusOnShow.ts';
import { hostOf, isAddress, isSrt, platformOf, splitAddress } from './address.ts';
import { explain } from './producer.ts';
import { refusalReason } from './reasons.ts';

const MOST_NAME_CHARACTERS = 60;

const open = signal(false);
const url = signal('');
const name = signal('');
const refusal = signal<string | null>(null);
const busy = signal(false);

/** The button, and the form that it opens. The key stands in no signal: it leaves with the form. */
export function AddDestination({ first }: { readonly first: boolean }): JSX.Element {
  if (open.value) {
    return <Form />;
  }
  return (
    <button
      type="button"
      class={first ? 'button primary wide' : 'button wide'}
      onClick={() => {
        open.value = true;
      }}
    >
      <Icon name="plus" size={18} />
      {t('live.add')}
    </button>
  );
}

function close(): void {
  open.value = false;
  url.value = '';
  name.value = '';
  refusal.value = null;
}

function Form(): JSX.Element {
  const id = useId();
  const field = useFocusOnShow<HTMLInputElement>();
  const key = useRef<HTMLInputElement>(null);
  const guess = platformOf(url.value) ?? hostOf(url.value);
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const room = sdkRoom.value;
    if (!room || busy.value) {
      return;
    }
    if (!isAddress(url.value)) {
      refusal.value = t('live.addressMissing');
      return;
    }
    busy.value = true;
    refusal.value = null;
    try {
      const called = (name.value.trim() || guess).slice(0, MOST_NAME_CHARACTERS);
      await room.program.addDestination({ name: called, ...splitAddress(url.value, key.current?.value ?? '') });
      close();
    } catch (error) {
      const refused = explain(error);
      const words = refusalReason(refused);
      refusal.value = t(refused.code === 'bad_destination' ? 'live.badAddress' : 'live.other', { words });
    } finally {
      busy.value = false;
    }
  };
  return (
    <form class="destination add" aria-label={t('live.add')} noValidate onSubmit={(event) => void add(event)}>
      <div class="field">
        <label for={`${id}-url`}>{t('live.server')}</label>
        <input
          id={`${id}-url`}
          class="input"
          inputMode="url"
          autocomplete="off"
          ref={field}
          spellcheck={false}
          placeholder="rtmp://"
          value={url.value}
          aria-invalid={refusal.value !== null}
          aria-describedby={`${id}-hint ${id}-problem`}
          onInput={(event) => {
            url.value = event.currentTarget.value;
          }}
        />
        <p class="hint" id={`${id}-hint`}>
          {t(isSrt(url.value) ? 'live.srtHint' : 'live.serverHint')}
        </p>
        <p class="problem" id={`${id}-problem`} role="alert">
          {refusal.value}
        </p>
      </div>
      <div class="field">
        <label for={`${id}-key`}>{t(isSrt(url.value) ? 'live.streamId' : 'live.key')}</label>
        <input ref={key} id={`${id}-key`} class="input" type="password" autocomplete="off" />
      </div>
      <div class="field">
        <label for={`${id}-name`}>{t('live.destName')}</label>
        <input
          id={`${id}-name`}
          class="input"
          autocomplete="off"
          maxLength={MOST_NAME_CHARACTERS}
          placeholder={guess}
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
      </div>
      <div class="destination-actions">
        <button type="submit" class="button primary" aria-busy={busy.value || undefined}>
          {busy.value && <span class="spinner" />}
          {t('live.add')}
        </button>
        <button type="button" class="button ghost" onClick={close}>
          {t('live.cancel')}
        </button>
      </div>
    </form>
  );
}
