import { signal } from '@preact/signals';
import { remember, remembered } from '../state/storage.ts';
import { en, type MessageKey, type Messages } from './en.ts';
import { formatMessage, type MessageValues } from './format.ts';
import { zhCN } from './zh-CN.ts';

export type Locale = 'en' | 'zh-CN';
export type { MessageKey } from './en.ts';

export const LOCALES: readonly { readonly locale: Locale; readonly label: string }[] = [
  { locale: 'en', label: 'English' },
  { locale: 'zh-CN', label: '简体中文' },
];

const MESSAGES: Record<Locale, Messages> = { en, 'zh-CN': zhCN };

/** Every `zh*` reads Simplified Chinese until there is a Traditional text; everybody else reads English. */
export function localeOf(tags: readonly string[]): Locale {
  for (const tag of tags) {
    if (/^zh\b/i.test(tag)) {
      return 'zh-CN';
    }
    if (/^en\b/i.test(tag)) {
      return 'en';
    }
  }
  return 'en';
}

export const locale = signal<Locale>('en');

/** Chooses the language: `?lang=` before what was chosen on this device before what the browser asks for. */
export function startI18n(): void {
  const asked = new URLSearchParams(location.search).get('lang');
  const chosen = remembered('language');
  showLocale(asked ? localeOf([asked]) : chosen ? localeOf([chosen]) : localeOf(navigator.languages));
}

export function chooseLocale(next: Locale): void {
  remember('language', next);
  showLocale(next);
}

function showLocale(next: Locale): void {
  locale.value = next;
  document.documentElement.lang = next;
}

/** The message in the language in use; a component that calls it is drawn anew when the language changes. */
export function t(key: MessageKey, values?: MessageValues): string {
  return translate(locale.value, key, values);
}

/** The message in a language of one's choice: an invitation speaks to people who read another one. */
export function translate(to: Locale, key: MessageKey, values?: MessageValues): string {
  return formatMessage(to, MESSAGES[to][key], values);
}
