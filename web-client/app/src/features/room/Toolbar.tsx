import type { ComponentChildren, JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { camera, devices, microphone, silent } from '../../state/localMedia.ts';
import { me, unread } from '../../state/meeting.ts';
import { seesConsole } from '../../state/program.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { DeviceFields } from '../prejoin/DeviceFields.tsx';
import { askToLeave, isSharing, stopShare, toggleCamera, toggleHand, toggleMicrophone } from './actions.ts';
import { MoreMenu } from './MoreMenu.tsx';
import { panel, togglePanel } from './roomState.ts';
import { ShareChoice } from './ShareChoice.tsx';

/** The toolbar's focus is reachable by F2. */
export const TOOLBAR_ID = 'toolbar';

export function Toolbar(): JSX.Element {
  return (
    <footer class="room-foot">
      <div class="toolbar" id={TOOLBAR_ID} role="group" aria-label={t('tb.label')}>
        <MicrophoneTool />
        <CameraTool />
        <ShareTool />
        <HandTool />
        <Tool
          icon="chat"
          label={t('tb.chat')}
          expanded={panel.value === 'chat'}
          onPress={() => togglePanel('chat')}
          badge={unread.value > 0 ? unread.value : undefined}
        />
        <Tool
          icon="people"
          label={t('tb.people')}
          expanded={panel.value === 'people'}
          onPress={() => togglePanel('people')}
          className="wide-only"
        />
        {seesConsole.value && (
          <Tool
            icon="live"
            label={t('tb.live')}
            expanded={panel.value === 'live'}
            onPress={() => togglePanel('live')}
            className="wide-only"
          />
        )}
        <MoreMenu />
        <button type="button" class="tool leave" onClick={askToLeave}>
          <span class="tool-face">
            <Icon name="leave" size={22} />
          </span>
          <span class="tool-label">{t('tb.leave')}</span>
        </button>
      </div>
    </footer>
  );
}

function MicrophoneTool(): JSX.Element {
  const { on, pending, held, problem } = microphone.value;
  const label = t(on ? 'tb.mute' : 'tb.unmute');
  return (
    <Split
      main={
        <Tool
          icon={held ? 'lock' : on ? 'mic' : 'micOff'}
          label={label}
          off={!on}
          busy={pending}
          warn={problem !== null || silent.value}
          remark={held ? t('tb.heldMic') : undefined}
          onPress={() => void toggleMicrophone()}
        />
      }
      options={
        <Popover
          kind="dialog"
          className="tool-options"
          label={t('tb.micOptions')}
          button={<Icon name="chevronUp" size={16} />}
        >
          {() => (
            <div class="menu-body">
              <DeviceFields show={['microphone', 'speaker']} />
            </div>
          )}
        </Popover>
      }
    />
  );
}

function CameraTool(): JSX.Element {
  const { on, pending, held, problem } = camera.value;
  return (
    <Split
      main={
        <Tool
          icon={held ? 'lock' : on ? 'camera' : 'cameraOff'}
          label={t(on ? 'tb.camOff' : 'tb.camOn')}
          off={!on}
          busy={pending}
          warn={problem !== null}
          onPress={() => void toggleCamera()}
        />
      }
      options={
        <Popover
          kind="dialog"
          className="tool-options"
          label={t('tb.camOptions')}
          button={<Icon name="chevronUp" size={16} />}
        >
          {() => (
            <div class="menu-body">
              <DeviceFields show={['camera']} />
            </div>
          )}
        </Popover>
      }
    />
  );
}

function ShareTool(): JSX.Element {
  if (isSharing()) {
    return (
      <Tool icon="stopShare" label={t('tb.stopShare')} lit onPress={() => void stopShare()} className="wide-only" />
    );
  }
  const possible = devices.value?.canShareScreen !== false && me.value?.mayPublish.has('screen_share') !== false;
  return (
    <Popover
      kind="dialog"
      className="tool wide-only"
      label={t('tb.share')}
      disabled={!possible}
      button={
        <>
          <span class="tool-face">
            <Icon name="share" size={22} />
          </span>
          <span class="tool-label">{t('tb.share')}</span>
        </>
      }
    >
      {(close) => <ShareChoice onDone={close} />}
    </Popover>
  );
}

function HandTool(): JSX.Element {
  const raised = me.value?.hand != null;
  return <Tool icon="hand" label={t(raised ? 'tb.lower' : 'tb.hand')} lit={raised} onPress={() => void toggleHand()} />;
}

function Split({
  main,
  options,
}: {
  readonly main: ComponentChildren;
  readonly options: ComponentChildren;
}): JSX.Element {
  return (
    <div class="tool-split">
      {main}
      {options}
    </div>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: () => void;
  /** A device that is off stands out in red. */
  readonly off?: boolean;
  /** Something of one's own that is going on. */
  readonly lit?: boolean;
  readonly busy?: boolean;
  readonly warn?: boolean;
  readonly expanded?: boolean;
  readonly badge?: number | undefined;
  readonly remark?: string | undefined;
  readonly className?: string;
}

/** The name says what a press does, so it changes instead of a pressed state. */
function Tool(props: ToolProps): JSX.Element {
  const names = ['tool', props.className ?? ''];
  if (props.off) names.push('off');
  if (props.lit) names.push('lit');
  if (props.expanded) names.push('open');
  return (
    <button
      type="button"
      class={names.join(' ')}
      aria-expanded={props.expanded}
      aria-busy={props.busy || undefined}
      title={props.remark ?? props.label}
      onClick={props.onPress}
    >
      <span class="tool-face">
        {props.busy ? <span class="spinner" /> : <Icon name={props.icon} size={22} />}
        {props.badge !== undefined && (
          <span class="badge" aria-hidden="true">
            {props.badge > 99 ? '99+' : props.badge}
          </span>
        )}
        {props.warn && (
          <span class="badge warn" aria-hidden="true">
            !
          </span>
        )}
      </span>
      <span class="tool-label">
        {props.label}
        {props.badge !== undefined && <span class="visually-hidden"> {t('tb.unread', { n: props.badge })}</span>}
      </span>
    </button>
  );
}
