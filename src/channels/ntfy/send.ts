import type { Notice } from '../../app/model/notice.ts';
import { Secret } from '../../app/model/secret.ts';
import type { Channel } from '../channel.ts';
import type { Content, ContentOptions } from '../content/content.ts';
import { describe } from '../content/describe.ts';
import { paragraphs } from '../content/plain.ts';
import { bytes, shorten } from '../content/text.ts';
import { sendHttp } from '../http-send.ts';

export interface NtfySettings {
  /** Server and topic, as in `https://ntfy.sh/my-topic`. */
  readonly url: Secret;
}

/** ntfy turns a longer message into a file; in bytes. */
const MESSAGE_LIMIT = 4_000;
const TITLE_LIMIT = 250;
/** Of more it refuses the message; those to this app come last, since what they open leads on to Intune. */
const ACTION_LIMIT = 3;

const PRIORITIES = { good: 3, info: 3, warning: 4, critical: 5 } as const satisfies Record<Content['tone'], number>;
/** Names that ntfy shows as emoji before the title. */
const TAGS = {
  good: 'white_check_mark',
  info: 'information_source',
  warning: 'warning',
  critical: 'rotating_light',
} as const satisfies Record<Content['tone'], string>;

const TOPIC = /^[-_A-Za-z0-9]{1,64}$/;

/** Splits the configured address: messages go to the server's root and name their topic. Undefined where it has no topic. */
export function ntfyAddress(text: string): { readonly root: string; readonly topic: string } | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const [, parent, topic] = /^(.*\/)([^/]+)\/?$/.exec(url.pathname) ?? [];
  if (parent === undefined || topic === undefined || !TOPIC.test(topic)) return undefined;
  url.pathname = parent;
  return { root: url.href, topic };
}

/** A message of ntfy; it is plain text, nothing in it is formatted. */
export function buildBody(notice: Notice, topic: string, options: ContentOptions) {
  const content = describe(notice, options);
  const { title, tone, links } = content;
  const click = links.at(-1)?.url;
  return {
    topic,
    title: shorten(title, TITLE_LIMIT, bytes, 4),
    message: shorten(paragraphs(content, options.locale).join('\n\n'), MESSAGE_LIMIT, bytes),
    priority: PRIORITIES[tone],
    tags: [TAGS[tone]],
    ...(click !== undefined && { click }),
    actions: links.slice(-ACTION_LIMIT).map(({ label, url }) => ({ action: 'view', label, url })),
  };
}

/** Telephones and desktops that subscribe to a topic of ntfy. */
export const NTFY: Channel<NtfySettings> = {
  create: ({ url }, context) => {
    const address = ntfyAddress(url.reveal());
    const root = new Secret(address?.root ?? '');
    return {
      async send(notice) {
        if (address === undefined) return { kind: 'notTaken', reason: 'the configured address names no topic' };
        return sendHttp(
          { url: root, body: JSON.stringify(buildBody(notice, address.topic, context.content)) },
          context,
        );
      },
    };
  },
};
