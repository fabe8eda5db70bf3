/** One sentence or two for every code of the contract: what happened, and what can be done. */
export default {
  model: {
    no_key: 'There is no key for this endpoint yet. Add one in the settings, then try again.',
    bad_key: 'The endpoint did not accept the key. Check it in the settings, then try again.',
    no_network: 'The endpoint could not be reached. Check your network connection, then try again.',
    rate_limited: 'Too many requests for now: the endpoint asks for a pause.',
    retired: 'The model {model} is no longer offered.',
    context_too_long:
      'The conversation has become too long for this model. Begin a new one, shorten your message, or choose a model with a larger context.',
    rejected: 'The endpoint rejected the request (status {status}).',
    server_error: 'The endpoint has a problem of its own (status {status}). It usually passes quickly.',
    timed_out: 'Nothing arrived for {seconds} seconds, so the request was ended.',
    incomplete: 'The answer broke off before its end. What had arrived is kept.',
    unreadable:
      'What the endpoint sent could not be read. A sign-in page of the network, or a wrong address, can be the reason.',
    endpoint_down:
      'The endpoint has failed several times in a row, so nothing was sent. It is tried again shortly.',
  },
  storage: {
    newer_version:
      'Your conversations were last opened by a newer VersaAI (format {fileVersion}; this one reads up to {supportedVersion}). Install the newer version to open them. Nothing was changed.',
    not_ours: 'The file where your conversations should be is not a VersaAI database. Nothing was changed.',
    damaged:
      'The file with your conversations is damaged and cannot be opened. A backup may be in the folder beside it.',
    unavailable:
      'The file with your conversations cannot be opened. Another program may be using it, the disk may be full, or access is denied.',
  },
  conversation: {
    not_found: 'This conversation does not exist any more.',
    busy: 'An answer is already on its way in this conversation. Wait for it, or stop it.',
  },
  message: {
    not_found: 'This message does not exist any more.',
    wrong_state: 'That is not possible with this message now.',
  },
  endpoint: {
    not_found: 'This endpoint does not exist any more. Choose another model.',
    built_in: 'A built-in endpoint cannot be removed.',
  },
  search: { superseded: 'A newer search has taken its place.' },
  saved_search: { not_found: 'This saved search does not exist any more.' },
  contract: {
    unknown_operation: 'The engine does not know this request ({name}). Restarting the app may help.',
    invalid_input: 'The engine did not accept this request. Nothing was changed.',
  },
  engine: {
    internal: 'Something went wrong inside the app. It is in the log as {reference}.',
    disconnected: 'The engine went away before it was done. It is being restarted: please try again.',
  },
};
