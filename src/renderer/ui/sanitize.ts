import DOMPurify from 'dompurify';

const tags = [
  ...[
    'a',
    'blockquote',
    'br',
    'button',
    'code',
    'del',
    'div',
    'em',
    'figcaption',
    'figure',
    'h2',
    'h3',
    'h4',
    'h5',
  ],
  ...[
    'h6',
    'hr',
    'li',
    'ol',
    'p',
    'pre',
    's',
    'span',
    'strong',
    'table',
    'tbody',
    'td',
    'th',
    'thead',
    'tr',
    'ul',
  ],
];

const attributes = [
  ...[
    'aria-label',
    'class',
    'data-action',
    'data-address',
    'data-language',
    'href',
    'role',
    'start',
    'tabindex',
  ],
  ...['title', 'type'],
];

/** Addresses with these schemes, and values that are no addresses at all. */
const harmless = /^(?:https?:|mailto:|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i;

/**
 * The one gate between text that a model wrote and the page. What comes out is made of nodes, not of text, so that
 * nothing has to be parsed again behind the gate.
 */
export const sanitize = (html: string): DocumentFragment =>
  DOMPurify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOWED_URI_REGEXP: harmless,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
