import type { FunctionComponent, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { Icon } from './Icon.tsx';

interface LazyProps {
  readonly load: () => Promise<FunctionComponent>;
}

/** A part of the page that is fetched when it is first needed. */
export function Lazy({ load }: LazyProps): JSX.Element {
  const [part, setPart] = useState<{ readonly Component: FunctionComponent } | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let wanted = true;
    load().then(
      (Component) => wanted && setPart({ Component }),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [attempt]);
  if (part) {
    return <part.Component />;
  }
  if (!failed) {
    return (
      <div class="lazy">
        <span class="spinner" />
      </div>
    );
  }
  return (
    <div class="lazy">
      <div class="notice bad" role="alert">
        <Icon name="warning" size={18} />
        <span>{t('live.loadFailed')}</span>
        <button
          type="button"
          class="button small"
          onClick={() => {
            setFailed(false);
            setAttempt(attempt + 1);
          }}
        >
          {t('app.retry')}
        </button>
      </div>
    </div>
  );
}
