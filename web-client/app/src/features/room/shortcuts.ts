import type { MessageKey } from '../../i18n/index.ts';
import { microphone } from '../../state/localMedia.ts';
import { shortcutsOn } from '../../state/preferences.ts';
import { seesConsole } from '../../state/program.ts';
import {
  isSharing,
  pinNumber,
  sayWhere,
  setMicrophone,
  startShare,
  stopShare,
  toggleCamera,
  toggleFullscreen,
  toggleHand,
  toggleMicrophone,
  toggleSelf,
  toggleView,
} from './actions.ts';
import { dialog, togglePanel } from './roomState.ts';

/** Whether holding Space talks: not with shortcuts turned off, and a telephone has no such key. */
export function canHoldToTalk(): boolean {
  return shortcutsOn.on.value && !matchMedia('(hover: none) and (pointer: coarse)').matches;
}

export interface Shortcut {
  /** As shown in the list. */
  readonly keys: readonly string[];
  readonly label: MessageKey;
}

/** In the order of the list. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['M'], label: 'keys.mic' },
  { keys: ['keys.space'], label: 'keys.talk' },
  { keys: ['V'], label: 'keys.camera' },
  { keys: ['H'], label: 'keys.hand' },
  { keys: ['S'], label: 'keys.share' },
  { keys: ['C'], label: 'keys.chat' },
  { keys: ['P'], label: 'keys.people' },
  { keys: ['G'], label: 'keys.view' },
  { keys: ['F'], label: 'keys.fullscreen' },
  { keys: ['1', '9'], label: 'keys.pin' },
  { keys: ['0'], label: 'keys.self' },
  { keys: ['N'], label: 'keys.stats' },
  { keys: ['L'], label: 'keys.live' },
  { keys: ['Ctrl', 'Alt', 'T'], label: 'keys.where' },
  { keys: ['F2'], label: 'keys.toolbar' },
  { keys: ['?'], label: 'keys.help' },
];

const SINGLE: Readonly<Record<string, () => void>> = {
  m: () => void toggleMicrophone(),
  v: () => void toggleCamera(),
  h: () => void toggleHand(),
  s: () => void (isSharing() ? stopShare() : startShare('text', true)),
  c: () => togglePanel('chat'),
  p: () => togglePanel('people'),
  g: toggleView,
  f: toggleFullscreen,
  n: () => togglePanel('stats'),
  l: () => {
    if (seesConsole.value) {
      togglePanel('live');
    }
  },
  '0': toggleSelf,
  '?': () => {
    dialog.value = 'shortcuts';
  },
};

/** Listens for shortcuts until the returned function is called. */
export function listenForShortcuts(focusToolbar: () => void): () => void {
  let talking = false;
  const onDown = (event: KeyboardEvent) => {
    if (event.key === 'F2') {
      event.preventDefault();
      focusToolbar();
      return;
    }
    if (event.ctrlKey && event.altKey && event.code === 'KeyT') {
      event.preventDefault();
      sayWhere();
      return;
    }
    if (!shortcutsOn.on.value || dialog.value !== null || isTyping(event) || hasModifier(event) || event.isComposing) {
      return;
    }
    if (event.key === ' ') {
      // On a button the space bar presses that button.
      if (!event.repeat && !microphone.value.on && !isControl(event.target)) {
        event.preventDefault();
        talking = true;
        void setMicrophone(true);
      }
      return;
    }
    if (event.repeat) {
      return;
    }
    const number = /^[1-9]$/.test(event.key) ? Number(event.key) : null;
    const action = number !== null ? () => pinNumber(number) : SINGLE[event.key.toLowerCase()];
    if (action) {
      event.preventDefault();
      action();
    }
  };
  const stopTalking = () => {
    if (talking) {
      talking = false;
      void setMicrophone(false);
    }
  };
  const onUp = (event: KeyboardEvent) => {
    if (event.key === ' ') {
      stopTalking();
    }
  };
  addEventListener('keydown', onDown);
  addEventListener('keyup', onUp);
  addEventListener('blur', stopTalking);
  return () => {
    removeEventListener('keydown', onDown);
    removeEventListener('keyup', onUp);
    removeEventListener('blur', stopTalking);
  };
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.altKey || event.metaKey;
}

function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('textarea, select, input:not([type=radio], [type=checkbox])'))
  );
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, input, summary, [role=menu]') !== null;
}
