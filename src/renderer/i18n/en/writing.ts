/** What helps while a message is being written. */
export default {
  context: {
    label: 'Context of the model',
    exact: 'What is sent takes {used} of {room} tokens.',
    about: 'What is sent takes about {used} of {room} tokens.',
    leftOutShort: '{count} not sent',
    leftOut: 'The oldest message will not be sent. | The {count} oldest messages will not be sent.',
    tooLongShort: 'Too long',
    tooLong:
      'This is {count} token too long for the model. Shorten it, or choose a model with more context. | This is {count} tokens too long for the model. Shorten it, or choose a model with more context.',
  },
  earlier: {
    label: 'From your earlier conversations',
    hint: 'The model cannot be reached just now.',
    found: '{count} earlier answer may fit. | {count} earlier answers may fit.',
    insert: 'Quote it in the message',
    source: '“{title}”, {time}',
  },
};
