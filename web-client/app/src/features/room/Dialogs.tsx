import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { attempt, people } from '../../state/meeting.ts';
import { chooseName, name } from '../../state/preferences.ts';
import { leave, sdkRoom } from '../../state/session.ts';
import { toast } from '../../state/toasts.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DeviceFields } from '../prejoin/DeviceFields.tsx';
import { dialog } from './roomState.ts';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';

const close = () => {
  dialog.value = null;
};

/** Whatever asks a question in front of the room. */
export function Dialogs(): JSX.Element | null {
  const open = dialog.value;
  if (open === null) {
    return null;
  }
  if (typeof open === 'object') {
    return <RemoveDialog id={open.remove} />;
  }
  switch (open) {
    case 'leave':
      return <LeaveDialog />;
    case 'devices':
      return (
        <Dialog title={t('more.settingsTitle')} onClose={close}>
          <DeviceFields show={['microphone', 'camera', 'speaker']} />
          <div class="dialog-actions">
            <button type="button" class="button primary" onClick={close}>
              {t('more.done')}
            </button>
          </div>
        </Dialog>
      );
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'rename':
      return <RenameDialog />;
  }
}

function LeaveDialog(): JSX.Element {
  const endForAll = async () => {
    close();
    if (sdkRoom.value) {
      await attempt(sdkRoom.value.admin.end());
    }
  };
  return (
    <Dialog title={t('leave.title')} onClose={close}>
      <p>{t('leave.text')}</p>
      <div class="dialog-actions">
        <button type="button" class="button ghost" onClick={close}>
          {t('leave.cancel')}
        </button>
        <button type="button" class="button" onClick={() => void endForAll()}>
          {t('leave.all')}
        </button>
        <button
          type="button"
          class="button danger"
          autofocus
          onClick={() => {
            close();
            void leave();
          }}
        >
          {t('leave.self')}
        </button>
      </div>
    </Dialog>
  );
}

function RemoveDialog({ id }: { readonly id: string }): JSX.Element | null {
  const person = people.value.find((other) => other.id === id);
  if (!person) {
    return null;
  }
  const remove = async () => {
    close();
    if (sdkRoom.value && (await attempt(sdkRoom.value.admin.remove(id)))) {
      toast(t('host.removed', { name: person.name }));
    }
  };
  return (
    <Dialog title={t('host.removeTitle', { name: person.name })} onClose={close}>
      <p>{t('host.removeText', { name: person.name })}</p>
      <div class="dialog-actions">
        <button type="button" class="button ghost" onClick={close}>
          {t('app.back')}
        </button>
        <button type="button" class="button danger" onClick={() => void remove()}>
          {t('host.remove')}
        </button>
      </div>
    </Dialog>
  );
}

const newName = signal('');

function RenameDialog(): JSX.Element {
  const current = sdkRoom.value?.localParticipant.name ?? name.value;
  const save = async (event: Event) => {
    event.preventDefault();
    const wanted = newName.value.trim();
    close();
    if (wanted !== '' && sdkRoom.value && (await attempt(sdkRoom.value.localParticipant.rename(wanted)))) {
      chooseName(wanted);
    }
  };
  return (
    <Dialog title={t('people.rename')} onClose={close}>
      <form class="dialog-form" onSubmit={(event) => void save(event)}>
        <div class="field">
          <label for="rename-field">{t('pre.name')}</label>
          <input
            id="rename-field"
            class="input"
            autofocus
            defaultValue={current}
            maxLength={sdkRoom.value?.invitation?.limits.nameCharacters}
            autocomplete="name"
            onInput={(event) => {
              newName.value = event.currentTarget.value;
            }}
          />
        </div>
        <div class="dialog-actions">
          <button type="submit" class="button primary">
            {t('people.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
