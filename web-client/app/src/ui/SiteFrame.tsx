import type { ComponentChildren, JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { openStart } from '../router.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { Logo } from './Logo.tsx';

/** Head and ground of every page outside a meeting. */
export function SiteFrame({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="site">
      <header class="site-head">
        <a
          class="brand"
          href="/"
          onClick={(event) => {
            if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
              event.preventDefault();
              openStart();
            }
          }}
        >
          <Logo />
          <span>{t('app.name')}</span>
        </a>
        <LanguageSwitch />
      </header>
      {children}
    </div>
  );
}
