import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { type MessageKey, t } from '../../i18n/index.ts';
import { camera, devices, type LocalSource, microphone, silent } from '../../state/localMedia.ts';
import { attempt } from '../../state/meeting.ts';
import { sdkRoom } from '../../state/session.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { type DeviceText, deviceText } from './deviceTexts.ts';

const help = signal<MessageKey | null>(null);

/** Put away by the person; a new problem shows again. */
const hidden = signal<ReadonlySet<unknown>>(new Set());

/** What is wrong with a device, with a button that helps. Nothing here blocks joining or listening. */
export function DeviceNotices(): JSX.Element {
  const insecure = devices.value?.available === false;
  return (
    <>
      {insecure ? (
        <Notice of="insecure" says={{ text: 'dev.insecure', help: 'dev.helpInsecure' }} />
      ) : (
        <>
          <SourceNotice
            of={microphone.value}
            retry={() => sdkRoom.value?.localParticipant.setMicrophoneEnabled(true)}
          />
          <SourceNotice of={camera.value} retry={() => sdkRoom.value?.localParticipant.setCameraEnabled(true)} />
          {silent.value && microphone.value.on && (
            <Notice of="silent" says={{ text: 'dev.silent', help: 'dev.helpSilent' }} />
          )}
        </>
      )}
      {help.value !== null && (
        <Dialog
          title={t('dev.helpTitle')}
          onClose={() => {
            help.value = null;
          }}
        >
          <p>{t(help.value)}</p>
          <div class="dialog-actions">
            <button
              type="button"
              class="button primary"
              onClick={() => {
                help.value = null;
              }}
            >
              {t('more.done')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function SourceNotice({
  of,
  retry,
}: {
  readonly of: LocalSource;
  readonly retry: () => Promise<void> | undefined;
}): JSX.Element | null {
  const says = of.problem ? deviceText(of.problem) : null;
  if (!says || of.on) {
    return null;
  }
  return <Notice of={of.problem} says={says} retry={() => void attempt(retry() ?? Promise.resolve())} />;
}

interface NoticeProps {
  readonly of: unknown;
  readonly says: DeviceText;
  readonly retry?: () => void;
}

function Notice({ of, says, retry }: NoticeProps): JSX.Element | null {
  if (hidden.value.has(of)) {
    return null;
  }
  return (
    <div class="notice" role="status">
      <Icon name="warning" size={18} />
      <span>{t(says.text)}</span>
      <span class="notice-actions">
        {retry && (
          <button type="button" class="button small" onClick={retry}>
            {t('app.retry')}
          </button>
        )}
        <button
          type="button"
          class="button small"
          onClick={() => {
            help.value = says.help;
          }}
        >
          {t('app.help')}
        </button>
        <button
          type="button"
          class="icon-button small"
          aria-label={t('app.close')}
          onClick={() => {
            hidden.value = new Set([...hidden.value, of]);
          }}
        >
          <Icon name="close" size={16} />
        </button>
      </span>
    </div>
  );
}
