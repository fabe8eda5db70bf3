export default {
  context: {
    label: 'Contexto del modelo',
    exact: 'Lo que se envía ocupa {used} de {room} tokens.',
    about: 'Lo que se envía ocupa unos {used} de {room} tokens.',
    leftOutShort: '{count} sin enviar',
    leftOut: 'El mensaje más antiguo no se enviará. | Los {count} mensajes más antiguos no se enviarán.',
    tooLongShort: 'Demasiado largo',
    tooLong:
      'A esto le sobra {count} token para el modelo. Acórtalo o elige un modelo con más contexto. | A esto le sobran {count} tokens para el modelo. Acórtalo o elige un modelo con más contexto.',
  },
  earlier: {
    label: 'De tus conversaciones anteriores',
    hint: 'Ahora no se llega al modelo.',
    found: 'Puede servir {count} respuesta anterior. | Pueden servir {count} respuestas anteriores.',
    insert: 'Citarla en el mensaje',
    source: '«{title}», {time}',
  },
};
