import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { sdkRoom } from '../../state/session.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useFocusOnShow } from '../../ui/useFocusOnShow.ts';
import { explain, type Refused } from './producer.ts';

const refusal = signal<Refused | null>(null);
const busy = signal(false);

/** A server without invitations knows its administrator by a token; asked once, kept nowhere. */
export function ClaimForm(): JSX.Element {
  const id = useId();
  const field = useFocusOnShow<HTMLInputElement>();
  const claim = async (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token')).trim();
    if (token === '' || busy.value || !sdkRoom.value) {
      return;
    }
    busy.value = true;
    refusal.value = null;
    try {
      await sdkRoom.value.program.claim(token);
    } catch (error) {
      refusal.value = explain(error);
    } finally {
      busy.value = false;
    }
  };
  const wrong = refusal.value;
  return (
    <form class="live-claim" onSubmit={(event) => void claim(event)}>
      <h3>{t('live.claimTitle')}</h3>
      <p>{t('live.claimText')}</p>
      <div class="field">
        <label for={id}>{t('live.claimField')}</label>
        <input
          id={id}
          name="token"
          class="input"
          type="password"
          autocomplete="off"
          ref={field}
          required
          aria-invalid={wrong !== null}
          aria-describedby={`${id}-problem`}
        />
        <p id={`${id}-problem`} class="problem" role="alert">
          {wrong && refusalText(wrong)}
        </p>
      </div>
      <button type="submit" class="button primary" aria-busy={busy.value || undefined}>
        {busy.value ? <span class="spinner" /> : <Icon name="key" size={18} />}
        {t('live.claim')}
      </button>
    </form>
  );
}

function refusalText({ code, words }: Refused): string {
  switch (code) {
    case 'not_allowed':
    case 'token_invalid':
      return t('live.claimWrong');
    case 'too_fast':
      return t('live.claimTooOften');
    default:
      return t('live.other', { words });
  }
}
