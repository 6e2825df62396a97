import type { JSX } from 'preact';
import { chooseLocale, LOCALES, locale, t } from '../../i18n/index.ts';
import { linkOf } from '../../router.ts';
import { devices } from '../../state/localMedia.ts';
import { me, people } from '../../state/meeting.ts';
import { seesConsole } from '../../state/program.ts';
import { roomName } from '../../state/session.ts';
import { showSelf } from '../../state/preferences.ts';
import { VIEW_MODES, viewMode } from '../../state/viewMode.ts';
import { Icon } from '../../ui/Icon.tsx';
import { MenuItem } from '../../ui/MenuItem.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { isSharing, startShare, stopShare, toggleFullscreen, toggleSelf } from './actions.ts';
import { copy } from './copy.ts';
import { dialog, panel, togglePanel } from './roomState.ts';

const VIEW_ICONS = { auto: 'auto', grid: 'grid', speaker: 'speaker' } as const;

/** What has no place of its own; on a narrow screen also what the toolbar left out. */
export function MoreMenu(): JSX.Element {
  return (
    <Popover
      kind="menu"
      className="tool"
      label={t('tb.more')}
      button={
        <>
          <span class="tool-face">
            <Icon name="more" size={22} />
          </span>
          <span class="tool-label">{t('tb.more')}</span>
        </>
      }
    >
      {(close) => {
        const then = (run: () => void) => () => {
          close();
          run();
        };
        return (
          <>
            <div class="narrowest-only">
              <MenuItem
                icon="people"
                label={t('tb.people')}
                end={String(people.value.length)}
                onSelect={then(() => togglePanel('people'))}
              />
              {seesConsole.value && (
                <MenuItem icon="live" label={t('tb.live')} onSelect={then(() => togglePanel('live'))} />
              )}
              {isSharing() ? (
                <MenuItem icon="stopShare" label={t('tb.stopShare')} onSelect={then(() => void stopShare())} />
              ) : (
                devices.value?.canShareScreen !== false &&
                me.value?.mayPublish.has('screen_share') !== false && (
                  <MenuItem icon="share" label={t('tb.share')} onSelect={then(() => void startShare('text', true))} />
                )
              )}
              <hr />
            </div>
            <div class="narrow-only">
              {VIEW_MODES.map((mode) => (
                <MenuItem
                  key={mode}
                  icon={VIEW_ICONS[mode]}
                  label={t(`view.${mode}`)}
                  checked={viewMode.value === mode}
                  onSelect={then(() => {
                    viewMode.value = mode;
                  })}
                />
              ))}
              <hr />
            </div>
            <MenuItem
              icon="settings"
              label={t('more.settings')}
              onSelect={then(() => {
                dialog.value = 'devices';
              })}
            />
            <MenuItem
              icon="edit"
              label={t('people.rename')}
              onSelect={then(() => {
                dialog.value = 'rename';
              })}
            />
            <MenuItem
              icon="link"
              label={t('more.copyLink')}
              onSelect={then(() => void copy(linkOf(roomName.value), 'link'))}
            />
            <hr />
            <CheckItem on={showSelf.on.value} label={t('more.selfView')} onSelect={then(toggleSelf)} />
            <MenuItem icon="expand" label={t('view.fullscreen')} end="F" onSelect={then(toggleFullscreen)} />
            <MenuItem
              icon="stats"
              label={t('stats.title')}
              end="N"
              onSelect={then(() => {
                panel.value = 'stats';
              })}
            />
            <MenuItem
              icon="keyboard"
              label={t('more.shortcuts')}
              end="?"
              onSelect={then(() => {
                dialog.value = 'shortcuts';
              })}
            />
            <hr />
            <h3 role="presentation">{t('app.language')}</h3>
            {LOCALES.map((choice) => (
              <MenuItem
                key={choice.locale}
                icon="globe"
                label={choice.label}
                checked={locale.value === choice.locale}
                onSelect={then(() => chooseLocale(choice.locale))}
              />
            ))}
          </>
        );
      }}
    </Popover>
  );
}

function CheckItem(props: {
  readonly on: boolean;
  readonly label: string;
  readonly onSelect: () => void;
}): JSX.Element {
  return (
    <button type="button" role="menuitemcheckbox" aria-checked={props.on} class="menu-item" onClick={props.onSelect}>
      <Icon name="self" />
      <span>{props.label}</span>
      {props.on && (
        <span class="end">
          <Icon name="check" size={16} />
        </span>
      )}
    </button>
  );
}
