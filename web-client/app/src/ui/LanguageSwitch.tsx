import type { JSX } from 'preact';
import { chooseLocale, LOCALES, locale, t } from '../i18n/index.ts';

/** Each language is written in itself, so that everybody finds their own. */
export function LanguageSwitch({ name = 'language' }: { readonly name?: string }): JSX.Element {
  return (
    <fieldset class="segmented">
      <legend class="visually-hidden">{t('app.language')}</legend>
      {LOCALES.map((choice) => (
        <label key={choice.locale} lang={choice.locale}>
          <input
            type="radio"
            name={name}
            checked={locale.value === choice.locale}
            onChange={() => chooseLocale(choice.locale)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
