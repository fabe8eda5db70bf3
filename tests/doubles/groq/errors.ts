/**
 * Groq's error bodies. Those of 401, 413, 429, 503, model_decommissioned and context_length_exceeded follow bodies that
 * users pasted in public issues; the others have the documented status and shape, their wording is a likely guess.
 */

export type ErrorName =
  | 'bad_request'
  | 'model_decommissioned'
  | 'context_length_exceeded'
  | 'invalid_api_key'
  | 'model_not_found'
  | 'unknown_url'
  | 'request_too_large'
  | 'rate_limit_exceeded'
  | 'flex_capacity_exceeded'
  | 'internal_server_error'
  | 'over_capacity';

export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly code?: string;
    readonly param?: string;
  };
}

export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody;
}

const ORGANIZATION = 'org_01kdouble0000000000000000';
const BILLING = 'Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing';

export function errorAnswer(name: ErrorName, model: string, retryAfterSeconds = 0): ErrorAnswer {
  switch (name) {
    case 'bad_request':
      return answer(400, "'messages' : minimum number of items is 1", 'invalid_request_error');
    case 'model_decommissioned':
      return answer(
        400,
        `The model \`${model}\` has been decommissioned and is no longer supported. Please refer to ` +
          'https://console.groq.com/docs/deprecations for a recommendation on which model to use instead.',
        'invalid_request_error',
        'model_decommissioned',
      );
    case 'context_length_exceeded':
      return {
        status: 400,
        body: {
          error: {
            message: 'Please reduce the length of the messages or completion.',
            type: 'invalid_request_error',
            param: 'messages',
            code: 'context_length_exceeded',
          },
        },
      };
    case 'invalid_api_key':
      return answer(401, 'Invalid API Key', 'invalid_request_error', 'invalid_api_key');
    case 'model_not_found':
      return answer(
        404,
        `The model \`${model}\` does not exist or you do not have access to it.`,
        'invalid_request_error',
        'model_not_found',
      );
    case 'unknown_url':
      return answer(
        404,
        'Unknown request URL. Please check the URL for typos, or see the docs at https://console.groq.com/docs/',
        'invalid_request_error',
        'unknown_url',
      );
    case 'request_too_large':
      // The trap that a client must know: 413 carries the *rate limit's* code, yet waiting never helps.
      return answer(
        413,
        `Request too large for model \`${model}\` in organization \`${ORGANIZATION}\` service tier \`on_demand\` ` +
          'on tokens per minute (TPM): Limit 8000, Requested 12328, please reduce your message size and try again. ' +
          BILLING,
        'tokens',
        'rate_limit_exceeded',
      );
    case 'rate_limit_exceeded':
      return answer(
        429,
        `Rate limit reached for model \`${model}\` in organization \`${ORGANIZATION}\` service tier \`on_demand\` ` +
          'on tokens per minute (TPM): Limit 8000, Used 7850, Requested 1443. ' +
          `Please try again in ${formatDuration(retryAfterSeconds)}. ${BILLING}`,
        'tokens',
        'rate_limit_exceeded',
      );
    case 'flex_capacity_exceeded':
      return answer(
        498,
        'The flex tier is at capacity and this request will not be processed. You can try again later.',
        'internal_server_error',
        'capacity_exceeded',
      );
    case 'internal_server_error':
      return answer(500, 'Internal Server Error', 'internal_server_error', 'internal_server_error');
    case 'over_capacity':
      // Groq sends no `code` here, only the type.
      return answer(
        503,
        `${model} is currently over capacity. Please try again and back off exponentially. ` +
          'Visit https://groqstatus.com to see if there is an active incident.',
        'internal_server_error',
      );
  }
}

function answer(status: number, message: string, type: string, code?: string): ErrorAnswer {
  return { status, body: { error: { message, type, ...(code === undefined ? {} : { code }) } } };
}

/** Groq writes spans as Go does: `2m59.56s`, `7.66s`, `644ms`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Number((seconds % 60).toFixed(2));
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
