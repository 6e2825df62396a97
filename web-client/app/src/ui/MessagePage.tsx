import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './Icon.tsx';
import { SiteFrame } from './SiteFrame.tsx';
import { useFocusOnShow } from './useFocusOnShow.ts';

interface MessagePageProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly children: ComponentChildren;
}

/** One message in the middle of the page and the buttons that lead on. */
export function MessagePage({ icon, title, text, children }: MessagePageProps): JSX.Element {
  const main = useFocusOnShow<HTMLElement>();
  return (
    <SiteFrame>
      <main ref={main} class="message-page" id="content" tabIndex={-1}>
        <div class="card">
          <span class="message-icon">
            <Icon name={icon} size={28} />
          </span>
          <h1>{title}</h1>
          <p>{text}</p>
          <div class="message-actions">{children}</div>
        </div>
      </main>
    </SiteFrame>
  );
}
