/** How an endpoint fares. */
export default {
  unknown: 'Not asked yet',
  online: 'Online',
  slow: 'Slow: the first words take long',
  limited: {
    requests: 'No requests left for {model} until {time}',
    tokens: 'No tokens left for {model} until {time}',
    pause: 'Asks for a pause with {model} until {time}',
  },
  down: 'Down, next try: {time}',
  downUntilNext: 'Down, tried again with the next message',
  offline: 'Out of reach since {time}',
  requests: 'Requests left: {left}',
  tokens: 'Tokens left: {left}',
  leftOf: '{left} of {limit}',
  whole: 'whole again {time}',
};
