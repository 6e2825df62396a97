import { type Signal, signal } from '@preact/signals';
import { remember, remembered, type StoredKey } from './storage.ts';

/** Choices that outlive the page. */

export const name = signal(initialName());

export function chooseName(next: string): void {
  name.value = next;
  remember('name', next.trim() === '' ? null : next.trim());
}

/** What to switch on when joining. */
export const microphoneWanted = toggle('microphoneOn', preset('mic'));
export const cameraWanted = toggle('cameraOn', preset('cam'));

/** WCAG 2.1.4: shortcuts of a single character can be switched off. */
export const shortcutsOn = toggle('shortcuts', null);

/** Whether one's own picture stands among the others; it is sent all the same. */
export const showSelf = toggle('showSelf', null);

export interface Toggle {
  readonly on: Signal<boolean>;
  choose(on: boolean): void;
}

function toggle(key: StoredKey, asked: boolean | null): Toggle {
  const on = signal(asked ?? remembered(key) !== 'off');
  return {
    on,
    choose(next) {
      on.value = next;
      remember(key, next ? 'on' : 'off');
    },
  };
}

function preset(parameter: 'mic' | 'cam'): boolean | null {
  const value = new URLSearchParams(location.search).get(parameter);
  return value === null ? null : value !== '0';
}

function initialName(): string {
  return new URLSearchParams(location.search).get('name') ?? remembered('name') ?? '';
}
