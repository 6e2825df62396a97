import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { attempt } from '../../state/meeting.ts';
import type { Person } from '../../state/model.ts';
import { sdkRoom } from '../../state/session.ts';
import { toast } from '../../state/toasts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { MenuItem } from '../../ui/MenuItem.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { dialog } from './roomState.ts';

/** What a host may do with one person. Each can be undone, or asks first. */
export function HostMenu({ person }: { readonly person: Person }): JSX.Element {
  return (
    <Popover
      kind="menu"
      className="icon-button small"
      label={t('people.actions', { name: person.name })}
      button={<Icon name="more" size={18} />}
    >
      {(close) => {
        const then = (run: () => void) => () => {
          close();
          run();
        };
        return (
          <>
            {person.microphone === 'on' && (
              <MenuItem icon="micOff" label={t('host.mute')} onSelect={then(() => void mute(person, false))} />
            )}
            {person.microphone !== 'held' && (
              <MenuItem icon="lock" label={t('host.muteHold')} onSelect={then(() => void mute(person, true))} />
            )}
            {person.microphone !== 'on' && (
              <MenuItem icon="mic" label={t('host.allow')} onSelect={then(() => void allow(person))} />
            )}
            {person.camera && (
              <MenuItem
                icon="cameraOff"
                label={t('host.stopVideo')}
                onSelect={then(() => void attemptMute(person, 'camera', false))}
              />
            )}
            {person.sharing && (
              <MenuItem
                icon="stopShare"
                label={t('host.stopShare')}
                onSelect={then(() => void attemptMute(person, 'screen_share', false))}
              />
            )}
            <hr />
            <MenuItem
              icon="remove"
              danger
              label={t('host.remove')}
              onSelect={then(() => {
                dialog.value = { remove: person.id };
              })}
            />
          </>
        );
      }}
    </Popover>
  );
}

async function mute(person: Person, hold: boolean): Promise<void> {
  if (!(await attemptMute(person, 'microphone', hold))) {
    return;
  }
  if (hold) {
    toast(t('host.held', { name: person.name }), {
      actions: [{ label: t('app.undo'), run: () => void allow(person) }],
    });
    return;
  }
  toast(t('host.muted', { name: person.name }));
}

async function allow(person: Person): Promise<void> {
  const room = sdkRoom.value;
  if (room && (await attempt(room.admin.askToUnmute(person.id, 'microphone')))) {
    toast(t('host.allowed', { name: person.name }), {
      actions: [{ label: t('app.undo'), run: () => void attemptMute(person, 'microphone', true) }],
    });
  }
}

async function attemptMute(
  person: Person,
  source: 'microphone' | 'camera' | 'screen_share',
  hold: boolean,
): Promise<boolean> {
  const room = sdkRoom.value;
  return room !== null && (await attempt(room.admin.mute(person.id, source, hold)));
}
