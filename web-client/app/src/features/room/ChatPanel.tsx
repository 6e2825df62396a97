import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { locale, t } from '../../i18n/index.ts';
import { linkify } from '../../linkify.ts';
import { attempt, chat, chatOpen, connection, me, unread } from '../../state/meeting.ts';
import type { ChatLine } from '../../state/model.ts';
import { sdkRoom } from '../../state/session.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { PanelFrame } from './Panel.tsx';

/** Outlives the panel: what is half written is still there when it opens again. */
const draft = signal('');

/** What the server has not got yet; shown while it cannot be reached. */
const underWay = signal<readonly { readonly text: string }[]>([]);

/** Nearer to the end than this, new lines pull the view along. */
const FOLLOW_PX = 80;

/** Lines of one person within this time stand together under one name. */
const TOGETHER_MS = 3 * 60_000;

export function ChatPanel(): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    chatOpen.value = true;
    unread.value = 0;
    field.current?.focus();
    return () => {
      chatOpen.value = false;
    };
  }, []);
  const send = async () => {
    const text = draft.value.trim();
    const room = sdkRoom.value;
    if (text === '' || !room) {
      return;
    }
    draft.value = '';
    const message = { text };
    underWay.value = [...underWay.value, message];
    const arrived = await attempt(room.localParticipant.sendChat(text));
    underWay.value = underWay.value.filter((other) => other !== message);
    if (!arrived && draft.value === '') {
      draft.value = text;
    }
  };
  const mayWrite = me.value?.mayChat !== false;
  const limit = sdkRoom.value?.invitation?.limits.chatCharacters;
  return (
    <PanelFrame title={t('chat.title')}>
      <ChatLines />
      {mayWrite ? (
        <form
          class="chat-form"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <textarea
            ref={field}
            class="input"
            rows={1}
            value={draft.value}
            maxLength={limit}
            placeholder={t('chat.field')}
            aria-label={t('chat.field')}
            onInput={(event) => {
              draft.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              // Enter also accepts a word of an input method; only a bare one sends.
              if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                void send();
              }
            }}
          />
          <button
            type="submit"
            class="icon-button send"
            aria-label={t('chat.send')}
            title={t('chat.send')}
            disabled={draft.value.trim() === ''}
          >
            <Icon name="send" />
          </button>
        </form>
      ) : (
        <p class="panel-note">{t('chat.off')}</p>
      )}
    </PanelFrame>
  );
}

function ChatLines(): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const lines = chat.value;
  const waiting = connection.value === 'connected' ? [] : underWay.value;
  useLayoutEffect(() => {
    const element = list.current;
    if (element && (following.current || waiting.length > 0 || lines.at(-1)?.isMine)) {
      element.scrollTop = element.scrollHeight;
    }
  }, [lines, waiting.length]);
  return (
    <div
      ref={list}
      class="chat-lines"
      role="log"
      aria-live="polite"
      aria-label={t('chat.title')}
      tabIndex={0}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        following.current = scrollHeight - scrollTop - clientHeight < FOLLOW_PX;
      }}
    >
      {lines.length === 0 && waiting.length === 0 && (
        <p class="empty">
          <Icon name="chat" size={32} />
          {t('chat.empty')}
        </p>
      )}
      {lines.map((line, i) => (
        <Line key={line.id} line={line} together={belongsTo(lines[i - 1], line)} />
      ))}
      {waiting.map(({ text }, i) => (
        <div key={i} class="chat-line mine waiting">
          <div class="chat-body">
            <p class="chat-meta">{t('chat.waiting')}</p>
            <p class="chat-text">{text}</p>
          </div>
        </div>
      ))}
    </div>
  );
}

function Line({ line, together }: { readonly line: ChatLine; readonly together: boolean }): JSX.Element {
  return (
    <div class={`chat-line ${line.isMine ? 'mine' : ''} ${together ? 'together' : ''}`}>
      {!together && !line.isMine && <Avatar name={line.name} />}
      <div class="chat-body">
        <p class={together ? 'visually-hidden' : 'chat-meta'}>
          <strong>{line.isMine ? t('chat.you') : line.name}</strong>{' '}
          <time dateTime={new Date(line.at).toISOString()}>{timeText(line.at)}</time>
        </p>
        <p class="chat-text">
          {linkify(line.text).map((part, i) =>
            part.href === null ? (
              part.text
            ) : (
              <a key={i} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
                {part.text}
              </a>
            ),
          )}
        </p>
      </div>
    </div>
  );
}

function belongsTo(before: ChatLine | undefined, line: ChatLine): boolean {
  return before !== undefined && before.from === line.from && line.at - before.at < TOGETHER_MS;
}

function timeText(at: number): string {
  return new Intl.DateTimeFormat(locale.value, { hour: '2-digit', minute: '2-digit' }).format(at);
}
