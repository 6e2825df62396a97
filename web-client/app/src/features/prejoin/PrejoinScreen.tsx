import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { cameraWanted, microphoneWanted, name } from '../../state/preferences.ts';
import {
  inside,
  join,
  joinProblem,
  moveHere,
  phase,
  reachNow,
  returnProblem,
  roomName,
  serverReach,
} from '../../state/session.ts';
import { setTitle } from '../../state/title.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { SiteFrame } from '../../ui/SiteFrame.tsx';
import { DeviceFields } from './DeviceFields.tsx';
import { DeviceNotices } from './DeviceNotices.tsx';
import { joinProblemText } from './joinProblems.ts';
import { forgetAsking, openAllowedDevices } from './permission.ts';
import { PreviewCard } from './PreviewCard.tsx';

const nameMissing = signal(false);

/** More names would not fit the line. */
const NAMES_SHOWN = 3;

export function PrejoinScreen(): JSX.Element {
  const nameField = useRef<HTMLInputElement>(null);
  const joinButton = useRef<HTMLButtonElement>(null);
  const joining = phase.value.is === 'joining';
  setTitle(roomName.value);
  useEffect(() => {
    nameMissing.value = false;
    forgetAsking();
    (name.peek().trim() === '' ? nameField : joinButton).current?.focus();
    return openAllowedDevices();
  }, []);
  const enter = (microphone: boolean, camera: boolean) => {
    if (joining) {
      return;
    }
    if (name.value.trim() === '') {
      nameMissing.value = true;
      nameField.current?.focus();
      return;
    }
    void join({ microphone, camera });
  };
  return (
    <SiteFrame>
      <main class="prejoin" id="content" tabIndex={-1}>
        <div class="prejoin-left">
          <PreviewCard />
          <DeviceNotices />
          <details class="prejoin-devices">
            <summary>
              <Icon name="settings" size={18} />
              {t('pre.settings')}
              <Icon name="chevronDown" size={16} />
            </summary>
            <DeviceFields show={['microphone', 'camera', 'speaker']} />
          </details>
        </div>
        <form
          class="prejoin-right"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            enter(microphoneWanted.on.value, cameraWanted.on.value);
          }}
        >
          <div class="prejoin-title">
            <p class="hint">{t('pre.title')}</p>
            <h1>{roomName.value}</h1>
            {(serverReach.value === 'reached' ? inside.value !== null : serverReach.value === 'reaching') && (
              <p class="inside">
                <Icon name="people" size={18} />
                <span>{insideText()}</span>
              </p>
            )}
          </div>
          {returnProblem.value !== null && joinProblem.value === null && <NotBack why={returnProblem.value} />}
          <Problem />
          <div class="field">
            <label for="name-field">{t('pre.name')}</label>
            <input
              ref={nameField}
              id="name-field"
              class="input"
              name="name"
              autocomplete="name"
              maxLength={60}
              value={name.value}
              aria-invalid={nameMissing.value}
              aria-describedby={nameMissing.value ? 'name-problem' : undefined}
              onInput={(event) => {
                name.value = event.currentTarget.value;
                nameMissing.value = false;
              }}
            />
            {nameMissing.value && (
              <p id="name-problem" class="problem" role="alert">
                {t('pre.nameMissing')}
              </p>
            )}
          </div>
          <div class="prejoin-actions">
            <button ref={joinButton} type="submit" class="button primary wide" aria-disabled={joining || undefined}>
              {joining && <span class="spinner" />}
              {t(joining ? 'pre.joining' : 'app.join')}
            </button>
            <button
              type="button"
              class="button ghost wide"
              aria-disabled={joining || undefined}
              onClick={() => enter(false, false)}
            >
              {t('pre.joinQuiet')}
            </button>
          </div>
          <ServerLine />
        </form>
      </main>
    </SiteFrame>
  );
}

function insideText(): string {
  const people = inside.value;
  if (!people) {
    return '…';
  }
  if (people.names.length === 0 || people.count === 0) {
    return t('pre.inside', { n: people.count });
  }
  const shown = people.names.slice(0, NAMES_SHOWN);
  const listed = shown.join(t('app.comma'));
  const more = people.count - shown.length;
  return t('pre.insideNames', {
    n: people.count,
    names: more > 0 ? t('pre.insideMore', { names: listed, more }) : listed,
  });
}

function ServerLine(): JSX.Element {
  const reach = serverReach.value;
  const text = { reaching: 'pre.connecting', reached: 'pre.connected', unreachable: 'err.server' } as const;
  return (
    <p class={`server-line ${reach}`} role="status">
      {reach === 'reaching' ? (
        <span class="spinner" />
      ) : (
        <Icon name={reach === 'reached' ? 'check' : 'warning'} size={18} />
      )}
      <span>{t(text[reach])}</span>
    </p>
  );
}

/** One is in the meeting already, elsewhere. */
function MoveQuestion(): JSX.Element {
  const stay = () => {
    joinProblem.value = null;
  };
  return (
    <Dialog title={t('move.title')} onClose={stay}>
      <p>{t('move.text')}</p>
      <div class="dialog-actions">
        <button type="button" class="button ghost" onClick={stay}>
          {t('move.cancel')}
        </button>
        <button type="button" class="button primary" autofocus onClick={() => void moveHere()}>
          {t('move.here')}
        </button>
      </div>
    </Dialog>
  );
}

/** The page was reloaded in the meeting, and the way back was closed. */
function NotBack({ why }: { readonly why: 'gone' | 'failed' }): JSX.Element {
  return (
    <div class="notice" role="alert">
      <Icon name="warning" size={20} />
      <span>
        <strong>{t(`back.${why}`)}</strong>
        <br />
        {t(`back.${why}Text`)}
      </span>
    </div>
  );
}

function Problem(): JSX.Element | null {
  const code = joinProblem.value;
  if (code === null) {
    return null;
  }
  if (code === 'identity_in_use') {
    return <MoveQuestion />;
  }
  const { title, text } = joinProblemText(code);
  return (
    <div class="notice bad" role="alert">
      <Icon name="warning" size={20} />
      <span>
        <strong>{t(title)}</strong>
        <br />
        {t(text, { code })}
      </span>
      <button type="button" class="button small" onClick={reachNow}>
        {t('app.retry')}
      </button>
    </div>
  );
}
