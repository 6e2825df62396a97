import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Icon } from '../../ui/Icon.tsx';
import { panel } from './roomState.ts';

interface PanelProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** The side of the room that shows one thing at a time; a sheet from below on a narrow screen. */
export function PanelFrame({ title, children }: PanelProps): JSX.Element {
  const close = () => {
    panel.value = null;
  };
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    opener.current = document.activeElement;
    return () => {
      const { current } = opener;
      if (current instanceof HTMLElement && current.isConnected && document.activeElement === document.body) {
        current.focus();
      }
    };
  }, []);
  return (
    <aside
      class="panel"
      aria-label={title}
      onKeyDown={(event) => {
        const ofDialog = event.target instanceof Element && event.target.closest('dialog') !== null;
        if (event.key === 'Escape' && !event.defaultPrevented && !ofDialog) {
          close();
        }
      }}
    >
      <div class="panel-head">
        <h2>{title}</h2>
        <button type="button" class="icon-button small" aria-label={t('app.close')} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </aside>
  );
}
